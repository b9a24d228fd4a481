import { type Outcomes, tally } from './outcomes.ts'
import type { SeriesOptions } from './read-returns.ts'

/**
 * The average gain over the average loss: mean of gains / |mean of losses|.
 *
 * @param outcomes - returns, amounts of money, or round trips
 * @returns above 0, or `null` where nothing was won or nothing lost
 * @throws ShagunError `invalid-data`, naming the row, for a number that is not finite; `invalid-options` for the options
 * @example
 * ```ts
 * import { payoffRatio } from '@shagun/risk'
 *
 * payoffRatio([300, -100, -50, 150]) // 3, 225 / 75
 * ```
 */
export function payoffRatio(outcomes: Outcomes, options?: SeriesOptions): number | null {
  const { wins, losses, gained, lost } = tally('payoffRatio', outcomes, options)
  return wins === 0 || losses === 0 ? null : gained / wins / (lost / losses)
}
