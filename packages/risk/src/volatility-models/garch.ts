import { invalidOption } from '../invalid.ts'
import { requireFinite, type Series } from '../statistics/series.ts'

/** A GARCH(1,1): r(t) = mu + e(t), h(t) = omega + alpha e(t - 1)^2 + beta h(t - 1), where h is the variance of e. */
export interface GarchParameters {
  /** The mean of returns, per period. */
  readonly mu: number
  /** Above 0, in squared units of returns. */
  readonly omega: number
  /** What the last surprise adds, 0 or more. */
  readonly alpha: number
  /** What the last variance leaves, 0 or more. Only with alpha + beta below 1 is there a long run. */
  readonly beta: number
}

/**
 * The variances h that a GARCH(1,1) gives to each period, and to the one after the last: one more than there are returns.
 *
 * Before the first period e^2 and h are both taken to be the mean of e^2 over the series, at this mu; that is how the
 * benchmark of Fiorentini, Calzolari and Panattoni begins (Journal of Applied Econometrics 11, 1996).
 *
 * @param returns - simple returns, one a period, oldest first
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite; `invalid-options` for parameters
 * @example
 * ```ts
 * import { garchVariances } from '@shagun/risk'
 *
 * garchVariances([0.01, -0.03], { mu: 0, omega: 1e-5, alpha: 0.1, beta: 0.85 }).at(-1) // 0.000467, of the third period
 * ```
 */
export function garchVariances(returns: Series, parameters: GarchParameters): Float64Array {
  requireGarch('garchVariances', parameters)
  requireFinite('garchVariances', returns)
  return variancesOf(returns, parameters)
}

export function variancesOf(returns: Series, { mu, omega, alpha, beta }: GarchParameters): Float64Array {
  const n = returns.length
  const variances = new Float64Array(n + 1)
  let squares = 0
  for (let i = 0; i < n; i++) squares += (returns[i]! - mu) ** 2
  let variance = n === 0 ? 0 : squares / n
  let surprise = variance
  for (let i = 0; i < n; i++) {
    variance = omega + alpha * surprise + beta * variance
    variances[i] = variance
    surprise = (returns[i]! - mu) ** 2
  }
  variances[n] = omega + alpha * surprise + beta * variance
  return variances
}

/**
 * The logarithm of the likelihood of returns under a GARCH(1,1) with normal surprises: the sum over the periods of
 * -(ln(2 pi) + ln h + e^2 / h) / 2.
 *
 * @param returns - simple returns, one a period, oldest first
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite; `invalid-options` for parameters
 * @example
 * ```ts
 * import { garchLogLikelihood } from '@shagun/risk'
 *
 * garchLogLikelihood([0.01, -0.03], { mu: 0, omega: 1e-5, alpha: 0.1, beta: 0.85 }) // 4.71
 * ```
 */
export function garchLogLikelihood(returns: Series, parameters: GarchParameters): number {
  requireGarch('garchLogLikelihood', parameters)
  requireFinite('garchLogLikelihood', returns)
  return logLikelihoodOf(returns, parameters.mu, variancesOf(returns, parameters))
}

export function logLikelihoodOf(returns: Series, mu: number, variances: Float64Array): number {
  let sum = returns.length * Math.log(2 * Math.PI)
  for (let i = 0; i < returns.length; i++) sum += Math.log(variances[i]!) + (returns[i]! - mu) ** 2 / variances[i]!
  return -sum / 2
}

/**
 * The variances that a GARCH(1,1) expects of the next periods: the first is known, each further one is
 * omega + (alpha + beta) times the one before, on the way to the long run.
 *
 * They add up to the variance of the sum of returns; the square root of time holds only where today is the long run.
 *
 * @param fit - parameters with the variance of the next period, such as {@link fitGarch} returns
 * @param periods - how many periods ahead, a whole number from 1
 * @throws ShagunError `invalid-options` for the parameters or the number of periods
 * @example
 * ```ts
 * import { forecastGarch } from '@shagun/risk'
 *
 * forecastGarch({ mu: 0, omega: 1e-5, alpha: 0.1, beta: 0.8, nextVariance: 2e-4 }, 3) // 2e-4, 1.9e-4, 1.81e-4
 * ```
 */
export function forecastGarch(fit: GarchParameters & { readonly nextVariance: number }, periods: number): Float64Array {
  requireGarch('forecastGarch', fit)
  if (!(Number.isSafeInteger(periods) && periods >= 1))
    throw invalidOption('forecastGarch', 'periods', periods, 'a whole number, 1 or more')
  if (!(fit.nextVariance > 0 && fit.nextVariance < Infinity))
    throw invalidOption('forecastGarch', 'nextVariance', fit.nextVariance, 'a finite number above 0')
  const variances = new Float64Array(periods)
  let variance = fit.nextVariance
  for (let i = 0; i < periods; i++) {
    variances[i] = variance
    variance = fit.omega + (fit.alpha + fit.beta) * variance
  }
  return variances
}

function requireGarch(measure: string, { mu, omega, alpha, beta }: GarchParameters): void {
  if (!Number.isFinite(mu)) throw invalidOption(measure, 'mu', mu, 'a finite number')
  if (!(omega > 0 && omega < Infinity)) throw invalidOption(measure, 'omega', omega, 'a finite number above 0')
  if (!(alpha >= 0 && alpha < Infinity)) throw invalidOption(measure, 'alpha', alpha, 'a finite number of 0 or more')
  if (!(beta >= 0 && beta < Infinity)) throw invalidOption(measure, 'beta', beta, 'a finite number of 0 or more')
}
