import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Bars, createBars } from '../model/bars.ts'
import type { BarSeries, BarStore, TimeRange } from './storage.ts'
import { createMemoryBars, withRange } from './storage-memory-bars.ts'

const infy: BarSeries = { instrument: 'NSE:INFY', timeframe: '1m', source: 'acme', adjustment: 'none' }
const always = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }

/** Bars that opened at the given moments, at a price. */
function barsAt(times: readonly number[], price = 100): Bars {
  const rows = times.map((time) => ({ time, open: price, high: price, low: price, close: price }))
  return createBars('NSE:INFY', '1m', rows)
}

async function held(bars: BarStore, range: TimeRange = always, series = infy) {
  const stored = await bars.load(series, range)
  return { rows: [...stored.bars].map(({ time, close }) => [time, close]), known: stored.known }
}

describe('the bars of memory()', () => {
  it('are none at first, and nothing is known', async () => {
    const { bars, known } = await createMemoryBars().load(infy, always)
    expect([bars.instrument, bars.timeframe, bars.length, known]).toEqual(['NSE:INFY', '1m', 0, []])
  })

  it('are those that opened from `from` to before `to`, with what is known of that range', async () => {
    const bars = createMemoryBars()
    await bars.save(infy, barsAt([10, 20, 30]), { from: 5, to: 35 })
    expect(await held(bars, { from: 10, to: 30 })).toEqual({
      rows: [
        [10, 100],
        [20, 100],
      ],
      known: [{ from: 10, to: 30 }],
    })
    expect(await held(bars, { from: 0, to: 11 })).toEqual({ rows: [[10, 100]], known: [{ from: 5, to: 11 }] })
    expect(await held(bars, { from: 31, to: 99 })).toEqual({ rows: [], known: [{ from: 31, to: 35 }] })
    expect(await held(bars, { from: 35, to: 99 })).toEqual({ rows: [], known: [] })
  })

  it('replace those of a saved range, and those that are not among them are gone', async () => {
    const bars = createMemoryBars()
    await bars.save(infy, barsAt([10, 20, 30, 40]), { from: 10, to: 50 })
    await bars.save(infy, barsAt([20], 7), { from: 15, to: 40 })
    expect((await held(bars)).rows).toEqual([
      [10, 100],
      [20, 7],
      [40, 100],
    ])
  })

  it('are those of one series, also where the names of two would be the same when put together', async () => {
    const bars = createMemoryBars()
    const [blank, other] = [
      { ...infy, source: '1m x' },
      { ...infy, instrument: 'NSE:INFY 1m', source: 'x' },
    ] as const
    await bars.save(blank, barsAt([10]), { from: 0, to: 60 })
    expect(await held(bars, always, other)).toEqual({ rows: [], known: [] })
  })

  it('leave what was handed out before as it was', async () => {
    const bars = createMemoryBars()
    await bars.save(infy, barsAt([10, 20], 1), { from: 0, to: 30 })
    const before = await bars.load(infy, always)
    await bars.save(infy, barsAt([20], 2), { from: 0, to: 60 })
    expect([...before.bars.close]).toEqual([1, 1])
    expect(before.known).toEqual([{ from: 0, to: 30 }])
  })

  it('owe nothing to columns that somebody writes to later', async () => {
    const bars = createMemoryBars()
    const given = barsAt([10])
    await bars.save(infy, given, { from: 0, to: 20 })
    ;(given.close as Float64Array)[0] = 999
    expect((await held(bars)).rows).toEqual([[10, 100]])
  })
})

describe('withRange', () => {
  it('makes one range of those that touch, and keeps the others in order', () => {
    const ranges = [
      { from: 0, to: 10 },
      { from: 20, to: 30 },
      { from: 40, to: 50 },
    ]
    expect(withRange(ranges, { from: 12, to: 18 }).map(({ from, to }) => [from, to])).toEqual([
      [0, 10],
      [12, 18],
      [20, 30],
      [40, 50],
    ])
    expect(withRange(ranges, { from: 10, to: 20 })).toEqual([
      { from: 0, to: 30 },
      { from: 40, to: 50 },
    ])
    expect(withRange(ranges, { from: 5, to: 45 })).toEqual([{ from: 0, to: 50 }])
    expect(withRange([], { from: 1, to: 2 })).toEqual([{ from: 1, to: 2 }])
  })

  it('covers just the moments that one of the ranges covers, with ranges in order that do not touch', () => {
    const range = fc
      .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 10 }))
      .map(([from, length]) => ({ from, to: from + length }))
    fc.assert(
      fc.property(fc.array(range, { maxLength: 12 }), (given) => {
        const joined = given.reduce<readonly TimeRange[]>(withRange, [])
        const covered = (ranges: readonly TimeRange[], time: number) =>
          ranges.some(({ from, to }) => time >= from && time < to)
        for (let time = -1; time <= 51; time++) expect(covered(joined, time)).toBe(covered(given, time))
        for (const [i, { from }] of joined.entries()) if (i > 0) expect(from).toBeGreaterThan(joined[i - 1]!.to)
      }),
    )
  })
})
