import { type Outcomes, tally } from './outcomes.ts'
import type { SeriesOptions } from './read-returns.ts'

/**
 * What one outcome brings on average: part of wins x average gain - part of losses x average loss, which is the mean.
 *
 * In the unit of what was given: a fraction for returns, money for round trips. What is 0 counts as an outcome.
 *
 * @param outcomes - returns, amounts of money, or round trips
 * @returns `null` where there are none
 * @throws ShagunError `invalid-data`, naming the row, for a number that is not finite; `invalid-options` for the options
 * @example
 * ```ts
 * import { expectancy } from '@shagun/risk'
 *
 * expectancy([300, -100, -50, 150]) // 75
 * ```
 */
export function expectancy(outcomes: Outcomes, options?: SeriesOptions): number | null {
  const { count, gained, lost } = tally('expectancy', outcomes, options)
  return count === 0 ? null : (gained - lost) / count
}
