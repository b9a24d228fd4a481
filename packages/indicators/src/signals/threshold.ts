import { indicatorError } from '../indicator-error.ts'
import type { Series } from '../series.ts'
import { type PairOptions, type PairRule, pairSignals, pairStream, type Stamped, stateAt } from './pair.ts'
import type { SignalStream, Signals } from './signal.ts'

/** How a level is read as a threshold. */
export interface ThresholdOptions extends PairOptions {
  /**
   * How far the series has to come back through the level before it counts as having left, in its unit. Default: 0, so that
   * it has left as soon as it is at the level.
   */
  readonly hysteresis?: number
  /**
   * How far from where it would leave the strength has grown to 1, in the unit of the series. Default: the strength is 1
   * throughout.
   */
  readonly full?: number
}

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
 * @param options - as for {@link above}
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
  options: ThresholdOptions & Stamped = {},
): Signals {
  return pairSignals(threshold('leaving', side, 'leaves', options), series, level, options)
}

/**
 * {@link leaving} fed one bar at a time: the number of the series, and the level.
 *
 * @param side - where it comes from
 * @param options - as for {@link above}
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
  options: ThresholdOptions = {},
): SignalStream<readonly [number, number]> {
  return pairStream(threshold('leaving', side, 'leaves', options), options)
}

/** The state is whether the series is beyond the level, 1 or 0. */
function threshold(
  name: string,
  side: 'above' | 'below',
  event: 'holds' | 'enters' | 'leaves',
  { hysteresis = 0, full }: ThresholdOptions,
): PairRule {
  if (!(hysteresis >= 0 && hysteresis < Infinity))
    throw indicatorError(name, 'hysteresis', `is ${hysteresis}, expected a distance from 0 up`)
  if (full !== undefined && !(full > 0 && full < Infinity))
    throw indicatorError(name, 'full', `is ${full}, expected a distance above 0`)
  const sign = side === 'above' ? 1 : -1
  const up = (event === 'leaves') === (side === 'below')
  return {
    signature: `${name}(${[side, hysteresis, full]})`,
    words: wordsFor(side, event, up),
    direction: up ? 'long' : 'short',
    judge(from, to, a, b) {
      const before = from[stateAt]!
      if (Number.isNaN(a) || Number.isNaN(b)) {
        to[stateAt] = before
        return NaN
      }
      const exit = sign * b - hysteresis
      const isBeyond = sign * a > sign * b || (before === 1 && sign * a > exit)
      to[stateAt] = isBeyond ? 1 : 0
      if (event === 'leaves') return !isBeyond && before === 1 ? 1 : 0
      if (!isBeyond || (event === 'enters' && before !== 0)) return 0
      return full === undefined ? 1 : Math.min(1, (sign * a - exit) / full)
    },
  }
}

function wordsFor(side: 'above' | 'below', event: 'holds' | 'enters' | 'leaves', up: boolean): string {
  if (event === 'holds') return `is ${side}`
  return event === 'enters' ? `${up ? 'rose' : 'fell'} ${side}` : `came back from ${side}`
}
