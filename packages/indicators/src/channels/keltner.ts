import { batchLines, type Formula, remember, streamLines } from '../formula.ts'
import { indicatorError } from '../indicator-error.ts'
import { byHighLowClose } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import type { Bands } from '../overlap/bbands.ts'
import { checkPeriod } from '../period.ts'
import type { HighLowClose, Series } from '../series.ts'
import { smoothAt, unsmoothed } from '../smoothing.ts'
import type { Streaming } from '../streaming.ts'
import { trueRange } from '../volatility/trange.ts'

const lines = ['upper', 'middle', 'lower'] as const

/**
 * The Keltner channel: the exponential average of the close, and lines so many average true ranges above and below it, after
 * Chester Keltner (1960) in the form of Linda Bradford Raschke; the averages are TA-Lib's EMA and ATR.
 *
 * The first values are at index `max(period - 1, atrPeriod)`; NaN before. A NaN or an Infinity further on is a hole: the
 * averages begin anew behind it.
 *
 * @param bars - three columns of the same bars; the results are in their unit
 * @param period - bars of the average in the middle, from 1
 * @param multiplier - average true ranges from the middle to the other lines
 * @param atrPeriod - bars of the average true range, from 1
 * @param options - `out`: arrays of the same length to write into
 * @throws IndicatorError where a parameter is not such a number, the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { keltner } from '@shagun/indicators'
 *
 * const [high, low, close] = [new Float64Array([12, 15]), new Float64Array([10, 14]), new Float64Array([11, 14])]
 * const { upper, middle, lower } = keltner({ high, low, close }, 1, 2, 1)
 * upper    // NaN, 22: a true range of 4, twice
 * middle   // NaN, 14
 * lower    // NaN, 6
 * ```
 */
export function keltner(
  bars: HighLowClose<Series>,
  period = 20,
  multiplier = 2,
  atrPeriod = 10,
  options?: Reuse<Bands<Float64Array>>,
): Bands<Float64Array> {
  const { high, low, close } = bars
  return batchLines('keltner', lines, { high, low, close }, options, formula(period, multiplier, atrPeriod))
}

/**
 * {@link keltner} fed one bar at a time; what it gives is one object, overwritten by the next call.
 *
 * @param period - bars of the average in the middle, from 1
 * @param multiplier - average true ranges from the middle to the other lines
 * @param atrPeriod - bars of the average true range, from 1
 * @throws IndicatorError where a parameter is not such a number
 *
 * @example
 * ```ts
 * import { createKeltner } from '@shagun/indicators'
 *
 * const channel = createKeltner(1, 2, 1)
 * channel.update({ high: 12, low: 10, close: 11 })
 * const { upper, lower } = channel.update({ high: 15, low: 14, close: 14 })   // 22 and 6
 * ```
 */
export function createKeltner(
  period = 20,
  multiplier = 2,
  atrPeriod = 10,
): Streaming<HighLowClose<number>, Bands<number>> {
  const parameters = [period, multiplier, atrPeriod].join()
  return streamLines(`keltner(${parameters})`, lines, formula(period, multiplier, atrPeriod), byHighLowClose)
}

function formula(period: number, multiplier: number, atrPeriod: number): Formula {
  checkPeriod('keltner', period)
  checkPeriod('keltner', atrPeriod, 1, 'atrPeriod')
  if (!Number.isFinite(multiplier))
    throw indicatorError('keltner', 'multiplier', `is ${multiplier}, expected a finite number`)
  const keep = (period - 1) / (period + 1)
  const keepRange = (atrPeriod - 1) / atrPeriod
  return {
    // The lines, the close before, and both averages.
    memory: remember(4, unsmoothed, unsmoothed),
    step(from, to, high, low, close) {
      const range = smoothAt(from, to, 6, trueRange(high, low, from[3]!), atrPeriod, keepRange)
      const middle = smoothAt(from, to, 4, close, period, keep)
      to[0] = middle + multiplier * range
      // Where one of them has no value yet, neither has the other.
      to[1] = Number.isNaN(range) ? NaN : middle
      to[2] = middle - multiplier * range
      to[3] = close
    },
  }
}
