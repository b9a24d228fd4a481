import { Decimal, type DecimalInput, type InstrumentId, type Product, type Side } from '@shagun/core'
import { parseAmount, parsePercent } from './amount.ts'

/** What was traded, for working out what it costs. */
export interface Charge {
  readonly instrument: InstrumentId
  readonly side: Side
  readonly product: Product
  readonly quantity: Decimal
  readonly price: Decimal
  /** quantity x price x multiplier. */
  readonly value: Decimal
}

/** The fees of a fill, in the instrument's currency; 0 or more. */
export type FeeModel = (charge: Charge) => DecimalInput

/**
 * A percentage of the value of every fill.
 *
 * @param percent - 0.1 is a tenth of a percent
 * @throws ShagunError `invalid-options` where it is negative, 100 or more, or no number
 * @example
 * ```ts
 * import { mock, percentFees } from '@shagun/broker-mock'
 *
 * const broker = mock({ cash: '100000', fees: percentFees('0.1') })
 * ```
 */
export function percentFees(percent: DecimalInput): FeeModel {
  const share = parsePercent(percent)
  return ({ value }) => value.times(share)
}

/** @throws ShagunError `invalid-options` where the model gives anything but an amount of 0 or more */
export function feesOf(model: FeeModel | undefined, charge: Charge): Decimal {
  if (model === undefined) return new Decimal(0)
  return parseAmount('fees', model(charge), 'an amount of 0 or more for every fill', (fees) => fees.gte(0))
}
