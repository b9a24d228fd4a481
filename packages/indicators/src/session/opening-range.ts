import { batchLines, type Feed, type Formula, remember, streamLines } from '../formula.ts'
import type { Reuse } from '../output.ts'
import { checkPeriod } from '../period.ts'
import type { HighLow, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { type Marks, markColumn, type Sessions } from './sessions.ts'

const lines = ['high', 'low'] as const

/**
 * The opening range: the highest high and the lowest low of the first `period` bars of the session, after Toby Crabel, Day
 * Trading with Short Term Price Patterns and Opening Range Breakout (1990).
 *
 * The values stand from the last of these bars, when they are known, to the end of the session; NaN before. Where one of
 * these bars has a NaN, the session has no range.
 *
 * @param bars - two columns of the same bars, and `sessionStart`, which marks where sessions begin; without it all bars are
 *   one session. The results are in the unit of prices
 * @param period - bars that make the range, from 1
 * @param options - `out`: arrays of the same length to write into
 * @throws IndicatorError where the period is not such a number, the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { openingRange } from '@shagun/indicators'
 *
 * const high = new Float64Array([5, 7, 9, 4])
 * const low = new Float64Array([3, 4, 6, 2])
 * const range = openingRange({ high, low, sessionStart: [true, false, false, true] }, 2)
 * range.high   // NaN, 7, 7, NaN
 * range.low    // NaN, 3, 3, NaN
 * ```
 */
export function openingRange(
  bars: HighLow<Series> & Sessions<Marks>,
  period: number,
  options?: Reuse<HighLow<Float64Array>>,
): HighLow<Float64Array> {
  const { high, low } = bars
  const sessionStart = markColumn('openingRange', bars.sessionStart, high.length)
  return batchLines('openingRange', lines, { high, low, sessionStart }, options, formula(period))
}

/**
 * {@link openingRange} fed one bar at a time, `sessionStart: true` beginning a session; what it gives is one object,
 * overwritten by the next call.
 *
 * @param period - bars that make the range, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createOpeningRange } from '@shagun/indicators'
 *
 * const range = createOpeningRange(2)
 * range.update({ high: 5, low: 3, sessionStart: true })
 * const { high, low } = range.update({ high: 7, low: 4 })   // 7 and 3
 * ```
 */
export function createOpeningRange(period: number): Streaming<HighLow<number> & Sessions<boolean>, HighLow<number>> {
  return streamLines(`openingRange(${period})`, lines, formula(period), byOpening)
}

const byOpening: Feed<HighLow<number> & Sessions<boolean>> = (step, from, to, { high, low, sessionStart }) =>
  step(from, to, high, low, sessionStart ? 1 : 0, 0)

function formula(period: number): Formula {
  checkPeriod('openingRange', period)
  return {
    // The values, bars of the range so far, and its ends.
    memory: remember(2, [0, -Infinity, Infinity]),
    step(from, to, high, low, mark) {
      const isFirst = mark !== 0
      const seen = isFirst ? 0 : from[2]!
      const isForming = seen < period
      const top = isFirst ? -Infinity : from[3]!
      const bottom = isFirst ? Infinity : from[4]!
      to[2] = isForming ? seen + 1 : seen
      to[3] = isForming ? Math.max(top, high) : top
      to[4] = isForming ? Math.min(bottom, low) : bottom
      const isWhole = to[2] === period
      to[0] = isWhole ? to[3] : NaN
      to[1] = isWhole ? to[4] : NaN
    },
  }
}
