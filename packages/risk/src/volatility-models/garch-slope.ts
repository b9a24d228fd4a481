import type { GarchParameters } from './garch.ts'

/** A likelihood, and how fast its logarithm rises with each parameter. */
export interface GarchSlope {
  readonly logLikelihood: number
  readonly byMu: number
  readonly byOmega: number
  readonly byAlpha: number
  readonly byBeta: number
}

/**
 * The log-likelihood of returns under a GARCH(1,1) with its slopes, in one pass.
 *
 * The slopes of h follow the recursion of h itself; the variance that it begins at changes with mu, too.
 */
export function garchSlope(returns: Float64Array, { mu, omega, alpha, beta }: GarchParameters): GarchSlope {
  const n = returns.length
  let squares = 0
  let sum = 0
  for (let i = 0; i < n; i++) {
    const e = returns[i]! - mu
    squares += e * e
    sum += e
  }
  let h = squares / n
  let surprise = h
  let surpriseByMu = (-2 * sum) / n
  let hByMu = surpriseByMu
  let hByOmega = 0
  let hByAlpha = 0
  let hByBeta = 0
  let twiceLess = n * Math.log(2 * Math.PI)
  let byMu = 0
  let byOmega = 0
  let byAlpha = 0
  let byBeta = 0
  for (let i = 0; i < n; i++) {
    hByMu = alpha * surpriseByMu + beta * hByMu
    hByOmega = 1 + beta * hByOmega
    hByAlpha = surprise + beta * hByAlpha
    hByBeta = h + beta * hByBeta
    h = omega + alpha * surprise + beta * h
    const e = returns[i]! - mu
    surprise = e * e
    surpriseByMu = -2 * e
    const ratio = surprise / h
    twiceLess += Math.log(h) + ratio
    const weight = (1 - ratio) / h
    byMu += weight * hByMu + surpriseByMu / h
    byOmega += weight * hByOmega
    byAlpha += weight * hByAlpha
    byBeta += weight * hByBeta
  }
  return {
    logLikelihood: -twiceLess / 2,
    byMu: -byMu / 2,
    byOmega: -byOmega / 2,
    byAlpha: -byAlpha / 2,
    byBeta: -byBeta / 2,
  }
}
