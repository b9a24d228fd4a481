import type { AccountView } from '@shagun/core'
import { invalidOption } from '../invalid.ts'
import { applyScenario, type ScenarioOptions, type ScenarioResult } from './apply-scenario.ts'
import type { Scenario } from './scenario.ts'

/** Which loss is asked after, and what moves. */
export interface ReverseStressOptions extends ScenarioOptions, Pick<Scenario, 'others' | 'volatilityPoints'> {
  /** The factor that moves, by the name that `betas` have for it. */
  readonly factor: string
  /** Money, above 0, in the currency of the result. */
  readonly loss: number
  /** The largest move that is looked at, as a fraction; downwards never more than 1. Default: 1. */
  readonly maxShock?: number
}

/** The smallest move that loses so much. */
export interface ReverseStress {
  /** Return of the factor, as a fraction: below 0 where it falls. `null` where no move up to the largest loses so much. */
  readonly shock: number | null
  /** What happens at that move; where there is none, at no move. */
  readonly result: ScenarioResult
  /** Why there is no shock; absent otherwise. */
  readonly reason?: string
}

const steps = 200

/**
 * How far a factor must move, up or down, until the account loses a given amount: the smallest such move.
 *
 * Looks outwards in 200 steps to either side and halves the step in which the loss is first reached, so that curved
 * positions, such as options sold on both sides, are followed. A loss that comes and goes within one step is not seen.
 *
 * @returns a shock of `null` with a `reason` where the profit of an instrument is unknown, or no move loses so much
 * @throws ShagunError `invalid-options` where `loss` or `maxShock` has no meaning, and where `applyScenario` does
 * @example
 * ```ts
 * import type { Trader } from '@shagun/core'
 * import { reverseStress } from '@shagun/risk'
 *
 * function printRuin({ view }: Trader): void {
 *   const betas = { 'NSE:INFY': { market: 0.9 }, 'NSE:TCS': { market: 0.8 } }
 *   console.log(reverseStress(view, { factor: 'market', loss: 200_000, betas }).shock)
 * }
 * ```
 */
export function reverseStress(view: AccountView, options: ReverseStressOptions): ReverseStress {
  const { factor, loss, maxShock = 1, others, volatilityPoints = 0 } = options
  if (!(loss > 0 && loss < Infinity)) throw invalidOption('reverseStress', 'loss', loss, 'an amount above 0')
  if (!(maxShock > 0 && maxShock < Infinity))
    throw invalidOption('reverseStress', 'maxShock', maxShock, 'a fraction above 0, such as 0.5')
  const at = (shock: number): ScenarioResult => {
    const scenario = { name: `${factor} ${shock}`, factors: { [factor]: shock }, volatilityPoints }
    return applyScenario(view, others === undefined ? scenario : { ...scenario, others }, options)
  }
  const unknown = (result: ScenarioResult): ReverseStress => ({
    shock: null,
    result,
    reason: result.missing[0]!.reason!,
  })
  const loses = (shock: number): boolean => (at(shock).profit ?? 0) <= -loss

  const still = at(0)
  if (still.profit === null) return unknown(still)
  if (loses(0)) return { shock: 0, result: still }
  for (let step = 1; step <= steps; step++) {
    const [near, far] = [((step - 1) / steps) * maxShock, (step / steps) * maxShock]
    const sides = [-1, 1].filter((side) => side * far >= -1)
    const moved = sides.map((side) => at(side * far))
    const gap = moved.find(({ profit }) => profit === null)
    if (gap !== undefined) return unknown(gap)
    const reached = sides.filter((_, i) => moved[i]!.profit! <= -loss)
    const shocks = reached.map((side) => halve(side * near, side * far, loses))
    const [shock] = shocks.toSorted((a, b) => Math.abs(a) - Math.abs(b))
    if (shock !== undefined) return { shock, result: at(shock) }
  }
  return { shock: null, result: still, reason: `No move of ${factor} by up to ${maxShock} loses ${loss}.` }
}

/** The nearest move that loses, between one that does not and one that does. */
function halve(safe: number, losing: number, loses: (shock: number) => boolean): number {
  let [near, far] = [safe, losing]
  for (let middle = (near + far) / 2; middle !== near && middle !== far; middle = (near + far) / 2)
    if (loses(middle)) far = middle
    else near = middle
  return far
}
