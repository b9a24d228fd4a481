import { describe, expect, it } from 'vitest'
import type { Sample } from '../entry.ts'
import { fanOut } from './fan-out.ts'

function sampleOf(held: number, heapGrownMb: number, behind = 0, unheld = 0): Sample {
  return {
    figures: {
      held,
      perSecond: 10_000,
      conflatedPerSecond: 100,
      p50Ms: 2,
      p99Ms: 60,
      cpuPercent: 40,
      heapMb: 80,
      heapGrownMb,
      residentMb: 300,
      residentGrownMb: 4,
    },
    outcome: Float64Array.of(behind, unheld),
  }
}

const [calm, stalling, flooded] = fanOut.contestants.map(({ name }) => name) as [string, string, string]
const samples: ReadonlyMap<string, Sample> = new Map([
  [calm, sampleOf(9_000, 0)],
  [stalling, sampleOf(10_000, 1)],
  [flooded, sampleOf(10_000, 12)],
])

describe('the fan-out', () => {
  it('reports how many clients were held, how soon they were told, and by how much memory grew', () => {
    const { goals, tables } = fanOut.report(new Map([...samples].map(([name, sample]) => [name, [sample]])))
    expect(goals.map(({ measured, met }) => `${measured}: ${met}`)).toEqual([
      '9,000 clients: no',
      '60.0 ms: no',
      '1.00 MB: yes',
      '12.0 MB: no',
    ])
    expect(tables.every(({ head, rows }) => rows.every(({ length }) => length === head.length))).toBe(true)
  })

  it('names its loads by what is offered and who reads', () => {
    expect([calm, stalling, flooded]).toEqual([
      'offered 10,000 updates/s, all read',
      'offered 30,000 updates/s, 1 % do not read',
      'offered 200,000 updates/s, each told every 500 ms, 1 % do not read',
    ])
  })

  it('counts nothing where a reader is not at the last quote, or nothing was held back', () => {
    expect(() => fanOut.check(samples)).not.toThrow()
    expect(() => fanOut.check(new Map([[calm, sampleOf(10_000, 0, 2)]]))).toThrow('2 times')
    expect(() => fanOut.check(new Map([[calm, sampleOf(10_000, 0, 0, 7)]]))).toThrow('7 clients')
  })
})
