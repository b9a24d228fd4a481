import type { Series } from '../series.ts'
import { pairSignals, pairStream, type Stamped } from './pair.ts'
import type { SignalStream, Signals } from './signal.ts'
import { type ThresholdOptions, threshold } from './threshold.ts'

/**
 * Says long at every bar on which a series is above a level.
 *
 * It is above once it is strictly above, and until it is at the level, or at as much below it as `hysteresis` says. The
 * strength is 1, or with `full` the distance from where it would leave, as a share of that. Where either is NaN nothing can
 * be said, and what held before the hole is remembered.
 *
 * @param series - any series
 * @param level - another one, or a number, in the same unit
 * @param options - `hysteresis`, `full`; `direction`: where it is not to be `long`; `names`: for the reasons; `time`: the
 *   times of the bars
 * @throws IndicatorError where the columns differ in length, the level is NaN, or a distance is none
 *
 * @example
 * ```ts
 * import { above } from '@shagun/indicators'
 *
 * const strong = above(new Float64Array([48, 55, 65]), 50, { full: 20 })
 * strong.forLong   // 0, 0.25, 0.75
 * ```
 */
export function above(series: Series, level: Series | number, options: ThresholdOptions & Stamped = {}): Signals {
  return pairSignals(threshold('above', 'above', 'holds', options), series, level, options)
}

/**
 * {@link above} fed one bar at a time: the number of the series, and the level.
 *
 * @param options - as for {@link above}
 * @throws IndicatorError where a distance is none
 *
 * @example
 * ```ts
 * import { createAbove } from '@shagun/indicators'
 *
 * createAbove({ names: ['RSI'] }).update([55, 50]).reasons   // RSI (55) is above 50
 * ```
 */
export function createAbove(options: ThresholdOptions = {}): SignalStream<readonly [number, number]> {
  return pairStream(threshold('above', 'above', 'holds', options), options)
}

/**
 * Says short at every bar on which a series is below a level: the mirror image of {@link above}.
 *
 * @param series - any series
 * @param level - another one, or a number, in the same unit
 * @param options - `hysteresis`, `full`; `direction`: where it is not to be `short`; `names`: for the reasons; `time`: the
 *   times of the bars
 * @throws IndicatorError where the columns differ in length, the level is NaN, or a distance is none
 *
 * @example
 * ```ts
 * import { below, sma } from '@shagun/indicators'
 *
 * const close = new Float64Array([10, 10, 7])
 * below(close, sma(close, 2), { names: ['Close', 'SMA 2'] }).at(2).reasons   // Close (7) is below SMA 2 (8.5)
 * ```
 */
export function below(series: Series, level: Series | number, options: ThresholdOptions & Stamped = {}): Signals {
  return pairSignals(threshold('below', 'below', 'holds', options), series, level, options)
}

/**
 * {@link below} fed one bar at a time: the number of the series, and the level.
 *
 * @param options - as for {@link below}
 * @throws IndicatorError where a distance is none
 *
 * @example
 * ```ts
 * import { createBelow } from '@shagun/indicators'
 *
 * createBelow({ direction: 'long' }).update([25, 30]).direction   // long: bought where it is low
 * ```
 */
export function createBelow(options: ThresholdOptions = {}): SignalStream<readonly [number, number]> {
  return pairStream(threshold('below', 'below', 'holds', options), options)
}
