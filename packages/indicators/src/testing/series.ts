import fc from 'fast-check'
import type { HighLowClose, HighLowCloseVolume, OpenHighLowClose, Series } from '../series.ts'

/** Prices as they come: ordinary ones, ties, and now and then a huge or a tiny one. */
export const price: fc.Arbitrary<number> = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: 90, max: 110, noNaN: true }) },
  { weight: 3, arbitrary: fc.integer({ min: 98, max: 102 }) },
  { weight: 1, arbitrary: fc.constantFrom(1e15, 1e-12) },
)

/** The same with holes in between. */
export const priceOrHole: fc.Arbitrary<number> = fc.oneof(
  { weight: 12, arbitrary: price },
  { weight: 1, arbitrary: fc.constantFrom(NaN, NaN, Infinity, -Infinity) },
)

export const bar: fc.Arbitrary<HighLowClose<number>> = barOf(price)

/** Bars in which every price may be a hole of its own. */
export const barOrHole: fc.Arbitrary<HighLowClose<number>> = fc.oneof(
  { weight: 4, arbitrary: bar },
  { weight: 1, arbitrary: fc.record({ high: priceOrHole, low: priceOrHole, close: priceOrHole }) },
)

/** A bar with everything that an indicator may ask for. */
export interface WholeBar<T> extends OpenHighLowClose<T>, HighLowCloseVolume<T> {}

export const wholeBar: fc.Arbitrary<WholeBar<number>> = wholeBarOf(
  price,
  fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 10_000 }) }, fc.constant(0)),
)

/** The same with a hole now and then in one of its numbers, or in all of them. */
export const wholeBarOrHole: fc.Arbitrary<WholeBar<number>> = fc.oneof(
  { weight: 9, arbitrary: wholeBar },
  {
    weight: 1,
    arbitrary: fc
      .tuple(wholeBar, fc.constantFrom('open', 'high', 'low', 'close', 'volume'))
      .map(([whole, field]) => ({ ...whole, [field]: NaN })),
  },
  { weight: 1, arbitrary: fc.constant({ open: NaN, high: NaN, low: NaN, close: NaN, volume: NaN }) },
)

/** All columns of such bars. */
export function table(bars: readonly WholeBar<number>[]): WholeBar<Float64Array> {
  return {
    ...columns(bars),
    open: Float64Array.from(bars, ({ open }) => open),
    volume: Float64Array.from(bars, ({ volume }) => volume),
  }
}

export function columns(bars: readonly HighLowClose<number>[]): HighLowClose<Float64Array> {
  return {
    high: Float64Array.from(bars, ({ high }) => high),
    low: Float64Array.from(bars, ({ low }) => low),
    close: Float64Array.from(bars, ({ close }) => close),
  }
}

/** The window of so many numbers that ends at each one, put through a definition; NaN before the first whole one. */
export function overWindows(
  source: Series,
  period: number,
  define: (window: readonly number[]) => number,
): Float64Array {
  return Float64Array.from(source, (_, i) => {
    const window = [...source.subarray(Math.max(0, i + 1 - period), i + 1)]
    return window.length < period || window.some(Number.isNaN) ? NaN : define(window)
  })
}

/** Tells how far two series are apart at worst, relative to the expected one; infinite where only one has a number. */
export function worstError(actual: Series, expected: Series): number {
  return expected.reduce(
    (worst, value, i) => {
      if (Object.is(value, actual[i])) return worst
      const error = Math.abs(actual[i]! - value) / Math.abs(value)
      return Math.max(worst, Number.isNaN(error) ? Infinity : error)
    },
    Math.abs(actual.length - expected.length),
  )
}

function barOf(prices: fc.Arbitrary<number>): fc.Arbitrary<HighLowClose<number>> {
  return fc.tuple(prices, prices, prices).map((three) => {
    const [low, close, high] = three.toSorted((a, b) => a - b) as [number, number, number]
    return { high, low, close }
  })
}

function wholeBarOf(prices: fc.Arbitrary<number>, volumes: fc.Arbitrary<number>): fc.Arbitrary<WholeBar<number>> {
  return fc.tuple(prices, prices, prices, prices, fc.boolean(), volumes).map(([a, b, c, d, rises, volume]) => {
    const [low, first, second, high] = [a, b, c, d].toSorted((x, y) => x - y) as [number, number, number, number]
    return rises ? { open: first, high, low, close: second, volume } : { open: second, high, low, close: first, volume }
  })
}
