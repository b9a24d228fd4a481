import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Bars, createBars, memory, type Storage } from '@shagun/core'
import type { BarSeries, BarStore, TimeRange } from '@shagun/core/adapter'
import { sqlite } from '@shagun/storage-sqlite'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

// What every store of history has to keep to, held against each of ours.

const infy: BarSeries = { instrument: 'NSE:INFY', timeframe: '1m', source: 'acme', adjustment: 'none' }
const others: readonly BarSeries[] = [
  { ...infy, instrument: 'BSE:INFY' },
  { ...infy, instrument: 'NSE:INF' },
  { ...infy, timeframe: '1h' },
  { ...infy, source: 'other' },
  { ...infy, adjustment: 'splits' },
]
const always = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }

function barsAt(times: readonly number[], price = 100): Bars {
  const rows = times.map((time) => ({ time, open: price, high: price, low: price, close: price, volume: time }))
  return createBars(infy.instrument, infy.timeframe, rows)
}

const stores: Readonly<Record<string, (folder: string) => Storage>> = {
  'memory()': () => memory(),
  "sqlite(':memory:')": () => sqlite(':memory:'),
  'sqlite in a file': (folder) => sqlite(join(folder, 'trading.db')),
}

describe.each(Object.entries(stores))('the bars of %s', (_, open) => {
  let folder: string
  let storage: Storage
  let store: BarStore
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'shagun-bars-'))
    storage = open(folder)
    store = storage.bars
  })
  afterEach(async () => {
    await storage.close()
    rmSync(folder, { recursive: true })
  })

  async function held(range: TimeRange = always, series = infy) {
    const { bars, known } = await store.load(series, range)
    return { rows: [...bars].map(({ time, close }) => [time, close]), known }
  }

  it('are none at first, and nothing is known', async () => {
    const { bars, known } = await store.load(infy, always)
    expect([bars.instrument, bars.timeframe, bars.length, known]).toEqual(['NSE:INFY', '1m', 0, []])
  })

  it('come back to the bit', async () => {
    const bars = createBars('NSE:INFY', '1m', [
      { time: 10, open: 0.1 + 0.2, high: 1e9 / 3, low: 1e-9, close: Math.PI, volume: 2 ** 53 },
      { time: 11, open: 1, high: 2, low: 0.5, close: 1.5, volume: 0 },
    ])
    await store.save(infy, bars, { from: 0, to: 60 })
    expect([...(await store.load(infy, always)).bars]).toEqual([...bars])
  })

  it('are those that opened from `from` to before `to`', async () => {
    await store.save(infy, barsAt([10, 20, 30]), { from: 10, to: 40 })
    const times = async (from: number, to: number) => [...(await store.load(infy, { from, to })).bars.time]
    expect(await times(10, 30)).toEqual([10, 20])
    expect(await times(10.5, 30.5)).toEqual([20, 30])
    expect(await times(31, 99)).toEqual([])
    expect(await times(30, 31)).toEqual([30])
  })

  it('are known in the parts of a range that were saved whole, and of those no more than is asked for', async () => {
    await store.save(infy, barsAt([10]), { from: 5, to: 20 })
    await store.save(infy, barsAt([]), { from: 40, to: 50 })
    const known = async (from: number, to: number) => (await store.load(infy, { from, to })).known
    expect(await known(0, 100)).toEqual([
      { from: 5, to: 20 },
      { from: 40, to: 50 },
    ])
    expect(await known(12, 45)).toEqual([
      { from: 12, to: 20 },
      { from: 40, to: 45 },
    ])
    expect(await known(20, 40)).toEqual([])
    expect(await known(0, 5)).toEqual([])
    expect(await known(6, 7)).toEqual([{ from: 6, to: 7 }])
  })

  it('are known as one range where saved ranges touch', async () => {
    for (const [from, to] of [
      [0, 10],
      [20, 30],
      [40, 50],
      [10, 20],
      [29, 41],
    ] as const)
      await store.save(infy, barsAt([]), { from, to })
    expect((await held()).known).toEqual([{ from: 0, to: 50 }])
  })

  it('may be known to be none', async () => {
    await store.save(infy, barsAt([]), { from: 0, to: 60 })
    expect(await held()).toEqual({ rows: [], known: [{ from: 0, to: 60 }] })
  })

  it('replace those of a saved range, and those that are not among them are gone', async () => {
    await store.save(infy, barsAt([10, 20, 30, 40]), { from: 10, to: 50 })
    await store.save(infy, barsAt([20], 7), { from: 15, to: 40 })
    expect((await held()).rows).toEqual([
      [10, 100],
      [20, 7],
      [40, 100],
    ])
  })

  it('are kept no further than the range that is said to be whole', async () => {
    await store.save(infy, barsAt([10, 20, 30, 40]), { from: 20, to: 40 })
    expect(await held()).toEqual({
      rows: [
        [20, 100],
        [30, 100],
      ],
      known: [{ from: 20, to: 40 }],
    })
    await store.save(infy, barsAt([90]), { from: 50, to: 60 })
    expect((await held()).rows).toHaveLength(2)
  })

  it.each([
    [20, 20],
    [30, 10],
    [Number.NaN, 10],
    [10, Number.NaN],
  ])('are untouched by a range from %d to %d, and none of it', async (from, to) => {
    await store.save(infy, barsAt([10, 20, 30]), { from: 0, to: 60 })
    await store.save(infy, barsAt([20], 7), { from, to })
    expect(await held()).toEqual({
      rows: [
        [10, 100],
        [20, 100],
        [30, 100],
      ],
      known: [{ from: 0, to: 60 }],
    })
    expect(await held({ from, to })).toEqual({ rows: [], known: [] })
  })

  it('are kept apart by instrument, timeframe, source and adjustment', async () => {
    for (const [i, series] of [infy, ...others].entries())
      await store.save(series, barsAt([10], i + 1), { from: i, to: 60 })
    for (const [i, series] of [infy, ...others].entries()) {
      const { bars, known } = await store.load(series, always)
      expect([bars.instrument, bars.timeframe]).toEqual([series.instrument, series.timeframe])
      expect([[...bars.close], known]).toEqual([[i + 1], [{ from: i, to: 60 }]])
    }
  })

  it('are forgotten with what is known of them, those of one series alone', async () => {
    for (const series of [infy, ...others]) await store.save(series, barsAt([10]), { from: 0, to: 60 })
    await store.forget(infy)
    expect(await held()).toEqual({ rows: [], known: [] })
    for (const series of others)
      expect(await held(always, series)).toEqual({ rows: [[10, 100]], known: [{ from: 0, to: 60 }] })
    await store.forget(infy)
    await store.save(infy, barsAt([20]), { from: 20, to: 30 })
    expect(await held()).toEqual({ rows: [[20, 100]], known: [{ from: 20, to: 30 }] })
  })

  it('are what was said of each moment last, whatever is saved and forgotten in whatever order', async () => {
    const saved = fc.record({
      kind: fc.constant('save' as const),
      times: fc.uniqueArray(fc.nat(40), { maxLength: 10 }),
      from: fc.nat(45),
      length: fc.integer({ min: -2, max: 25 }),
    })
    const step = fc.oneof({ weight: 9, arbitrary: saved }, { weight: 1, arbitrary: fc.constant({ kind: 'forget' }) })
    await fc.assert(
      fc.asyncProperty(
        fc.array(step as typeof saved, { maxLength: 8 }),
        fc.nat(45),
        fc.nat(45),
        async (steps, a, b) => {
          await store.forget(infy)
          const prices = new Map<number, number>()
          const known = new Set<number>()
          for (const [i, { kind, times, from, length }] of steps.entries()) {
            if (kind !== 'save') {
              await store.forget(infy)
              prices.clear()
              known.clear()
              continue
            }
            const sorted = times.toSorted((x, y) => x - y)
            await store.save(infy, barsAt(sorted, i + 1), { from, to: from + length })
            for (let time = from; time < from + length; time++) {
              known.add(time)
              if (times.includes(time)) prices.set(time, i + 1)
              else prices.delete(time)
            }
          }
          const stored = await held({ from: a, to: b })
          const moments = Array.from({ length: Math.max(0, b - a) }, (_, i) => a + i)
          expect(stored.rows).toEqual(moments.filter((t) => prices.has(t)).map((t) => [t, prices.get(t)]))
          expect(moments.filter((t) => stored.known.some(({ from, to }) => t >= from && t < to))).toEqual(
            moments.filter((t) => known.has(t)),
          )
          for (const [i, { from, to }] of stored.known.entries()) {
            expect(from).toBeLessThan(to)
            if (i > 0) expect(from).toBeGreaterThan(stored.known[i - 1]!.to)
          }
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('the bars of a file', () => {
  it('are there when it is opened again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'shagun-bars-'))
    try {
      const first = sqlite(join(folder, 'trading.db'))
      await first.bars.save(infy, barsAt([10]), { from: 0, to: Number.POSITIVE_INFINITY })
      await first.close()
      const second = sqlite(join(folder, 'trading.db'))
      const { bars, known } = await second.bars.load(infy, always)
      expect([[...bars.close], known]).toEqual([[100], [{ from: 0, to: Number.POSITIVE_INFINITY }]])
      await second.close()
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
