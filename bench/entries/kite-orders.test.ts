import { describe, expect, it } from 'vitest'
import type { Sample } from '../entry.ts'
import { orderCount, updateCount, warmUp } from '../kite-orders/load.ts'
import { kiteOrders } from './kite-orders.ts'

const placed = warmUp + orderCount
const updates = { cpuUs: 200, p50Ms: 0.4, p99Ms: 3, correctedp50Ms: 80, correctedp99Ms: 200 }

function sampleOf(name: string): Sample {
  if (name.includes('socket'))
    return { figures: updates, outcome: Float64Array.of(updateCount, updateCount, updateCount) }
  const isTheirs = name.startsWith('kiteconnect')
  const perSecond = isTheirs ? 2_000 : name.includes('packed') ? 7_000 : 5_000
  const figures = { perSecond, cpuUs: isTheirs ? 400 : 140, kiteCpuUs: 150, p50Ms: 10, p99Ms: 40 }
  return { figures, outcome: Float64Array.of(placed, placed) }
}

const samples: ReadonlyMap<string, Sample> = new Map(kiteOrders.contestants.map(({ name }) => [name, sampleOf(name)]))

function reportOf(all: ReadonlyMap<string, Sample>): ReturnType<typeof kiteOrders.report> {
  return kiteOrders.report(new Map([...all].map(([name, sample]) => [name, [sample]])))
}

describe('orders to Kite', () => {
  it('are reported beside kiteconnect, with what the clients and Kite itself take', () => {
    const { goals, tables } = reportOf(samples)
    expect(goals.map(({ measured, met }) => `${measured}: ${met}`)).toEqual(['140 us: yes', '2.50x: no', '3.50x: yes'])
    expect(tables[0]!.rows.map((row) => row[3])).toEqual(['2.50x', '2.50x', '2.50x', '1.00x'])
    expect(tables.at(-1)!.rows.map((row) => row[1])).toEqual(['0.400', '0.400', '80.0'])
    expect(tables.every(({ head, rows }) => rows.every(({ length }) => length === head.length))).toBe(true)
  })

  it('are said not to be measured where kiteconnect is not there, which ours asks Kite with', () => {
    const { goals, tables } = reportOf(new Map())
    expect(goals.map(({ met }) => met)).toEqual(Array(3).fill('not measured here'))
    expect(tables.flatMap(({ rows }) => rows.map((row) => row[1]))).toEqual(Array(14).fill('not measured here'))
    expect(tables.every(({ head, rows }) => rows.every(({ length }) => length === head.length))).toBe(true)
    expect(() => kiteOrders.check(new Map())).not.toThrow()
  })

  it('count for nothing where one was not taken, or came twice, or an update was not heard', () => {
    expect(() => kiteOrders.check(samples)).not.toThrow()
    const [first] = kiteOrders.contestants
    const lost = { figures: {}, outcome: Float64Array.of(placed - 1, placed) }
    expect(() => kiteOrders.check(new Map([[first!.name, lost]]))).toThrow(`it came to ${placed - 1}, ${placed}`)
    const unheard = { figures: {}, outcome: Float64Array.of(updateCount, updateCount - 1, updateCount) }
    const last = kiteOrders.contestants.at(-1)!.name
    expect(() => kiteOrders.check(new Map([[last, unheard]]))).toThrow(`${updateCount - 1}`)
  })
})
