import { batchLines, streamLines } from '../formula.ts'
import { byNumber } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { averageOf } from '../overlap/average.ts'
import { type AverageKind, lookbackOf } from '../overlap/average-lookback.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { convergence, lines, type Macd } from './convergence.ts'

/** Which averages {@link macdext} is made of. */
export interface MacdextOptions {
  /** Default: `sma`. */
  readonly fast?: AverageKind
  /** Default: `sma`. */
  readonly slow?: AverageKind
  /** Default: `sma`. */
  readonly signal?: AverageKind
}

/**
 * The moving average convergence and divergence with averages of any kind, as TA-Lib's MACDEXT.
 *
 * The first value is where the signal has one: after what the slowest average and the signal take in, counted from the
 * first number where the series begins with NaN; NaN before. Both averages are seeded so that they begin at the same bar.
 * Where the slower period is the shorter one, periods and kinds change places. What a NaN further on means is said by the
 * averages.
 *
 * @param close - any series, usually prices; the results are in its unit
 * @param fastPeriod - bars of the faster average, from 1
 * @param slowPeriod - bars of the slower average, from 1
 * @param signalPeriod - bars of the signal, from 1
 * @param options - `fast`, `slow`, `signal`: the kinds of average; `out`: arrays of the same length to write into
 * @throws IndicatorError where a period or a kind is not such a one, or `out` does not fit
 *
 * @example
 * ```ts
 * import { macdext } from '@shagun/indicators'
 *
 * const close = new Float64Array([1, 2, 3, 4])
 * macdext(close, 1, 2, 2, { fast: 'sma', slow: 'sma', signal: 'sma' }).macd   // NaN, NaN, 0.5, 0.5
 * ```
 */
export function macdext(
  close: Series,
  fastPeriod: number,
  slowPeriod: number,
  signalPeriod: number,
  options: MacdextOptions & Reuse<Macd<Float64Array>> = {},
): Macd<Float64Array> {
  return batchLines('macdext', lines, { close }, options, formula(fastPeriod, slowPeriod, signalPeriod, options))
}

/**
 * {@link macdext} fed one number at a time; what it gives is one object, overwritten by the next call.
 *
 * @param fastPeriod - bars of the faster average, from 1
 * @param slowPeriod - bars of the slower average, from 1
 * @param signalPeriod - bars of the signal, from 1
 * @param options - `fast`, `slow`, `signal`: the kinds of average
 * @throws IndicatorError where a period or a kind is not such a one
 *
 * @example
 * ```ts
 * import { createMacdext } from '@shagun/indicators'
 *
 * const lines = createMacdext(1, 2, 2, { slow: 'wma' })
 * const { macd } = lines.update(1)   // NaN
 * ```
 */
export function createMacdext(
  fastPeriod: number,
  slowPeriod: number,
  signalPeriod: number,
  options: MacdextOptions = {},
): Streaming<number, Macd<number>> {
  const { fast = 'sma', slow = 'sma', signal = 'sma' } = options
  const signature = `macdext(${[fastPeriod, slowPeriod, signalPeriod, fast, slow, signal]})`
  return streamLines(signature, lines, formula(fastPeriod, slowPeriod, signalPeriod, options), byNumber)
}

function formula(
  fastPeriod: number,
  slowPeriod: number,
  signalPeriod: number,
  { fast = 'sma', slow = 'sma', signal = 'sma' }: MacdextOptions,
) {
  const sides = [
    { kind: fast, period: fastPeriod, parameter: 'fastPeriod' },
    { kind: slow, period: slowPeriod, parameter: 'slowPeriod' },
  ].map(({ kind, period, parameter }) => ({
    average: averageOf('macdext', kind, period, parameter),
    lookback: lookbackOf(kind, period),
    period,
  }))
  const [faster, slower] = slowPeriod < fastPeriod ? sides.toReversed() : sides
  return convergence(faster!, slower!, averageOf('macdext', signal, signalPeriod, 'signalPeriod'))
}
