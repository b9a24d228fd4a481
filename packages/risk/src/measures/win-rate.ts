import { type Outcomes, tally } from './outcomes.ts'
import type { SeriesOptions } from './read-returns.ts'

/**
 * How many of those that won or lost have won: wins / (wins + losses).
 *
 * What is 0 is neither, such as a day without a position.
 *
 * @param outcomes - returns, amounts of money, or round trips
 * @returns between 0 and 1, or `null` where nothing was won or lost
 * @throws ShagunError `invalid-data`, naming the row, for a number that is not finite; `invalid-options` for the options
 * @example
 * ```ts
 * import { winRate } from '@shagun/risk'
 *
 * winRate([0.02, -0.01, 0, 0.03, 0.01]) // 0.75
 * ```
 */
export function winRate(outcomes: Outcomes, options?: SeriesOptions): number | null {
  const { wins, losses } = tally('winRate', outcomes, options)
  return wins + losses === 0 ? null : wins / (wins + losses)
}
