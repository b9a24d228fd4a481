import type { AccountView } from '@shagun/core'
import { applyScenario, type ScenarioOptions, type ScenarioResult } from './apply-scenario.ts'
import type { Scenario } from './scenario.ts'

/** What several scenarios do to an account. */
export interface ScenarioTable {
  /** In the order of the scenarios. */
  readonly results: readonly ScenarioResult[]
  /** The one with the smallest known profit; its own `profit` tells whether all of it is known. `null` without scenarios. */
  readonly worst: ScenarioResult | null
}

/**
 * Applies several scenarios to the positions of an account, all from the prices of now, and finds the worst.
 *
 * @throws ShagunError `invalid-options` where a scenario could not happen, or positions are in several currencies and
 * `currency` does not say which one counts
 * @example
 * ```ts
 * import type { Trader } from '@shagun/core'
 * import { runScenarios } from '@shagun/risk'
 *
 * function printWorst({ view }: Trader): void {
 *   const falls = [-0.05, -0.1, -0.2].map((market) => ({ name: `market ${market}`, factors: { market } }))
 *   const { worst } = runScenarios(view, falls, { betas: { 'NSE:INFY': { market: 0.9 } } })
 *   console.log(worst?.scenario.name, worst?.profit)
 * }
 * ```
 */
export function runScenarios(
  view: AccountView,
  scenarios: readonly Scenario[],
  options: ScenarioOptions = {},
): ScenarioTable {
  const results = scenarios.map((scenario) => applyScenario(view, scenario, options))
  const [first = null, ...others] = results
  const worst = others.reduce((least, result) => (result.knownProfit < least!.knownProfit ? result : least), first)
  return { results, worst }
}
