import { batch } from '../formula.ts'
import type { Reuse } from '../output.ts'
import { formulaOf, type Part, streamPart } from '../parts/part.ts'
import { checkPeriod } from '../period.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { mean } from './sma.ts'

/**
 * The triangular moving average: a simple average of a simple average, so that the middle of the window weighs most, as
 * TA-Lib's TRIMA.
 *
 * Both averages run over half of `period + 1` bars; of an even period the second runs over one bar more. The first value
 * is at index `period - 1`, counted from the first number where the series begins with NaN; NaN before. A window that holds
 * a NaN averages to NaN, and later ones are not touched.
 *
 * @param close - any series, usually prices; the result is in its unit
 * @param period - bars in the window, from 1 (which gives the series back)
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number, or `out` does not fit
 *
 * @example
 * ```ts
 * import { trima } from '@shagun/indicators'
 *
 * trima(new Float64Array([1, 2, 5, 4]), 3)   // NaN, NaN, 2.5, 4: weights 1, 2, 1
 * ```
 */
export function trima(close: Series, period: number, options?: Reuse): Float64Array {
  checkPeriod('trima', period)
  return batch('trima', { close }, options, formulaOf(triangular(period)))
}

/**
 * {@link trima} fed one number at a time.
 *
 * @param period - bars in the window, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createTrima } from '@shagun/indicators'
 *
 * const average = createTrima(3)
 * for (const close of [1, 2, 5]) average.update(close)
 * average.value   // 2.5
 * ```
 */
export function createTrima(period: number): Streaming<number, number> {
  checkPeriod('trima', period)
  return streamPart(`trima(${period})`, triangular(period))
}

/** A triangular average as a part. */
export function triangular(period: number): Part {
  const half = Math.ceil(period / 2)
  const [first, second] = [mean(half), mean(period + 1 - half)]
  const { length } = first.start
  return {
    start: [...first.start, ...second.start],
    next: (from, to, at, x) => second.next(from, to, at + length, first.next(from, to, at, x)),
  }
}
