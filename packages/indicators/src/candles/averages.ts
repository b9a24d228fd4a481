import { body, type Candles, lowerShadow, upperShadow } from './candles.ts'

/** Something of a candle that is averaged over the bars before it. */
export interface Average {
  readonly what: typeof ofBody | typeof ofRange | typeof ofShadows
  readonly period: number
  /** Where its totals lie: one for each `ago` from 0 to 4, since every candle of a pattern has bars before it. */
  readonly slot: number
}

const ofBody = 0
const ofRange = 1
const ofShadows = 2

export const bodies: Average = { what: ofBody, period: 10, slot: 0 }
export const ranges: Average = { what: ofRange, period: 10, slot: 5 }
export const shadows: Average = { what: ofShadows, period: 10, slot: 10 }
export const lastRanges: Average = { what: ofRange, period: 5, slot: 15 }

/** Numbers in `Candles.totals`. */
export const totalsLength = 20

/** An average, and the candle that is compared with it. */
export type Comparison = readonly [average: Average, ago: number]

/**
 * Moves the totals on, from what the bar at `c.at` needed to what the next bar needs, or sums them up where this is the
 * last bar of the warm-up.
 *
 * As TA-Lib does: by the difference of what comes in and what falls out, which may leave a rounding error behind. Where a
 * body equals the average, or all bars are flat, that error decides, so that only the same steps give the same signals.
 * It matters nowhere else but where something falls out that is millions of times what remains, such as a single absurd
 * price; then the total is summed up anew.
 */
export function moveTotals(c: Candles, comparisons: readonly Comparison[], isFirst: boolean): void {
  const { totals } = c
  for (let i = 0; i < comparisons.length; i++) {
    const { what, period, slot } = comparisons[i]![0]
    const ago = comparisons[i]![1]
    const leaving = measure(c, what, ago + period)
    const total = totals[slot + ago]! + (measure(c, what, ago) - leaving)
    totals[slot + ago] = total
    if (isFirst || total < leaving * 2 ** -24) sumUp(c, comparisons[i]!, isFirst)
  }
}

/** Oldest first, as TA-Lib adds. A total of flat bars keeps its error, which is what TA-Lib compares with there. */
function sumUp(c: Candles, [{ what, period, slot }, ago]: Comparison, isFirst: boolean): void {
  let total = 0
  for (let i = ago + period - 1; i >= ago; i--) total += measure(c, what, i)
  if (isFirst || total > 0) c.totals[slot + ago] = total
}

/** A branch and not a function in `Average`: calls of this or that function would cost more than all the rest. */
function measure(c: Candles, what: Average['what'], ago: number): number {
  const at = c.at - ago
  if (what === ofRange) return c.high[at]! - c.low[at]!
  const open = c.open[at]!
  const close = c.close[at]!
  if (what === ofBody) return Math.abs(close - open)
  return c.high[at]! - Math.max(open, close) + (Math.min(open, close) - c.low[at]!)
}

function mean(c: Candles, { period, slot }: Average, ago: number): number {
  return c.totals[slot + ago]! / period
}

// What the words of the patterns mean: TA-Lib's candle settings.

/** Tells whether the body is longer than the average; where it is not, TA-Lib calls it short in some patterns. */
export function isLong(c: Candles, ago: number): boolean {
  return body(c, ago) > mean(c, bodies, ago)
}

/** Tells whether the body is shorter than the average. */
export function isShort(c: Candles, ago: number): boolean {
  return body(c, ago) < mean(c, bodies, ago)
}

/** A tenth of the average range, up to which a body is a doji, and below which a shadow is none. */
export function sliver(c: Candles, ago: number): number {
  return 0.1 * mean(c, ranges, ago)
}

export function isDoji(c: Candles, ago: number): boolean {
  return body(c, ago) <= sliver(c, ago)
}

export function hasUpperShadow(c: Candles, ago: number): boolean {
  return upperShadow(c, ago) > sliver(c, ago)
}

export function hasLowerShadow(c: Candles, ago: number): boolean {
  return lowerShadow(c, ago) > sliver(c, ago)
}

/** Tells whether the upper shadow is very short; one of exactly a sliver neither is nor is not. */
export function lacksUpperShadow(c: Candles, ago: number): boolean {
  return upperShadow(c, ago) < sliver(c, ago)
}

/** Tells whether the lower shadow is very short. */
export function lacksLowerShadow(c: Candles, ago: number): boolean {
  return lowerShadow(c, ago) < sliver(c, ago)
}

/** Tells whether both shadows are very short. */
export function lacksShadows(c: Candles, ago: number): boolean {
  return lacksUpperShadow(c, ago) && lacksLowerShadow(c, ago)
}

/** Half of what both shadows measure together on average, below which a shadow is short. */
export function usualShadow(c: Candles, ago: number): number {
  return mean(c, shadows, ago) / 2
}

/** Tells whether the upper shadow is longer than the body. */
export function hasLongUpperShadow(c: Candles, ago: number): boolean {
  return upperShadow(c, ago) > body(c, ago)
}

/** Tells whether the lower shadow is longer than the body. */
export function hasLongLowerShadow(c: Candles, ago: number): boolean {
  return lowerShadow(c, ago) > body(c, ago)
}

/** The distance up to which prices are near: a fifth of the average range of five bars. */
export function near(c: Candles, ago: number): number {
  return 0.2 * mean(c, lastRanges, ago)
}

/** The distance from which on prices are far apart. */
export function far(c: Candles, ago: number): number {
  return 0.6 * mean(c, lastRanges, ago)
}

/** The distance up to which prices are equal. */
export function equal(c: Candles, ago: number): number {
  return 0.05 * mean(c, lastRanges, ago)
}
