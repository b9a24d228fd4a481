import type { OpenHighLowClose, Series } from '../series.ts'

/**
 * The bars as a pattern looks at them: from one bar back into the past. Everywhere below, `ago` counts bars back from
 * there, as chart languages do: 0 is the bar that is judged, 1 the one before it.
 */
export interface Candles extends OpenHighLowClose<Series> {
  /** The index of the bar that is judged. */
  at: number
  /** Sums over the bars before, which averages.ts keeps. */
  readonly totals: Float64Array
  /** How far a close has to reach into a body, as a share of it, in the patterns that have this parameter. */
  readonly penetration: number
  /** Sound bars in a row before it, counted up to one more than the lookback. */
  seen: number
  /** What a pattern carries from bar to bar, if anything; 0 at the start. */
  waiting: number
}

/** The colour of a candle; one that closes where it opened is white. */
export type Color = 1 | -1

export function open(c: Candles, ago: number): number {
  return c.open[c.at - ago]!
}

export function high(c: Candles, ago: number): number {
  return c.high[c.at - ago]!
}

export function low(c: Candles, ago: number): number {
  return c.low[c.at - ago]!
}

export function close(c: Candles, ago: number): number {
  return c.close[c.at - ago]!
}

// What is asked of every bar reads the columns itself: through the four functions above it would be twice as slow, as
// compilers inline only so much.

export function isWhite(c: Candles, ago: number): boolean {
  return c.close[c.at - ago]! >= c.open[c.at - ago]!
}

export function isBlack(c: Candles, ago: number): boolean {
  return !isWhite(c, ago)
}

export function color(c: Candles, ago: number): Color {
  return isWhite(c, ago) ? 1 : -1
}

/** The size of the real body. */
export function body(c: Candles, ago: number): number {
  return Math.abs(c.close[c.at - ago]! - c.open[c.at - ago]!)
}

/** The upper end of the real body. */
export function top(c: Candles, ago: number): number {
  return Math.max(c.open[c.at - ago]!, c.close[c.at - ago]!)
}

/** The lower end of the real body. */
export function bottom(c: Candles, ago: number): number {
  return Math.min(c.open[c.at - ago]!, c.close[c.at - ago]!)
}

/** From low to high. */
export function range(c: Candles, ago: number): number {
  return c.high[c.at - ago]! - c.low[c.at - ago]!
}

export function upperShadow(c: Candles, ago: number): number {
  return c.high[c.at - ago]! - top(c, ago)
}

export function lowerShadow(c: Candles, ago: number): number {
  return bottom(c, ago) - c.low[c.at - ago]!
}

/** Tells whether a body lies wholly above another one. */
export function bodyGapsUp(c: Candles, ago: number, from: number): boolean {
  return bottom(c, ago) > top(c, from)
}

/** Tells whether a body lies wholly below another one. */
export function bodyGapsDown(c: Candles, ago: number, from: number): boolean {
  return top(c, ago) < bottom(c, from)
}

/** Tells whether a candle lies wholly above another one, shadows included. */
export function candleGapsUp(c: Candles, ago: number, from: number): boolean {
  return low(c, ago) > high(c, from)
}

/** Tells whether a candle lies wholly below another one, shadows included. */
export function candleGapsDown(c: Candles, ago: number, from: number): boolean {
  return high(c, ago) < low(c, from)
}

/** Tells whether a candle has a higher high and a higher low than another one. */
export function isHigher(c: Candles, ago: number, than: number): boolean {
  return high(c, ago) > high(c, than) && low(c, ago) > low(c, than)
}

/** Tells whether a candle has a lower high and a lower low than another one. */
export function isLower(c: Candles, ago: number, than: number): boolean {
  return high(c, ago) < high(c, than) && low(c, ago) < low(c, than)
}

/** Tells whether a candle has a lower high and a higher low than another one. */
export function isInsideBar(c: Candles, ago: number, of: number): boolean {
  return high(c, ago) < high(c, of) && low(c, ago) > low(c, of)
}

/** Tells whether a body lies inside another one, and touches neither end. */
export function isInsideBody(c: Candles, ago: number, of: number): boolean {
  return top(c, ago) < top(c, of) && bottom(c, ago) > bottom(c, of)
}

/** Tells whether a body lies inside another one, of which it may touch the ends. */
export function isWithinBody(c: Candles, ago: number, of: number): boolean {
  return top(c, ago) <= top(c, of) && bottom(c, ago) >= bottom(c, of)
}

/** Tells whether a candle opens inside the body of another one. */
export function opensInside(c: Candles, ago: number, of: number): boolean {
  return open(c, ago) < top(c, of) && open(c, ago) > bottom(c, of)
}

/** Tells whether a candle closes inside the body of another one. */
export function closesInside(c: Candles, ago: number, of: number): boolean {
  return close(c, ago) < top(c, of) && close(c, ago) > bottom(c, of)
}

/** Tells whether two prices differ by no more than the tolerance. */
export function isAround(price: number, other: number, tolerance: number): boolean {
  return price >= other - tolerance && price <= other + tolerance
}
