import type { Exceedances } from './exceedances.ts'
import { kupiecTest } from './kupiec.ts'
import {
  type BacktestOptions,
  type LikelihoodRatio,
  likelihoodRatio,
  logBernoulli,
  readExceedanceRate,
} from './likelihood-ratio.ts'

/** Whether exceedances are as many as they should be, whether they come singly, and both at once. */
export interface ChristoffersenTest {
  /** As many as they should be: {@link kupiecTest}, one degree of freedom. */
  readonly unconditional: LikelihoodRatio
  /** One does not make the next likelier: one degree of freedom. */
  readonly independence: LikelihoodRatio
  /** Both: the sum of the two statistics, two degrees of freedom, rejected at 5 % above 5.99. */
  readonly conditional: LikelihoodRatio
}

/**
 * Christoffersen's tests: whether exceedances are independent of one another, and with their number, of conditional
 * coverage. Clusters of losses are what a model without volatility fails at.
 *
 * Of the n - 1 steps from a period to the next, n00, n01, n10 and n11 count those from calm (0) or exceedance (1) to
 * either; LR = -2 ln[(1 - pi)^(n00 + n10) pi^(n01 + n11) / ((1 - pi0)^n00 pi0^n01 (1 - pi1)^n10 pi1^n11)] with pi0 =
 * n01 / (n00 + n01), pi1 = n11 / (n10 + n11) and pi = (n01 + n11) / (n - 1). The test of coverage counts all n periods.
 * Source: Christoffersen, "Evaluating Interval Forecasts", International Economic Review 39 (1998).
 *
 * @param seen - from {@link exceedances}
 * @throws ShagunError `invalid-options` for a confidence without meaning
 * @example
 * ```ts
 * import { christoffersenTest } from '@shagun/risk'
 *
 * const hits = [false, false, true, true, false, false, false, false, false, false]
 * christoffersenTest({ hits }, { confidence: 0.9 }).independence.pValue // 0.31
 * ```
 */
export function christoffersenTest({ hits }: Pick<Exceedances, 'hits'>, options: BacktestOptions): ChristoffersenTest {
  readExceedanceRate('christoffersenTest', options)
  const unconditional = kupiecTest({ count: hits.filter(Boolean).length, observations: hits.length }, options)
  const independence = likelihoodRatio(independenceStatistic(hits), 1)
  return {
    unconditional,
    independence,
    conditional: likelihoodRatio(unconditional.statistic + independence.statistic, 2),
  }
}

function independenceStatistic(hits: readonly boolean[]): number {
  const steps = { calm: { calm: 0, hit: 0 }, hit: { calm: 0, hit: 0 } }
  for (let i = 1; i < hits.length; i++) steps[hits[i - 1] ? 'hit' : 'calm'][hits[i] ? 'hit' : 'calm']++
  const { calm, hit } = steps
  const together = bestLog(calm.hit + hit.hit, calm.calm + hit.calm)
  return -2 * (together - bestLog(calm.hit, calm.calm) - bestLog(hit.hit, hit.calm))
}

/** The logarithm of the likelihood at the rate that was seen. */
function bestLog(hits: number, misses: number): number {
  return hits + misses === 0 ? 0 : logBernoulli(hits / (hits + misses), hits, misses)
}
