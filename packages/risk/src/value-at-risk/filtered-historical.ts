import { invalidOption } from '../invalid.ts'
import { type QuantileType, quantile } from '../statistics/quantile.ts'
import { requireFinite, type Series } from '../statistics/series.ts'
import { ewmaVariances, readLambda } from '../volatility-models/ewma.ts'
import { fitGarch } from '../volatility-models/fit-garch.ts'
import { forecastGarch, variancesOf } from '../volatility-models/garch.ts'
import { meanOfWorst, readQuantileType } from './historical.ts'
import { noLosses, type TailGap, type TailLosses } from './loss.ts'
import type { Tail, TailQuestion } from './tail-options.ts'

/**
 * What happened, in units of the volatility it happened in: z = (r - mu) / sigma, and -(mu + Q(z) sigma of the next
 * period).
 *
 * Over a horizon the quantile of one period meets the deviation of the sum of periods, which overstates tails that thin
 * out in sums. Source: Hull and White, Journal of Risk 1 (1998); Barone-Adesi, Giannopoulos and Vosper, Journal of
 * Futures Markets 19 (1999).
 */
export interface FilteredHistoricalTail extends Tail {
  readonly method: 'filtered-historical'
  /** The model of volatility: a GARCH(1,1) with its mean, or the exponential average with a mean of 0. Default: garch. */
  readonly filter?: 'garch' | 'ewma'
  /** For the filter `ewma`: what the variance keeps from one period to the next. Default: 0.94. */
  readonly lambda?: number
  /** As for `historical`. Default: 7. */
  readonly quantileType?: QuantileType
}

export function filteredHistorical(
  question: TailQuestion,
  returns: Series,
  options: FilteredHistoricalTail,
): TailLosses {
  const { measure, tail, horizon } = question
  const { filter = 'garch' } = options
  if (filter !== 'garch' && filter !== 'ewma') throw invalidOption(measure, 'filter', filter, `'garch' or 'ewma'`)
  const type = readQuantileType(measure, options)
  const lambda = readLambda(measure, options)
  requireFinite(measure, returns)
  const filtered = filter === 'garch' ? byGarch(returns, horizon) : byEwma(returns, horizon, lambda)
  if (typeof filtered === 'string') return noLosses(filtered)
  const { residuals, mean, deviation } = filtered
  return {
    valueAtRisk: () => 0 - (mean + deviation * quantile(measure, residuals, tail, type)),
    expectedShortfall() {
      const shortfall = meanOfWorst(measure, residuals, tail)
      return shortfall === null ? 'too-few-returns' : deviation * shortfall - mean
    },
  }
}

interface Filtered {
  readonly residuals: Float64Array
  /** Of the sum of returns over the horizon. */
  readonly mean: number
  readonly deviation: number
}

function byGarch(returns: Series, horizon: number): Filtered | TailGap {
  const fit = fitGarch(returns)
  if (fit === null) return 'too-few-returns'
  if (!fit.converged) return 'no-fit'
  let ahead = 0
  for (const variance of forecastGarch(fit, horizon)) ahead += variance
  const residuals = standardized(returns, fit.mu, variancesOf(returns, fit))
  return { residuals, mean: fit.mu * horizon, deviation: Math.sqrt(ahead) }
}

function byEwma(returns: Series, horizon: number, lambda: number): Filtered | TailGap {
  if (returns.length === 0) return 'too-few-returns'
  const variances = ewmaVariances(returns, lambda)
  const ahead = variances[returns.length]!
  if (ahead === 0) return 'no-spread'
  return { residuals: standardized(returns, 0, variances), mean: 0, deviation: Math.sqrt(ahead * horizon) }
}

function standardized(returns: Series, mean: number, variances: Float64Array): Float64Array {
  return Float64Array.from(returns, (value, i) => (value - mean) / Math.sqrt(variances[i]!))
}
