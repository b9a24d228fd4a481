import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as ta from './index.ts'
import { always } from './testing/always.ts'
import { type MarkedBar, markedTable } from './testing/sessions.ts'

/*
 * What all indicators beyond TA-Lib's keep to.
 */

/** One array, or an object of several. */
type Lines = object
type Marked = ReturnType<typeof markedTable>

type Rows = readonly [string, (bars: Marked, period: number) => Lines][]

const ofOneColumn: Rows = [
  ['hma', ({ close }, n) => ta.hma(close, n)],
  ['zlema', ({ close }, n) => ta.zlema(close, n)],
  ['zScore', ({ close }, n) => ta.zScore(close, n)],
]

const ofSeveral: Rows = [
  ['anchoredVwap', (bars, n) => ta.anchoredVwap(bars, n)],
  ['choppiness', (bars, n) => ta.choppiness(bars, n + 1)],
  ['cmf', ta.cmf],
  ['donchian', ta.donchian],
  ['forceIndex', ta.forceIndex],
  ['heikinAshi', (bars) => ta.heikinAshi(bars)],
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
]

const price = fc.constantFrom(100, 100, 100, 100.05, 0.1, 1e-9, 1e12)
/** A bar of a market that hardly trades: flat, tied, without volume, with gaps, at a price from tiny to huge. */
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

describe.each([...ofOneColumn, ...ofSeveral])('%s', (_name, indicator) => {
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

describe.each(ofSeveral)('%s', (_name, indicator) => {
  test('refuses a column of another length, or does not read it', () => {
    const bars = markedTable(fc.sample(stillBar, { seed: 1, numRuns: 20 }))
    const expected = indicator(bars, 3)
    for (const field of ['open', 'high', 'low', 'close', 'volume', 'sessionStart'] as const) {
      const wrong = { ...bars, [field]: new Float64Array(19).fill(7) }
      let result: unknown
      try {
        result = indicator(wrong, 3)
      } catch (error) {
        // Which column is taken for the wrong one depends on which is looked at first.
        expect(ta.isIndicatorError(error) && error.message).toMatch(/(19|20) (numbers|marks), expected (19|20)/)
        continue
      }
      expect(result).toEqual(expected)
    }
  })
})
