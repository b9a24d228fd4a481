import { type AlmgrenChrissSchedule, almgrenChriss } from './almgren-chriss.ts'
import type { ImpactProblem } from './impact-model.ts'

/**
 * The efficient frontier of Almgren and Chriss: the least expected cost at each risk, over risk aversions.
 *
 * @param problem - what is to be traded, and in which market
 * @param riskAversions - λ of each point, per currency; where they rise, the expected cost rises and the risk falls
 * @returns the optimal schedule of each, in the same order
 * @throws ShagunError `invalid-options` as `almgrenChriss` does
 * @example
 * ```ts
 * import { efficientFrontier } from '@shagun/algos'
 *
 * const market = { volatility: 0.95, permanentImpact: 2.5e-7, temporaryImpact: 2.5e-6, fixedCost: 0.0625 }
 * const problem = { ...market, quantity: 1_000_000, horizonDays: 5, intervals: 5 }
 * for (const { expectedCost, standardDeviation } of efficientFrontier(problem, [0, 1e-7, 1e-6, 1e-5]))
 *   console.log(standardDeviation, expectedCost)
 * ```
 */
export function efficientFrontier(problem: ImpactProblem, riskAversions: readonly number[]): AlmgrenChrissSchedule[] {
  return riskAversions.map((riskAversion) => almgrenChriss({ ...problem, riskAversion }))
}
