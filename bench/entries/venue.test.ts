import { describe, expect, it } from 'vitest'
import type { Sample } from '../entry.ts'
import { venue } from './venue.ts'

const flow = (ns: number, fills: number, placed = fills): Sample => ({
  figures: { ns },
  outcome: Float64Array.of(fills, placed),
})
const samples: ReadonlyMap<string, Sample> = new Map([
  ['quotes', flow(500, 0)],
  ['depth of 5 levels', flow(900, 0)],
  ['quotes and orders that take them', flow(1_250, 9_000)],
  ['memory', { figures: { heapAtFirst: 20, heapAtLast: 20.5 }, outcome: Float64Array.of(0, 0) }],
])

describe('the venue', () => {
  it('reports what a core matches, and what is left in memory', () => {
    const { goals, tables } = venue.report(new Map([...samples].map(([name, sample]) => [name, [sample]])))
    expect(goals.map(({ measured, met }) => `${measured}: ${met}`)).toEqual([
      '2.00 million/s: yes',
      '0.800 million/s: no',
      '0.500 MB: yes',
    ])
    expect(tables.every(({ head, rows }) => rows.every(({ length }) => length === head.length))).toBe(true)
  })

  it('must fill every order that comes, and no other', () => {
    expect(() => venue.check(samples)).not.toThrow()
    expect(() => venue.check(new Map([...samples, ['quotes', flow(1, 1)]]))).toThrow('1 of 1')
    expect(() => venue.check(new Map([['quotes and orders that take them', flow(1, 3, 4)]]))).toThrow('3 of 4')
  })
})
