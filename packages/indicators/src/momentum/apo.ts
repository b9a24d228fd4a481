import { batch, type Formula, stream } from '../formula.ts'
import { byNumber } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import type { AverageKind } from '../overlap/average-lookback.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { ofTwoAverages } from './two-averages.ts'

/** Which average {@link apo} is made of. */
export interface ApoOptions {
  /** Default: `sma`, as TA-Lib's. */
  readonly ma?: AverageKind
}

/**
 * The absolute price oscillator: a faster moving average less a slower one, as TA-Lib's APO.
 *
 * The first value is where the slower average has one, counted from the first number where the series begins with NaN; NaN
 * before. What a NaN further on means is said by the averages.
 *
 * @param close - any series, usually prices; the result is in its unit
 * @param fastPeriod - bars of the faster average, from 1; it and the slower one change places where it is not
 * @param slowPeriod - bars of the slower average, from 1
 * @param options - `ma`: the kind of both averages; `out`: an array of the same length to write into
 * @throws IndicatorError where a period or the kind is not such a one, or `out` does not fit
 *
 * @example
 * ```ts
 * import { apo } from '@shagun/indicators'
 *
 * apo(new Float64Array([1, 3]), 1, 2)   // NaN, 1
 * ```
 */
export function apo(
  close: Series,
  fastPeriod: number,
  slowPeriod: number,
  options: ApoOptions & Reuse = {},
): Float64Array {
  return batch('apo', { close }, options, formula(fastPeriod, slowPeriod, options))
}

/**
 * {@link apo} fed one number at a time.
 *
 * @param fastPeriod - bars of the faster average, from 1
 * @param slowPeriod - bars of the slower average, from 1
 * @param options - `ma`: the kind of both averages
 * @throws IndicatorError where a period or the kind is not such a one
 *
 * @example
 * ```ts
 * import { createApo } from '@shagun/indicators'
 *
 * const oscillator = createApo(1, 2)
 * oscillator.update(1)   // NaN
 * oscillator.update(3)   // 1
 * ```
 */
export function createApo(fastPeriod: number, slowPeriod: number, options: ApoOptions = {}): Streaming<number, number> {
  const signature = `apo(${[fastPeriod, slowPeriod, options.ma ?? 'sma']})`
  return stream(signature, formula(fastPeriod, slowPeriod, options), byNumber)
}

function formula(fastPeriod: number, slowPeriod: number, { ma }: ApoOptions): Formula {
  return ofTwoAverages('apo', ma, fastPeriod, slowPeriod, (faster, slower) => faster - slower)
}
