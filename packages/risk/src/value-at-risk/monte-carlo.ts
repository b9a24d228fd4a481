import { quantile } from '../statistics/quantile.ts'
import { requireFinite, type Series } from '../statistics/series.ts'
import { meanOfWorst } from './historical.ts'
import { noLosses, type TailLosses } from './loss.ts'
import { type Simulation, simulateReturns } from './simulate-returns.ts'
import type { Tail, TailQuestion } from './tail-options.ts'

/** The tail of returns that are simulated from a seed; each path adds up as many periods as the horizon has. */
export type MonteCarloTail = Tail & Simulation & { readonly method: 'monte-carlo' }

export function monteCarlo(question: TailQuestion, returns: Series, options: MonteCarloTail): TailLosses {
  requireFinite(question.measure, returns)
  const simulated = simulateReturns([returns], options)
  return simulated === null ? noLosses('too-few-returns') : simulatedLosses(question, simulated[0]!)
}

/** The horizon is already in what was simulated. */
export function simulatedLosses({ measure, tail }: TailQuestion, outcomes: Float64Array): TailLosses {
  return {
    valueAtRisk: () => 0 - quantile(measure, outcomes, tail, 7),
    expectedShortfall: () => meanOfWorst(measure, outcomes, tail) ?? 'too-few-returns',
  }
}
