import { batch, type Formula, remember, stream } from '../formula.ts'
import { byNumber } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { pushAt, ring } from '../parts/ring.ts'
import { checkPeriod } from '../period.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { exponential } from './exponential.ts'

/**
 * The zero-lag exponential moving average: the exponential average of the series with its change over `lag = floor((period -
 * 1) / 2)` bars put on top, `2 * close - close lag bars ago`, after John Ehlers and Ric Way (Stocks & Commodities, November
 * 2010). It is seeded with the mean of the first `period` of these, as TA-Lib's EMA.
 *
 * The first value is at index `lag + period - 1`, counted from the first number where the series begins with NaN; NaN
 * before. A NaN or an Infinity further on is a hole, which is met twice, at its bar and `lag` bars later: the average begins
 * anew behind it.
 *
 * @param close - any series, usually prices; the result is in its unit
 * @param period - bars of the average, from 1 (which gives the series back)
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number, or `out` does not fit
 *
 * @example
 * ```ts
 * import { zlema } from '@shagun/indicators'
 *
 * zlema(new Float64Array([1, 2, 3, 4, 9]), 3)   // NaN, NaN, NaN, 4, 9
 * ```
 */
export function zlema(close: Series, period: number, options?: Reuse): Float64Array {
  return batch('zlema', { close }, options, formula(period))
}

/**
 * {@link zlema} fed one number at a time.
 *
 * @param period - bars of the average, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createZlema } from '@shagun/indicators'
 *
 * const average = createZlema(3)
 * for (const close of [1, 2, 3, 4]) average.update(close)
 * average.value   // 4
 * ```
 */
export function createZlema(period: number): Streaming<number, number> {
  return stream(`zlema(${period})`, formula(period), byNumber)
}

function formula(period: number): Formula {
  checkPeriod('zlema', period)
  const lag = Math.floor((period - 1) / 2)
  const { start, next } = exponential(period)
  const averageAt = 1 + ring(lag).length
  return {
    memory: remember(1, ring(lag), start),
    step(from, to, close) {
      const past = lag === 0 ? close : pushAt(from, to, 1, close, lag)
      to[0] = next(from, to, averageAt, close + (close - past))
    },
  }
}
