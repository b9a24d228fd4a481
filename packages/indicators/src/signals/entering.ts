import type { Series } from '../series.ts'
import { pairSignals, pairStream, type Stamped } from './pair.ts'
import type { SignalStream, Signals } from './signal.ts'
import { type ThresholdOptions, threshold } from './threshold.ts'

/**
 * Says at which bar a series goes above a level, or below it, having been seen outside: long above, short below.
 *
 * Unlike {@link crossOver} it enters from being equal, too, and with `hysteresis` not again until it has left. The strength
 * is that of {@link above} at this bar.
 *
 * @param series - any series
 * @param side - where it goes to
 * @param level - another one, or a number, in the same unit
 * @param options - as for {@link above}
 * @throws IndicatorError where the columns differ in length, the level is NaN, or a distance is none
 *
 * @example
 * ```ts
 * import { entering } from '@shagun/indicators'
 *
 * const rsi = new Float64Array([68, 72, 69, 71, 64, 71])
 * entering(rsi, 'above', 70, { hysteresis: 5 }).forLong   // 0, 1, 0, 0, 0, 1: it left at 64, not at 69
 * ```
 */
export function entering(
  series: Series,
  side: 'above' | 'below',
  level: Series | number,
  options: ThresholdOptions & Stamped = {},
): Signals {
  return pairSignals(threshold('entering', side, 'enters', options), series, level, options)
}

/**
 * {@link entering} fed one bar at a time: the number of the series, and the level.
 *
 * @param side - where it goes to
 * @param options - as for {@link above}
 * @throws IndicatorError where a distance is none
 *
 * @example
 * ```ts
 * import { createEntering } from '@shagun/indicators'
 *
 * const oversold = createEntering('below', { hysteresis: 5, names: ['RSI'] })
 * oversold.update([31, 30])
 * oversold.update([29, 30]).reasons   // RSI (29) fell below 30
 * ```
 */
export function createEntering(
  side: 'above' | 'below',
  options: ThresholdOptions = {},
): SignalStream<readonly [number, number]> {
  return pairStream(threshold('entering', side, 'enters', options), options)
}

/**
 * Says at which bar a series comes back from above a level, or from below it: short from above, long from below. The
 * strength is 1.
 *
 * @param series - any series
 * @param side - where it comes from
 * @param level - another one, or a number, in the same unit
 * @param options - as for {@link above}, without `full`
 * @throws IndicatorError where the columns differ in length, the level is NaN, or a distance is none
 *
 * @example
 * ```ts
 * import { leaving } from '@shagun/indicators'
 *
 * const rsi = new Float64Array([28, 31, 36])
 * leaving(rsi, 'below', 30, { hysteresis: 5 }).at(2).direction   // long
 * ```
 */
export function leaving(
  series: Series,
  side: 'above' | 'below',
  level: Series | number,
  options: Omit<ThresholdOptions, 'full'> & Stamped = {},
): Signals {
  return pairSignals(threshold('leaving', side, 'leaves', options), series, level, options)
}

/**
 * {@link leaving} fed one bar at a time: the number of the series, and the level.
 *
 * @param side - where it comes from
 * @param options - as for {@link above}, without `full`
 * @throws IndicatorError where a distance is none
 *
 * @example
 * ```ts
 * import { createLeaving } from '@shagun/indicators'
 *
 * const overbought = createLeaving('above', { names: ['RSI'] })
 * overbought.update([72, 70])
 * overbought.update([69, 70]).reasons   // RSI (69) came back from above 70
 * ```
 */
export function createLeaving(
  side: 'above' | 'below',
  options: Omit<ThresholdOptions, 'full'> = {},
): SignalStream<readonly [number, number]> {
  return pairStream(threshold('leaving', side, 'leaves', options), options)
}
