import type { InstrumentId } from '@shagun/core'
import type { Shock } from './scenario.ts'

/** An instrument whose price follows another one's: by its Greeks, or by a function that prices it anew. */
export type Derivative = GreekDerivative | RepricedDerivative

/** A price that follows approximately: delta x move + gamma x move^2 / 2 + vega x points of volatility. */
export interface GreekDerivative {
  readonly underlying: InstrumentId
  /** Change of its price for a change of 1 of the underlying's. */
  readonly delta: number
  /** Change of delta for a change of 1 of the underlying's price. Default: 0. */
  readonly gamma?: number
  /** Change of its price for 1 percentage point of volatility; needed where volatility is shocked. */
  readonly vega?: number
}

/** A price that is worked out in full, for large moves. */
export interface RepricedDerivative {
  readonly underlying: InstrumentId
  /**
   * Its price where the underlying stands at `underlyingPrice` and volatility has changed by so many percentage points.
   */
  reprice(underlyingPrice: number, volatilityPoints: number): number
}

/** The price after a shock of its own. */
export function shocked(price: number, { change, points = 0 }: Shock): number {
  return change === undefined ? price + points : price * (1 + change)
}

/** The price of a derivative once its underlying went from one price to another; where nobody knows it, why. */
export function derived(
  price: number,
  derivative: Derivative,
  from: number,
  to: number,
  volatilityPoints: number,
): number | string {
  if ('reprice' in derivative) {
    const repriced = derivative.reprice(to, volatilityPoints)
    return Number.isFinite(repriced) ? repriced : `Its reprice gives ${repriced} at ${to}.`
  }
  const { delta, gamma = 0, vega } = derivative
  if (vega === undefined && volatilityPoints !== 0) return 'Volatility is shocked, and its vega is not known.'
  const move = to - from
  const after = price + delta * move + (gamma * move * move) / 2 + (vega ?? 0) * volatilityPoints
  // What is approximated may fall below 0; an option does not.
  return Number.isFinite(after) ? Math.max(0, after) : `Its Greeks give ${after} at ${to}.`
}
