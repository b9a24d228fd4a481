import { batchLines, streamLines } from '../formula.ts'
import { byNumber } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { exponential } from '../overlap/exponential.ts'
import { checkPeriod } from '../period.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { convergence, lines, type Macd } from './convergence.ts'

/**
 * The moving average convergence and divergence as it was first published: averages over 12 and 26 bars that take in 15 %
 * and 7.5 % of a new price, as TA-Lib's MACDFIX.
 *
 * The first value is at index `24 + signalPeriod`, counted from the first number where the series begins with NaN; NaN
 * before. A NaN or an Infinity further on is a hole: it begins anew behind it.
 *
 * @param close - any series, usually prices; the results are in its unit
 * @param signalPeriod - bars of the signal, from 1
 * @param options - `out`: arrays of the same length to write into
 * @throws IndicatorError where the period is not such a number, or `out` does not fit
 *
 * @example
 * ```ts
 * import { macdfix } from '@shagun/indicators'
 *
 * macdfix(new Float64Array(40).fill(7), 9).histogram[33]   // 0
 * ```
 */
export function macdfix(close: Series, signalPeriod: number, options?: Reuse<Macd<Float64Array>>): Macd<Float64Array> {
  return batchLines('macdfix', lines, { close }, options, formula(signalPeriod))
}

/**
 * {@link macdfix} fed one number at a time; what it gives is one object, overwritten by the next call.
 *
 * @param signalPeriod - bars of the signal, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createMacdfix } from '@shagun/indicators'
 *
 * const lines = createMacdfix(9)
 * for (let i = 0; i < 34; i++) lines.update(7)
 * lines.value.histogram   // 0
 * ```
 */
export function createMacdfix(signalPeriod: number): Streaming<number, Macd<number>> {
  return streamLines(`macdfix(${signalPeriod})`, lines, formula(signalPeriod), byNumber)
}

function formula(signalPeriod: number) {
  checkPeriod('macdfix', signalPeriod, 1, 'signalPeriod')
  return convergence(
    { average: exponential(12, 1 - 0.15), lookback: 11 },
    { average: exponential(26, 1 - 0.075), lookback: 25 },
    exponential(signalPeriod),
  )
}
