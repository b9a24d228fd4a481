import { batch, type Formula, remember, stream } from '../formula.ts'
import { byNumber } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { checkPeriod } from '../period.ts'
import type { Series } from '../series.ts'
import { smoothAt, unsmoothed } from '../smoothing.ts'
import type { Streaming } from '../streaming.ts'

/**
 * Chande's momentum oscillator: `100 * (gain - loss) / (gain + loss)` of Wilder's averages of the rises and falls,
 * from -100 to 100, after Tushar Chande (The New Technical Trader, 1994), as TA-Lib's CMO, which smooths as the RSI
 * does; 0 where nothing moved.
 *
 * The first value is at index `period`, counted from the first number where the series begins with NaN; NaN before. A
 * NaN or an Infinity further on is a hole: it begins anew behind it.
 *
 * @param close - any series, usually prices; the result has no unit
 * @param period - changes in the seed, from 1
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number or `out` does not fit
 *
 * @example
 * ```ts
 * import { cmo } from '@shagun/indicators'
 *
 * cmo(new Float64Array([10, 13, 12]), 2)   // NaN, NaN, 50: 3 up and 1 down
 * ```
 */
export function cmo(close: Series, period: number, options?: Reuse): Float64Array {
  return batch('cmo', { close }, options, formula(period))
}

/**
 * {@link cmo} fed one number at a time.
 *
 * @param period - changes in the seed, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createCmo } from '@shagun/indicators'
 *
 * const oscillator = createCmo(2)
 * for (const close of [10, 13, 12]) oscillator.update(close)
 * oscillator.value   // 50
 * ```
 */
export function createCmo(period: number): Streaming<number, number> {
  return stream(`cmo(${period})`, formula(period), byNumber)
}

function formula(period: number): Formula {
  checkPeriod('cmo', period)
  const keep = (period - 1) / period
  return {
    // The value, the number before, and the averages of rises and falls.
    memory: remember(2, unsmoothed, unsmoothed),
    step(from, to, close) {
      const change = close - from[1]!
      const gain = smoothAt(from, to, 2, change < 0 ? 0 : change, period, keep)
      const loss = smoothAt(from, to, 4, change > 0 ? 0 : -change, period, keep)
      const total = gain + loss
      to[1] = close
      to[0] = total === 0 ? 0 : (100 * (gain - loss)) / total
    },
  }
}
