import { type BacktestOptions, type ExceedanceCount, readExceedanceRate, requireCount } from './likelihood-ratio.ts'

/** What a supervisor makes of a number of exceedances. */
export interface TrafficLight {
  readonly zone: 'green' | 'yellow' | 'red'
  /** The probability of so many exceedances or fewer if the model is right. */
  readonly cumulativeProbability: number
  /** What Basel adds to the multiplier of 3, set for 250 periods at 99 %; `null` for others. */
  readonly plusFactor: number | null
}

/**
 * The traffic light of the Basel Committee: green while so few exceedances or fewer come with a probability below 95 %,
 * red from 99.99 % on, yellow between.
 *
 * For 250 days at 99 % that is 0 to 4, 5 to 9, and 10 or more. The probabilities are binomial. Source: Basel Committee on
 * Banking Supervision, "Supervisory framework for the use of 'backtesting'" (1996).
 *
 * @param seen - from {@link exceedances}, or the two counts
 * @throws ShagunError `invalid-options` for counts or a confidence without meaning
 * @example
 * ```ts
 * import { trafficLight } from '@shagun/risk'
 *
 * trafficLight({ count: 6, observations: 250 }, { confidence: 0.99 }) // yellow, 0.9863, and 0.5 to add
 * ```
 */
export function trafficLight(seen: ExceedanceCount, options: BacktestOptions): TrafficLight {
  const rate = readExceedanceRate('trafficLight', options)
  requireCount('trafficLight', seen)
  const cumulativeProbability = binomialCdf(seen, rate)
  return {
    zone: cumulativeProbability < 0.95 ? 'green' : cumulativeProbability < 0.9999 ? 'yellow' : 'red',
    cumulativeProbability,
    plusFactor:
      seen.observations === 250 && options.confidence === 0.99 ? plusFactors[Math.min(seen.count, 10)]! : null,
  }
}

/** For 0 exceedances, 1, 2 and so on, the last for all from 10. */
const plusFactors = [0, 0, 0, 0, 0, 0.4, 0.5, 0.65, 0.75, 0.85, 1]

/** Term by term in logarithms, since (1 - rate)^n may be too small for a number of its own. */
function binomialCdf({ count, observations }: ExceedanceCount, rate: number): number {
  let log = observations * Math.log1p(-rate)
  let sum = Math.exp(log)
  for (let k = 1; k <= count; k++) {
    log += Math.log((observations - k + 1) / k) + Math.log(rate) - Math.log1p(-rate)
    sum += Math.exp(log)
  }
  return Math.min(1, sum)
}
