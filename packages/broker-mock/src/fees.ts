import type { BrokerOrderId, Decimal, DecimalInput, Instrument, Product, Side, Timestamp } from '@shagun/core'
import { parseAmount, parsePercent } from './amount.ts'
import { boundByOrder, type OrderBounds } from './order-bounds.ts'

/** What was traded, for working out what it costs. */
export interface ChargedFill {
  readonly order: BrokerOrderId
  readonly instrument: Instrument
  readonly side: Side
  readonly product: Product
  readonly quantity: Decimal
  readonly price: Decimal
  /** quantity x price x multiplier. */
  readonly value: Decimal
  readonly time: Timestamp
  /** Nobody traded: an option that was held expired in the money, and this sale is its settlement at intrinsic value. */
  readonly exercised?: boolean
}

/**
 * The fees of a fill, in the instrument's currency; below 0 they come back, as a rebate does.
 *
 * `earlier` has what was filled before it on the same UTC day, oldest first: one list that grows, and another one when a
 * day begins. What is charged by the order or by the day is there what is due with the fill, less what was due
 * without it, so that fees add up to the bill. A model remembers nothing else: many venues may share it.
 */
export type FeeModel = (fill: ChargedFill, earlier: readonly ChargedFill[]) => DecimalInput

/**
 * A percentage of the value of every fill.
 *
 * @param percent - 0.1 is a tenth of a percent
 * @param bounds - what an order pays at least and at most; default: whatever its fills come to
 * @throws ShagunError `invalid-options` where it is negative, 100 or more, or no number, or where a bound cannot be
 * @example
 * ```ts
 * import { mock, percentFees } from '@shagun/broker-mock'
 *
 * const broker = mock({ cash: '100000', fees: percentFees('0.1') })
 * const capped = mock({ cash: '100000', fees: percentFees('0.25', { min: 1, max: 20 }) })
 * ```
 */
export function percentFees(percent: DecimalInput, bounds?: OrderBounds): FeeModel {
  const share = parsePercent(percent)
  return boundByOrder(({ value }) => value.times(share), bounds)
}

/**
 * An amount for each share, or contract, of every fill.
 *
 * @param amount - 0.005 is half a cent where the instrument's currency has cents
 * @param bounds - what an order pays at least and at most; default: whatever its fills come to
 * @throws ShagunError `invalid-options` where the amount is negative or no number, or where a bound cannot be
 * @example
 * ```ts
 * import { mock, perShareFees } from '@shagun/broker-mock'
 *
 * const broker = mock({ cash: '100000', fees: perShareFees('0.005', { min: 1, maxPercent: 1 }) })
 * ```
 */
export function perShareFees(amount: DecimalInput, bounds?: OrderBounds): FeeModel {
  const each = parseAmount('amount', amount, 'an amount of 0 or more for a share', (it) => it.gte(0))
  return boundByOrder(({ quantity }) => quantity.times(each), bounds)
}
