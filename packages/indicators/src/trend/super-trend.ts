import { batchLines, type Formula, remember, streamLines } from '../formula.ts'
import { indicatorError } from '../indicator-error.ts'
import { byHighLowClose } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { checkPeriod } from '../period.ts'
import type { HighLowClose, Series } from '../series.ts'
import { smoothAt, unsmoothed } from '../smoothing.ts'
import type { Streaming } from '../streaming.ts'
import { trueRange } from '../volatility/trange.ts'

const lines = ['superTrend', 'direction'] as const

/** The line of {@link superTrend}, and where the trend goes. */
export interface SuperTrend<T> {
  /** The stop: below the price while the trend rises, above it while it falls. */
  readonly superTrend: T
  /** 1 while the trend rises, -1 while it falls. */
  readonly direction: T
}

/**
 * The super trend: a stop that follows the price at `multiplier` average true ranges from the middle of the bar, `(high +
 * low) / 2`, never gives way, and changes sides when a bar closes beyond it, after Olivier Seban.
 *
 * While the close before was within it, a band moves towards the price only: the upper one down, the lower one up. The trend
 * is taken to fall at first, as in TradingView, whose `direction` has the other sign; the average true range is TA-Lib's, which
 * leaves out the first bar, so that the two come together after some bars.
 *
 * The first values are at index `period`; NaN before. A NaN or an Infinity further on is a hole: it begins anew behind it.
 *
 * @param bars - three columns of the same bars; the line is in their unit
 * @param period - bars of the average true range, from 1
 * @param multiplier - average true ranges from the middle of the bar to the stop, more than 0
 * @param options - `out`: arrays of the same length to write into
 * @throws IndicatorError where a parameter is not such a number, the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { superTrend } from '@shagun/indicators'
 *
 * const [high, low] = [new Float64Array([11, 12, 18]), new Float64Array([9, 10, 14])]
 * const lines = superTrend({ high, low, close: new Float64Array([10, 11, 17]) }, 1, 1)
 * lines.superTrend   // NaN, 13, 9: it closed above 13
 * lines.direction    // NaN, -1, 1
 * ```
 */
export function superTrend(
  bars: HighLowClose<Series>,
  period = 10,
  multiplier = 3,
  options?: Reuse<SuperTrend<Float64Array>>,
): SuperTrend<Float64Array> {
  const { high, low, close } = bars
  return batchLines('superTrend', lines, { high, low, close }, options, formula(period, multiplier))
}

/**
 * {@link superTrend} fed one bar at a time; what it gives is one object, overwritten by the next call.
 *
 * @param period - bars of the average true range, from 1
 * @param multiplier - average true ranges from the middle of the bar to the stop, more than 0
 * @throws IndicatorError where a parameter is not such a number
 *
 * @example
 * ```ts
 * import { createSuperTrend } from '@shagun/indicators'
 *
 * const trend = createSuperTrend(1, 1)
 * trend.update({ high: 11, low: 9, close: 10 })
 * const { superTrend, direction } = trend.update({ high: 12, low: 10, close: 11 })   // 13 and -1
 * ```
 */
export function createSuperTrend(period = 10, multiplier = 3): Streaming<HighLowClose<number>, SuperTrend<number>> {
  return streamLines(`superTrend(${period},${multiplier})`, lines, formula(period, multiplier), byHighLowClose)
}

function formula(period: number, multiplier: number): Formula {
  checkPeriod('superTrend', period)
  if (!(Number.isFinite(multiplier) && multiplier > 0))
    throw indicatorError('superTrend', 'multiplier', `is ${multiplier}, expected a finite number above 0`)
  const keep = (period - 1) / period
  return {
    // The lines, the close before, both bands, and the average true range.
    memory: remember(5, unsmoothed),
    step(from, to, high, low, close) {
      const before = from[2]!
      const range = smoothAt(from, to, 5, trueRange(high, low, before), period, keep)
      const middle = (high + low) / 2
      const upper = bandAt(middle + multiplier * range, from[3]!, before, -1)
      const lower = bandAt(middle - multiplier * range, from[4]!, before, 1)
      const wasRising = from[1] === 1
      const isRising = wasRising ? close >= lower : close > upper
      to[0] = isRising ? lower : upper
      to[1] = Number.isNaN(upper) ? NaN : isRising ? 1 : -1
      to[2] = close
      to[3] = upper
      to[4] = lower
    },
  }
}

/** The band at this bar: where it would be by itself, or that of the bar before if it would give way and need not. */
function bandAt(own: number, before: number, closeBefore: number, towards: 1 | -1): number {
  return towards * own <= towards * before && towards * closeBefore >= towards * before ? before : own
}
