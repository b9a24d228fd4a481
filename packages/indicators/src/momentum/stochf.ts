import { batchLines, type Formula, streamLines } from '../formula.ts'
import { byHighLowClose } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { averageOf } from '../overlap/average.ts'
import type { AverageKind } from '../overlap/average-lookback.ts'
import type { HighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { rawStochastic, twoLines, unchanged } from './stochastic.ts'

const lines = ['fastK', 'fastD'] as const

/** The two lines of {@link stochf} and {@link stochrsi}, from 0 to 100. */
export interface FastStochastic<T> {
  /** Where the close lies between the lowest low and the highest high of the window. */
  readonly fastK: T
  /** The average of that. */
  readonly fastD: T
}

/** Which average {@link stochf} and {@link stochrsi} take. */
export interface FastStochasticOptions {
  /** Default: `sma`. */
  readonly fastD?: AverageKind
}

/**
 * The fast stochastic: where the close lies between the lowest low and the highest high of the window, in percent, and the
 * average of that, after George Lane, as TA-Lib's STOCHF; 0 where the window has no range.
 *
 * The first value is at index `fastKPeriod + fastDPeriod - 2` with simple averages; NaN before. A window that holds a NaN
 * gives NaN; how long after it is said by the average.
 *
 * @param bars - three columns of the same bars; the results are in percent
 * @param fastKPeriod - bars in the window, from 1
 * @param fastDPeriod - bars of the average, from 1
 * @param options - `fastD`: the kind of average; `out`: arrays of the same length to write into
 * @throws IndicatorError where a period or the kind is not such a one, the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { stochf } from '@shagun/indicators'
 *
 * const [high, low, close] = [new Float64Array([10, 12]), new Float64Array([6, 8]), new Float64Array([9, 9])]
 * stochf({ high, low, close }, 1, 2)   // fastK NaN, 25; fastD NaN, 50
 * ```
 */
export function stochf(
  bars: HighLowClose<Series>,
  fastKPeriod: number,
  fastDPeriod: number,
  options: FastStochasticOptions & Reuse<FastStochastic<Float64Array>> = {},
): FastStochastic<Float64Array> {
  const { high, low, close } = bars
  return batchLines('stochf', lines, { high, low, close }, options, formula(fastKPeriod, fastDPeriod, options))
}

/**
 * {@link stochf} fed one bar at a time; what it gives is one object, overwritten by the next call.
 *
 * @param fastKPeriod - bars in the window, from 1
 * @param fastDPeriod - bars of the average, from 1
 * @param options - `fastD`: the kind of average
 * @throws IndicatorError where a period or the kind is not such a one
 *
 * @example
 * ```ts
 * import { createStochf } from '@shagun/indicators'
 *
 * const lines = createStochf(1, 1)
 * const { fastK } = lines.update({ high: 10, low: 6, close: 9 })   // 75
 * ```
 */
export function createStochf(
  fastKPeriod: number,
  fastDPeriod: number,
  options: FastStochasticOptions = {},
): Streaming<HighLowClose<number>, FastStochastic<number>> {
  const signature = `stochf(${[fastKPeriod, fastDPeriod, options.fastD ?? 'sma']})`
  return streamLines(signature, lines, formula(fastKPeriod, fastDPeriod, options), byHighLowClose)
}

function formula(fastKPeriod: number, fastDPeriod: number, { fastD = 'sma' }: FastStochasticOptions): Formula {
  return twoLines(
    rawStochastic('stochf', fastKPeriod),
    unchanged,
    averageOf('stochf', fastD, fastDPeriod, 'fastDPeriod'),
  )
}
