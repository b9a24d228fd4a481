import { batchLines, type Formula, streamLines } from '../formula.ts'
import { byHighLowClose } from '../inputs.ts'
import { outputsFor, type Reuse } from '../output.ts'
import { averageOf } from '../overlap/average.ts'
import type { AverageKind } from '../overlap/average-lookback.ts'
import { means } from '../overlap/sma.ts'
import { extremes } from '../parts/fold.ts'
import type { HighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { rawStochastic, twoLines } from './stochastic.ts'

const lines = ['slowK', 'slowD'] as const

/** The two lines of {@link stoch}, from 0 to 100. */
export interface Stochastic<T> {
  /** The average of where the close lies between the lowest low and the highest high of the window. */
  readonly slowK: T
  /** The average of that. */
  readonly slowD: T
}

/** Which averages {@link stoch} takes. */
export interface StochOptions {
  /** Default: `sma`. */
  readonly slowK?: AverageKind
  /** Default: `sma`. */
  readonly slowD?: AverageKind
}

/**
 * The stochastic: where the close lies between the lowest low and the highest high of the window, in percent, averaged,
 * and averaged once more, after George Lane, as TA-Lib's STOCH; 0 where the window has no range.
 *
 * The first value is at index `fastKPeriod + slowKPeriod + slowDPeriod - 3` with simple averages; NaN before. A window that
 * holds a NaN gives NaN; how long after it is said by the averages.
 *
 * @param bars - three columns of the same bars; the results are in percent
 * @param fastKPeriod - bars in the window, from 1
 * @param slowKPeriod - bars of the first average, from 1
 * @param slowDPeriod - bars of the second average, from 1
 * @param options - `slowK`, `slowD`: the kinds of average; `out`: arrays of the same length to write into
 * @throws IndicatorError where a period or a kind is not such a one, the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { stoch } from '@shagun/indicators'
 *
 * const [high, low, close] = [new Float64Array([10, 12]), new Float64Array([6, 8]), new Float64Array([9, 9])]
 * stoch({ high, low, close }, 1, 2, 1)   // slowK NaN, 50; slowD NaN, 50
 * ```
 */
export function stoch(
  bars: HighLowClose<Series>,
  fastKPeriod: number,
  slowKPeriod: number,
  slowDPeriod: number,
  options: StochOptions & Reuse<Stochastic<Float64Array>> = {},
): Stochastic<Float64Array> {
  const { high, low, close } = bars
  const { slowK: first = 'sma', slowD: second = 'sma', out } = options
  const lane = formula(fastKPeriod, slowKPeriod, slowDPeriod, options)
  if (first !== 'sma' || second !== 'sma') return batchLines('stoch', lines, { high, low, close }, options, lane)

  // The same in passes over whole columns, as it is mostly asked for, with what is given to write into for a note pad.
  const both = outputsFor('stoch', lines, { high, low, close }, out)
  const { slowK, slowD } = both
  extremes(high, fastKPeriod, 'highest', slowK)
  extremes(low, fastKPeriod, 'lowest', slowD)
  for (let i = 0; i < close.length; i++) {
    const lowest = slowD[i]!
    const range = slowK[i]! - lowest
    slowK[i] = range === 0 ? 0 : 100 * ((close[i]! - lowest) / range)
  }
  means(slowK, slowKPeriod, slowD)
  means(slowD, slowDPeriod, slowK)
  // Each stands in the place of the other.
  for (let i = 0; i < close.length; i++) {
    const d = slowK[i]!
    slowK[i] = Number.isNaN(d) ? d : slowD[i]!
    slowD[i] = d
  }
  return both
}

/**
 * {@link stoch} fed one bar at a time; what it gives is one object, overwritten by the next call.
 *
 * @param fastKPeriod - bars in the window, from 1
 * @param slowKPeriod - bars of the first average, from 1
 * @param slowDPeriod - bars of the second average, from 1
 * @param options - `slowK`, `slowD`: the kinds of average
 * @throws IndicatorError where a period or a kind is not such a one
 *
 * @example
 * ```ts
 * import { createStoch } from '@shagun/indicators'
 *
 * const lines = createStoch(1, 1, 1)
 * const { slowK } = lines.update({ high: 10, low: 6, close: 9 })   // 75
 * ```
 */
export function createStoch(
  fastKPeriod: number,
  slowKPeriod: number,
  slowDPeriod: number,
  options: StochOptions = {},
): Streaming<HighLowClose<number>, Stochastic<number>> {
  const { slowK = 'sma', slowD = 'sma' } = options
  const signature = `stoch(${[fastKPeriod, slowKPeriod, slowDPeriod, slowK, slowD]})`
  return streamLines(signature, lines, formula(fastKPeriod, slowKPeriod, slowDPeriod, options), byHighLowClose)
}

function formula(
  fastKPeriod: number,
  slowKPeriod: number,
  slowDPeriod: number,
  { slowK = 'sma', slowD = 'sma' }: StochOptions,
): Formula {
  return twoLines(
    rawStochastic('stoch', fastKPeriod),
    averageOf('stoch', slowK, slowKPeriod, 'slowKPeriod'),
    averageOf('stoch', slowD, slowDPeriod, 'slowDPeriod'),
  )
}
