import { batch, type Formula, remember, stream } from '../formula.ts'
import { byNumber } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { checkPeriod } from '../period.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { weighted } from './wma.ts'

/**
 * The Hull moving average: the weighted average over `sqrt(period)` bars of twice the weighted average of half the period
 * less that of the whole one, so that their lags cancel, after Alan Hull (2005). Half the period and its root are rounded
 * down, to no less than 1, as TradingView does.
 *
 * The first value is at index `period + floor(sqrt(period)) - 2`, counted from the first number where the series begins with
 * NaN; NaN before. A window that holds a NaN gives NaN, and later ones are not touched.
 *
 * @param close - any series, usually prices; the result is in its unit
 * @param period - bars in the longest window, from 1 (which gives the series back)
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number, or `out` does not fit
 *
 * @example
 * ```ts
 * import { hma } from '@shagun/indicators'
 *
 * hma(new Float64Array([1, 4, 7]), 2)   // NaN, 5, 8: on a straight line it runs ahead by a third of a step
 * ```
 */
export function hma(close: Series, period: number, options?: Reuse): Float64Array {
  return batch('hma', { close }, options, formula(period))
}

/**
 * {@link hma} fed one number at a time.
 *
 * @param period - bars in the longest window, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createHma } from '@shagun/indicators'
 *
 * const average = createHma(2)
 * average.update(1)   // NaN
 * average.update(4)   // 5
 * ```
 */
export function createHma(period: number): Streaming<number, number> {
  return stream(`hma(${period})`, formula(period), byNumber)
}

function formula(period: number): Formula {
  checkPeriod('hma', period)
  const half = weighted(Math.max(1, Math.floor(period / 2)))
  const whole = weighted(period)
  const smoother = weighted(Math.floor(Math.sqrt(period)))
  const wholeAt = 1 + half.start.length
  const smootherAt = wholeAt + whole.start.length
  return {
    memory: remember(1, half.start, whole.start, smoother.start),
    step(from, to, close) {
      const ahead = 2 * half.next(from, to, 1, close) - whole.next(from, to, wholeAt, close)
      to[0] = smoother.next(from, to, smootherAt, ahead)
    },
  }
}
