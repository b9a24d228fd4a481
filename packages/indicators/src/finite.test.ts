import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as ta from './index.ts'
import { always } from './testing/always.ts'
import { type MarkedBar, markedTable } from './testing/sessions.ts'

/*
 * Markets that hardly trade: flat bars, ties, bars without volume, gaps in the data, and prices from tiny to huge.
 */

/** One array, or an object of several. */
type Lines = object
type Marked = ReturnType<typeof markedTable>

const indicators: readonly [string, (bars: Marked, period: number) => Lines][] = [
  ['anchoredVwap', (bars, n) => ta.anchoredVwap(bars, n)],
  ['choppiness', (bars, n) => ta.choppiness(bars, n + 1)],
  ['cmf', ta.cmf],
  ['donchian', ta.donchian],
  ['forceIndex', ta.forceIndex],
  ['heikinAshi', (bars) => ta.heikinAshi(bars)],
  ['hma', ({ close }, n) => ta.hma(close, n)],
  ['ichimoku', (bars, n) => ta.ichimoku(bars, n, 2, 3, 2)],
  ['keltner', (bars, n) => ta.keltner(bars, n, 2, 3)],
  ['openingRange', ta.openingRange],
  ['pivotPoints', (bars) => ta.pivotPoints(bars)],
  ['pivotPointsCamarilla', (bars) => ta.pivotPointsCamarilla(bars)],
  ['pivotPointsCpr', (bars) => ta.pivotPointsCpr(bars)],
  ['pivotPointsFibonacci', (bars) => ta.pivotPointsFibonacci(bars)],
  ['superTrend', (bars, n) => ta.superTrend(bars, n, 1)],
  ['vortex', ta.vortex],
  ['vwap', (bars) => ta.vwap(bars)],
  ['vwapBands', (bars) => ta.vwapBands(bars)],
  ['vwma', ta.vwma],
  ['zigzag', ta.zigzag],
  ['zlema', ({ close }, n) => ta.zlema(close, n)],
  ['zScore', ({ close }, n) => ta.zScore(close, n)],
]

const price = fc.constantFrom(100, 100, 100, 100.05, 0.1, 1e-9, 1e12)
const stillBar: fc.Arbitrary<MarkedBar> = fc
  .record({ price, other: price, volume: fc.constantFrom(0, 0, 1, 1e9), sessionStart: fc.boolean(), isHole: fc.nat(9) })
  .map((drawn) => {
    const [low, high] = [Math.min(drawn.price, drawn.other), Math.max(drawn.price, drawn.other)]
    const close = drawn.isHole === 0 ? NaN : drawn.price
    return { open: drawn.other, high, low, close, volume: drawn.volume, sessionStart: drawn.sessionStart }
  })
const market = fc.oneof(
  fc.array(stillBar, { maxLength: 40 }),
  fc.tuple(stillBar, fc.nat(40)).map(([bar, length]) => new Array<MarkedBar>(length).fill(bar)),
)

describe.each(indicators)('%s', (_name, indicator) => {
  test('shows a finite number or NaN where hardly anything trades', () => {
    always(
      fc.property(market, fc.integer({ min: 1, max: 9 }), (bars, period) => {
        const lines = indicator(markedTable(bars), period)
        for (const line of lines instanceof Float64Array ? [lines] : Object.values<Float64Array>({ ...lines })) {
          expect(line).toHaveLength(bars.length)
          expect(line.filter((x) => Math.abs(x) === Infinity)).toEqual(new Float64Array(0))
        }
      }),
    )
  })
})
