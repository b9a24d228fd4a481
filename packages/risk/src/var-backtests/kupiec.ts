import type { Exceedances } from './exceedances.ts'
import {
  type BacktestOptions,
  type ExceedanceCount,
  type LikelihoodRatio,
  likelihoodRatio,
  logBernoulli,
  readExceedanceRate,
  requireCount,
} from './likelihood-ratio.ts'

/**
 * Kupiec's test of unconditional coverage: whether losses go beyond the forecast as often as they should.
 *
 * LR = -2 ln[(1 - p)^(n - x) p^x / ((1 - x/n)^(n - x) (x/n)^x)] for x exceedances in n periods and p = 1 - confidence,
 * chi-square with one degree of freedom: above 3.84 the model is rejected at 5 %, for too many as for too few. It has
 * little power below a few hundred periods. Source: Kupiec, "Techniques for Verifying the Accuracy of Risk Measurement
 * Models", Journal of Derivatives 3 (1995).
 *
 * @param seen - from {@link exceedances}, or the two counts
 * @throws ShagunError `invalid-options` for counts or a confidence without meaning
 * @example
 * ```ts
 * import { kupiecTest } from '@shagun/risk'
 *
 * kupiecTest({ count: 20, observations: 252 }, { confidence: 0.95 }).statistic // 3.91
 * ```
 */
export function kupiecTest(seen: ExceedanceCount, options: BacktestOptions): LikelihoodRatio {
  const rate = readExceedanceRate('kupiecTest', options)
  requireCount('kupiecTest', seen)
  const { count, observations } = seen
  const misses = observations - count
  const seenRate = observations === 0 ? 0 : count / observations
  return likelihoodRatio(-2 * (logBernoulli(rate, count, misses) - logBernoulli(seenRate, count, misses)), 1)
}

/**
 * Kupiec's test of the time until the first exceedance, which can reject before there are many periods.
 *
 * LR = -2 ln[p (1 - p)^(v - 1) / ((1/v) (1 - 1/v)^(v - 1))], where v counts periods up to and with the first exceedance
 * and p = 1 - confidence; chi-square with one degree of freedom. Source: as {@link kupiecTest}.
 *
 * @param seen - from {@link exceedances}
 * @returns `null` where no loss went beyond its forecast
 * @throws ShagunError `invalid-options` for a confidence without meaning
 * @example
 * ```ts
 * import { timeUntilFirstFailureTest } from '@shagun/risk'
 *
 * timeUntilFirstFailureTest({ hits: [false, false, true] }, { confidence: 0.99 })?.statistic // 5.43
 * ```
 */
export function timeUntilFirstFailureTest(
  { hits }: Pick<Exceedances, 'hits'>,
  options: BacktestOptions,
): LikelihoodRatio | null {
  const rate = readExceedanceRate('timeUntilFirstFailureTest', options)
  const first = hits.indexOf(true)
  if (first === -1) return null
  return likelihoodRatio(-2 * (logBernoulli(rate, 1, first) - logBernoulli(1 / (first + 1), 1, first)), 1)
}
