import { batchLines, type Formula, remember, streamLines } from '../formula.ts'
import { byHighLow } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { pushAt, ring } from '../parts/ring.ts'
import { barsSinceHighest, barsSinceLowest } from '../parts/since.ts'
import { checkPeriod } from '../period.ts'
import type { HighLow, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'

const lines = ['aroonDown', 'aroonUp'] as const

/** The two lines of {@link aroon}, from 0 to 100. */
export interface Aroon<T> {
  /** 100 where the lowest low is this bar's. */
  readonly aroonDown: T
  /** 100 where the highest high is this bar's. */
  readonly aroonUp: T
}

/**
 * Aroon: how long ago the highest high and the lowest low of the last `period + 1` bars were, from 100 for this bar to
 * 0 for `period` bars ago, after Tushar Chande (Stocks & Commodities, September 1995), as TA-Lib's AROON. Of equal
 * extremes the last one counts.
 *
 * The first value is at index `period`; NaN before. A window that holds a NaN gives NaN, and later ones are not
 * touched.
 *
 * @param bars - two columns of the same bars; the results are in percent
 * @param period - bars that an extreme may lie back, from 1
 * @param options - `out`: arrays of the same length to write into
 * @throws IndicatorError where the period is not such a number, the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { aroon } from '@shagun/indicators'
 *
 * const [high, low] = [new Float64Array([5, 6, 4]), new Float64Array([3, 4, 2])]
 * const { aroonDown, aroonUp } = aroon({ high, low }, 2)
 * aroonDown   // NaN, NaN, 100
 * aroonUp     // NaN, NaN, 50
 * ```
 */
export function aroon(
  bars: HighLow<Series>,
  period: number,
  options?: Reuse<Aroon<Float64Array>>,
): Aroon<Float64Array> {
  const { high, low } = bars
  return batchLines('aroon', lines, { high, low }, options, formula(period))
}

/**
 * {@link aroon} fed one bar at a time; what it gives is one object, overwritten by the next call.
 *
 * @param period - bars that an extreme may lie back, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createAroon } from '@shagun/indicators'
 *
 * const lines = createAroon(1)
 * lines.update({ high: 5, low: 3 })
 * const { aroonUp } = lines.update({ high: 6, low: 4 })   // 100
 * ```
 */
export function createAroon(period: number): Streaming<HighLow<number>, Aroon<number>> {
  return streamLines(`aroon(${period})`, lines, formula(period), byHighLow)
}

function formula(period: number): Formula {
  checkPeriod('aroon', period)
  const size = period + 1
  const lowAt = 2 + ring(size).length
  return {
    memory: remember(2, ring(size), ring(size)),
    step(from, to, high, low) {
      to[1] = recency(barsSinceHighest(from, 2, high, size), period)
      to[0] = recency(barsSinceLowest(from, lowAt, low, size), period)
      pushAt(from, to, 2, high, size)
      pushAt(from, to, lowAt, low, size)
    },
  }
}

function recency(bars: number, period: number): number {
  return (100 * (period - bars)) / period
}
