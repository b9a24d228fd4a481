import type { Series } from '../statistics/series.ts'
import { estimate } from './estimate.ts'
import { lossOrNull, type TailGap, type TailLosses } from './loss.ts'
import type { TailOptions } from './tail-options.ts'

/** Both measures of one tail, and why one is missing. */
export interface TailRisk {
  /** The loss at the confidence, as {@link valueAtRisk} gives it. */
  readonly valueAtRisk: number | null
  /** The mean loss beyond it, as {@link expectedShortfall} gives it. */
  readonly expectedShortfall: number | null
  /** Why both are `null`, or the shortfall alone. */
  readonly gap?: TailGap
}

/**
 * Value at risk and expected shortfall of one estimation, a fit or a simulation made once, and the reason where there is
 * no figure.
 *
 * @param returns - simple returns, one a period, oldest first
 * @throws ShagunError `invalid-data`, naming the row, for a return that is not finite; `invalid-options` for the options
 * @example
 * ```ts
 * import { tailRisk } from '@shagun/risk'
 *
 * tailRisk([0.01, -0.03, 0.02], { confidence: 0.99, method: 'garch' }).gap // 'too-few-returns'
 * ```
 */
export function tailRisk(returns: Series, options: TailOptions): TailRisk {
  return tailRiskOf(estimate('tailRisk', returns, options))
}

function tailRiskOf(losses: TailLosses): TailRisk {
  const value = losses.valueAtRisk()
  const shortfall = losses.expectedShortfall()
  const gap = [value, shortfall].find((loss) => typeof loss === 'string')
  return {
    valueAtRisk: lossOrNull(value),
    expectedShortfall: lossOrNull(shortfall),
    ...(gap === undefined ? {} : { gap }),
  }
}
