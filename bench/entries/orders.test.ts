import { describe, expect, it } from 'vitest'
import type { Sample } from '../entry.ts'
import { orderCount } from '../orders/load.ts'
import { orders } from './orders.ts'

const life = (filled = orderCount): Sample => ({
  figures: { perSecond: 10_000, cpuUs: 90, p50Us: 100, p99Us: 900, longestStallMs: 3 },
  outcome: Float64Array.of(filled),
})
const restart = (seconds: number, entries: number, known = 50_000): Sample => ({
  figures: { seconds, entries },
  outcome: Float64Array.of(known),
})
const samples: ReadonlyMap<string, Sample> = new Map([
  ['in memory', life()],
  ['SQLite, crash-safe', life()],
  ['SQLite, power-safe', life()],
  ['restart from a snapshot', restart(0.4, 0)],
  ['restart from a snapshot and what came after', restart(2.4, 200_000)],
])

describe('orders', () => {
  it('reports lives and restarts, the latter for each 100,000 events', () => {
    const { goals, tables } = orders.report(new Map([...samples].map(([name, sample]) => [name, [sample]])))
    expect(goals.map(({ measured, met }) => `${measured}: ${met}`)).toEqual(['0.400 s: yes', '1.00 s: yes'])
    expect(tables.every(({ head, rows }) => rows.every(({ length }) => length === head.length))).toBe(true)
  })

  it('must all be filled, and all be there again', () => {
    expect(() => orders.check(samples)).not.toThrow()
    expect(() => orders.check(new Map([...samples, ['in memory', life(3)]]))).toThrow('3 of')
    expect(() => orders.check(new Map([...samples, ['restart from a snapshot', restart(1, 0, 7)]]))).toThrow('7 of')
  })
})
