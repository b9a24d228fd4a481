import { isRounding } from '../statistics/moments.ts'
import { leastDeviation } from '../statistics/regression.ts'
import type { Series } from '../statistics/series.ts'
import { requireWindow, slide } from '../statistics/slide.ts'
import { type AnnualOptions, type RatioOptions, readPeriodsPerYear } from './annual.ts'
import { readExcess } from './read-excess.ts'
import { readReturns } from './read-returns.ts'

/**
 * The mean of the last `window` values up to each period, in constant time a period and without drift.
 *
 * @param values - returns or any other numbers, one a period
 * @param window - how many periods
 * @returns one value a period, NaN before there are `window` of them
 * @throws ShagunError `invalid-data`, naming the row, for a value that is not finite; `invalid-options` for `window`
 * @example
 * ```ts
 * import { rollingMean } from '@shagun/risk'
 *
 * rollingMean([0.01, 0.03, -0.01], 2) // NaN, 0.02, 0.01
 * ```
 */
export function rollingMean(values: Series, window: number): Float64Array {
  requireWindow('rollingMean', window)
  readReturns('rollingMean', { values })
  const results = warmUp(values)
  slide(values, values, window, (row, { meanX }) => {
    results[row] = meanX
  })
  return results
}

/**
 * The standard deviation of the last `window` returns up to each period, a year, in constant time a period and without
 * drift: `annualizedVolatility` of a window that moves.
 *
 * @param returns - simple returns, one a period
 * @param window - how many periods
 * @returns one value a period, NaN before there are `window` of them and for a window of 1
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite; `invalid-options` for `window` and
 * the options
 * @example
 * ```ts
 * import { rollingVolatility } from '@shagun/risk'
 *
 * rollingVolatility([0.01, 0.03, -0.01], 2, { periodsPerYear: 252 }) // NaN, 0.22, 0.45
 * ```
 */
export function rollingVolatility(
  returns: Series,
  window: number,
  options: Omit<AnnualOptions, 'missing'>,
): Float64Array {
  const periodsPerYear = readPeriodsPerYear('rollingVolatility', options)
  requireWindow('rollingVolatility', window)
  readReturns('rollingVolatility', { returns })
  const results = warmUp(returns)
  slide(returns, returns, window, (row, { meanX, squaresX }) => {
    results[row] = deviationOf(squaresX, window, meanX) * Math.sqrt(periodsPerYear)
  })
  return results
}

/**
 * The Sharpe ratio of the last `window` returns up to each period, in constant time a period and without drift:
 * `sharpeRatio` of a window that moves.
 *
 * @param returns - simple returns, one a period
 * @param window - how many periods
 * @returns one value a period, NaN before there are `window` of them and where the ratio would be `null`
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite; `invalid-options` for `window` and
 * the options
 * @example
 * ```ts
 * import { rollingSharpeRatio } from '@shagun/risk'
 *
 * rollingSharpeRatio([0.01, 0.03, -0.01], 2, { periodsPerYear: 1 }) // NaN, 1.41, 0.354
 * ```
 */
export function rollingSharpeRatio(
  returns: Series,
  window: number,
  options: Omit<RatioOptions, 'missing'>,
): Float64Array {
  requireWindow('rollingSharpeRatio', window)
  const { excess, periodsPerYear } = readExcess('rollingSharpeRatio', { returns }, { ...options, missing: 'reject' })
  const results = warmUp(returns)
  // The returns as they are go along, since a spread of rounding is to be known beside them and not beside their excess.
  slide(excess.returns, returns, window, (row, { meanX, squaresX, meanY }) => {
    const deviation = deviationOf(squaresX, window, Math.max(Math.abs(meanX), Math.abs(meanY)))
    results[row] = deviation === 0 ? Number.NaN : (meanX / deviation) * Math.sqrt(periodsPerYear)
  })
  return results
}

/**
 * The beta of the last `window` returns up to each period, in constant time a period and without drift: `beta` of a
 * window that moves.
 *
 * @param returns - simple returns, one a period
 * @param benchmark - those of the benchmark in the same periods; `alignReturns` pairs dated series
 * @param window - how many periods
 * @returns one value a period, NaN before there are `window` of them and where beta would be `null`
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite, and for series of different
 * lengths; `invalid-options` for `window`
 * @example
 * ```ts
 * import { rollingBeta } from '@shagun/risk'
 *
 * rollingBeta([0.02, -0.01, 0.03], [0.01, 0, 0.01], 2) // NaN, 3, 4
 * ```
 */
export function rollingBeta(returns: Series, benchmark: Series, window: number): Float64Array {
  requireWindow('rollingBeta', window)
  readReturns('rollingBeta', { returns, benchmark })
  const results = warmUp(returns)
  slide(benchmark, returns, window, (row, { meanX, squaresX, products }) => {
    results[row] = deviationOf(squaresX, window, meanX) >= leastDeviation ? products / squaresX : Number.NaN
  })
  return results
}

function warmUp({ length }: Series): Float64Array {
  return new Float64Array(length).fill(Number.NaN)
}

/** Over n - 1, NaN for one value; 0 where it is rounding beside `size`. */
function deviationOf(squares: number, count: number, size: number): number {
  const deviation = Math.sqrt(squares / (count - 1))
  return isRounding(deviation, size) ? 0 : deviation
}
