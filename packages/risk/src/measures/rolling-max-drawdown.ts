import type { Series } from '../statistics/series.ts'
import { requireWindow } from '../statistics/slide.ts'
import { compoundable, readReturns } from './read-returns.ts'

/**
 * The maximum drawdown of the last `window` returns up to each period, in constant time a period: `maxDrawdown` of a
 * window that moves.
 *
 * @param returns - simple returns, one a period, in order of time
 * @param window - how many periods
 * @returns one value a period, NaN before there are `window` of them
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite or below -1; `invalid-options` for
 * `window`
 * @example
 * ```ts
 * import { rollingMaxDrawdown } from '@shagun/risk'
 *
 * rollingMaxDrawdown([0.1, -0.2, 0.1, -0.1, 0.3], 3) // NaN, NaN, 0.2, 0.208, 0.1
 * ```
 */
export function rollingMaxDrawdown(returns: Series, window: number): Float64Array {
  requireWindow('rollingMaxDrawdown', window)
  readReturns('rollingMaxDrawdown', { returns }, {}, compoundable)
  const results = new Float64Array(returns.length).fill(Number.NaN)
  // As in slide: a window is the end of one block and the beginning of the next. Of an end its own drawdown counts, and
  // how far it ends below its peak, since that peak may fall to a low of the next block.
  const deepest = new Float64Array(window + 1)
  const levels = new Float64Array(window + 1)
  for (let start = 0; start + window <= returns.length; start += window) {
    levels[window] = 1
    let growth = 1
    let lowest = 1
    for (let k = window - 1; k >= 0; k--) {
      const factor = 1 + returns[start + k]!
      deepest[k] = Math.max(deepest[k + 1]!, 1 - factor * lowest)
      lowest = Math.min(1, factor * lowest)
      // What is lost for good stays lost, even of equity beyond any number.
      growth = factor === 0 ? 0 : factor * growth
      levels[k] = Math.min(levels[k + 1]!, growth)
    }
    results[start + window - 1] = deepest[0]!

    let level = 1
    let own = 0
    growth = 1
    lowest = 1
    for (let k = 1; k < window && start + window + k <= returns.length; k++) {
      const factor = 1 + returns[start + window + k - 1]!
      level = Math.min(1, level * factor)
      own = Math.max(own, 1 - level)
      growth = factor === 0 ? 0 : growth * factor
      lowest = Math.min(lowest, growth)
      results[start + window + k - 1] = Math.max(deepest[k]!, own, 1 - levels[k]! * lowest)
    }
  }
  return results
}
