import type { Series } from '../series.ts'
import { type PairOptions, type PairRule, pairSignals, pairStream, type Stamped, stateAt } from './pair.ts'
import type { SignalStream, Signals } from './signal.ts'

/**
 * Says long at the bar at which a series has come from below another one, or a level, to above it.
 *
 * The bar of the cross is the first one strictly above, where the last bar on which the two differed was strictly below:
 * bars on which they are equal are no cross, and do not undo one. So touching and turning back is none, and neither is
 * rising from an equal start. Where either is NaN nothing can be said; a cross that happened in such a hole is told at the
 * first bar behind it. The strength is 1.
 *
 * @param series - any series
 * @param level - another one, or a number, in the same unit
 * @param options - `direction`: where it is not to be `long`; `names`: for the reasons; `time`: the times of the bars
 * @throws IndicatorError where the columns differ in length, or the level is NaN
 *
 * @example
 * ```ts
 * import { crossOver, ema } from '@shagun/indicators'
 *
 * const close = new Float64Array([10, 9, 8, 9, 12])
 * for (const { reasons } of crossOver(ema(close, 1), ema(close, 2), { names: ['EMA 1', 'EMA 2'] }))
 *   console.log(reasons)   // EMA 1 (9) crossed over EMA 2 (8.83333)
 * ```
 */
export function crossOver(series: Series, level: Series | number, options: PairOptions & Stamped = {}): Signals {
  return pairSignals(over, series, level, options)
}

/**
 * {@link crossOver} fed one bar at a time: the number of the series, and the one it is compared with.
 *
 * @param options - `direction`: where it is not to be `long`; `names`: for the reasons
 *
 * @example
 * ```ts
 * import { createCrossOver } from '@shagun/indicators'
 *
 * const over = createCrossOver({ names: ['RSI'] })
 * over.update([28, 30], Date.UTC(2025, 0, 2))
 * over.update([31, 30], Date.UTC(2025, 0, 3)).direction   // long
 * ```
 */
export function createCrossOver(options: PairOptions = {}): SignalStream<readonly [number, number]> {
  return pairStream(over, options)
}

/**
 * Says short at the bar at which a series has come from above another one, or a level, to below it: the mirror image of
 * {@link crossOver}.
 *
 * @param series - any series
 * @param level - another one, or a number, in the same unit
 * @param options - `direction`: where it is not to be `short`; `names`: for the reasons; `time`: the times of the bars
 * @throws IndicatorError where the columns differ in length, or the level is NaN
 *
 * @example
 * ```ts
 * import { crossUnder } from '@shagun/indicators'
 *
 * crossUnder(new Float64Array([11, 10, 9]), 10).at(2).direction   // short; the bar on which both were equal was not yet it
 * ```
 */
export function crossUnder(series: Series, level: Series | number, options: PairOptions & Stamped = {}): Signals {
  return pairSignals(under, series, level, options)
}

/**
 * {@link crossUnder} fed one bar at a time: the number of the series, and the one it is compared with.
 *
 * @param options - `direction`: where it is not to be `short`; `names`: for the reasons
 *
 * @example
 * ```ts
 * import { createCrossUnder } from '@shagun/indicators'
 *
 * const under = createCrossUnder()
 * under.update([102, 100])
 * under.peek([99, 100]).direction   // short: if the forming bar stayed like this
 * ```
 */
export function createCrossUnder(options: PairOptions = {}): SignalStream<readonly [number, number]> {
  return pairStream(under, options)
}

const over: PairRule = {
  signature: 'crossOver',
  words: () => 'crossed over',
  direction: 'long',
  judge: (from, to, a, b) => crossed(from, to, a, b, 1),
}

const under: PairRule = {
  signature: 'crossUnder',
  words: () => 'crossed under',
  direction: 'short',
  judge: (from, to, a, b) => crossed(from, to, a, b, -1),
}

/** The state is the side on which the series last was, 1 above and -1 below. */
function crossed(from: Float64Array, to: Float64Array, a: number, b: number, sign: 1 | -1): number {
  const before = from[stateAt]!
  const side = a > b ? 1 : a < b ? -1 : before
  to[stateAt] = side
  if (Number.isNaN(a) || Number.isNaN(b)) return NaN
  return side === sign && before === -sign ? 1 : 0
}
