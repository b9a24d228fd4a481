import { describe, expect, it } from 'vitest'
import type { Sample } from '../entry.ts'
import { journal } from './journal.ts'

function sampleOf(together: number, p99Ms: number, longestMs: number, missing = 0): Sample {
  return {
    figures: { together, journalOnly: 70_000, alone: 2_000, paced: 3_000, p99Ms, longestMs },
    outcome: Float64Array.of(0, missing),
  }
}

const samples: ReadonlyMap<string, Sample> = new Map(
  Object.entries({
    '@shagun/storage-sqlite, crash-safe': sampleOf(50_000, 1, 9),
    'main thread, one commit an event, crash-safe': sampleOf(10_000, 3, 20),
    '@shagun/storage-sqlite, power-safe': sampleOf(19_000, 1, 11),
    'main thread, one commit an event, power-safe': sampleOf(1_900, 30, 90),
    machine: sampleOf(0, 0.1, 2),
  }),
)

describe('the journal', () => {
  it('reports rates and delays of both durabilities', () => {
    const { goals, tables } = journal.report(new Map([...samples].map(([name, sample]) => [name, [sample]])))
    expect(goals.map(({ measured, met }) => `${measured}: ${met}`)).toEqual([
      '50,000/s: yes',
      '1.00 ms: yes',
      '9.00 ms: yes',
      '19,000/s: no',
      '1.00 ms: yes',
      '11.0 ms: no',
    ])
    expect(tables[0]!.rows.map((row) => row[3])).toEqual(['1.00x', '0.200x', '1.00x', '0.100x', ''])
    expect(tables.every(({ head, rows }) => rows.every(({ length }) => length === head.length))).toBe(true)
  })

  it('must have kept what it answered for', () => {
    expect(() => journal.check(samples)).not.toThrow()
    const lost = new Map([...samples, ['machine', sampleOf(0, 0, 0, 3)]])
    expect(() => journal.check(lost)).toThrow('answered for 3 events of account 1')
  })
})
