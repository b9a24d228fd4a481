import { batch, type Formula, remember, stream } from '../formula.ts'
import { byPair } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { checkPeriod } from '../period.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { comoment } from './comoment.ts'

/**
 * Beta: by how much the returns of `b` change with those of `a`, their covariance over the variance of `a`'s, over the
 * last `period` returns, as TA-Lib's BETA, which takes the market first; 0 where `a` does not move. A return on 0
 * counts 0.
 *
 * The first value is at index `period`; NaN before. A window that holds a NaN gives NaN, and later ones are not
 * touched.
 *
 * @param a - one series; usually prices of the market
 * @param b - another of the same length
 * @param period - returns in the window, from 1
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number, the series differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { beta } from '@shagun/indicators'
 *
 * const market = new Float64Array([100, 110, 99])
 * const share = new Float64Array([100, 120, 96])
 * beta(market, share, 2)   // NaN, NaN, 2
 * ```
 */
export function beta(a: Series, b: Series, period: number, options?: Reuse): Float64Array {
  return batch('beta', { a, b }, options, formula(period))
}

/**
 * {@link beta} fed one pair of numbers at a time.
 *
 * @param period - returns in the window, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createBeta } from '@shagun/indicators'
 *
 * const beta = createBeta(2)
 * for (const prices of [[100, 100], [110, 120], [99, 96]] as const) beta.update(prices)
 * beta.value   // 2
 * ```
 */
export function createBeta(period: number): Streaming<readonly [number, number], number> {
  return stream(`beta(${period})`, formula(period), byPair)
}

function formula(period: number): Formula {
  checkPeriod('beta', period)
  const { start, next } = comoment(period)
  const moments = { xx: 0, yy: 0, xy: 0 }
  return {
    // The value, both prices before, and the returns.
    memory: remember(3, start),
    step(from, to, a, b) {
      next(from, to, 3, returnOf(a, from[1]!), returnOf(b, from[2]!), moments)
      const { xx, xy } = moments
      to[1] = a
      to[2] = b
      to[0] = xx === 0 ? 0 : xy / xx
    },
  }
}

function returnOf(price: number, before: number): number {
  return before === 0 ? 0 : (price - before) / before
}
