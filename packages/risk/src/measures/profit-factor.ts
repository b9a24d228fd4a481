import { type Outcomes, tally } from './outcomes.ts'
import type { SeriesOptions } from './read-returns.ts'

/**
 * All that was won over all that was lost: sum of gains / |sum of losses|.
 *
 * @param outcomes - returns, amounts of money, or round trips
 * @returns 0 or more, or `null` where nothing was lost
 * @throws ShagunError `invalid-data`, naming the row, for a number that is not finite; `invalid-options` for the options
 * @example
 * ```ts
 * import { profitFactor } from '@shagun/risk'
 *
 * profitFactor([300, -100, -50, 150]) // 3
 * ```
 */
export function profitFactor(outcomes: Outcomes, options?: SeriesOptions): number | null {
  const { gained, lost } = tally('profitFactor', outcomes, options)
  return lost === 0 ? null : gained / lost
}
