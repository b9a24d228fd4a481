import { Decimal, type DecimalInput } from '@shagun/core'
import { readNonNegative, readPositive } from '../options.ts'
import { fit, isPositive, type LotTerms, nothing, readLots, type Size, sizeByValue, smallestSize } from './size.ts'

/** How much a position may swing, and when it is left as it is. */
export interface VolatilityTargetOptions extends LotTerms {
  /** What the account is worth, in its currency. */
  readonly equity: number
  /** Of a quantity of 1, in the instrument's currency. */
  readonly price: number
  /** Of the instrument's returns, as a fraction a year (or any period, the same as the target's). */
  readonly volatility: number
  /** What the position is to add to equity's volatility, as a fraction of the same period: 0.1 is 10 %. */
  readonly targetVolatility: number
  /** Volatility is taken for this where it is less, so that a calm market does not ask for a huge position. Default: 0. */
  readonly volatilityFloor?: number
  /** The most that the position may be worth, in times of equity. Default: 1, nothing borrowed. */
  readonly maxLeverage?: number
  /** The quantity that is held, without its sign, in the unit of orders. Default: 0. */
  readonly held?: DecimalInput
  /** As long as what is held differs from the target by no more than this part of the target, it stays. Default: 0. */
  readonly rebalanceBand?: number
}

/**
 * Sizes a position so that its swings are a given part of equity: the calmer the instrument, the more of it.
 *
 * Value = equity x min(maxLeverage, targetVolatility / max(volatility, volatilityFloor)), rounded down to the lot. With
 * a `rebalanceBand`, what is held stays while it is near enough, in whole lots, and under the leverage; see Moreira and
 * Muir, "Volatility-Managed Portfolios", Journal of Finance 72 (2017), for the idea and what trading costs do to it.
 *
 * What is observed (equity, price, volatility, fxRate) may be NaN or 0: the quantity is then 0, and `reason` says why.
 *
 * @returns the quantity to hold, not the one to trade
 * @throws ShagunError `invalid-options` where `targetVolatility`, `volatilityFloor`, `maxLeverage`, `held`,
 * `rebalanceBand`, `lotSize` or `multiplier` has no meaning
 * @example
 * ```ts
 * import { volatilityTarget } from '@shagun/risk'
 *
 * const market = { equity: 1_000_000, price: 1520, volatility: 0.25, lotSize: 1 }
 * volatilityTarget({ ...market, targetVolatility: 0.1 }).quantity.toString() // '263', worth 40 % of equity
 * ```
 */
export function volatilityTarget(options: VolatilityTargetOptions): Size {
  const of = 'volatilityTarget'
  const lots = readLots(of, options)
  const target = readPositive(of, 'targetVolatility', options.targetVolatility)
  const maxLeverage = readPositive(of, 'maxLeverage', options.maxLeverage ?? 1)
  const floor = readNonNegative(of, 'volatilityFloor', options.volatilityFloor ?? 0)
  const held = readNonNegative(of, 'held', options.held ?? 0)
  const band = readNonNegative(of, 'rebalanceBand', options.rebalanceBand ?? 0)
  const { equity, price, volatility } = options
  if (!isPositive(volatility)) return nothing(`The volatility is ${volatility}, so what a lot swings cannot be told.`)
  if (!isPositive(equity)) return nothing(`Equity is ${equity}, so there is nothing to invest.`)

  const affordable = sizeByValue(lots, price, maxLeverage.times(equity))
  if (affordable.quantity.isZero()) return affordable
  const swing = lots.multiplier.times(price).times(lots.fxRate).times(Decimal.max(volatility, floor))
  const wanted = smallestSize([fit(lots.lotSize, swing, target.times(equity), 'swings by', 'are wanted'), affordable])
  if (wanted.quantity.isZero()) return wanted
  const isNear = held.minus(wanted.quantity).abs().lte(band.times(wanted.quantity))
  const mayStay = held.lte(affordable.quantity) && held.mod(lots.lotSize).isZero()
  return isNear && mayStay ? { quantity: held } : wanted
}
