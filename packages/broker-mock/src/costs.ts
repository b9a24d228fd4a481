import {
  type Bar,
  Decimal,
  type DecimalInput,
  type InstrumentId,
  type Product,
  ShagunError,
  type Side,
} from '@shagun/core'

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

/** The price that an aggressive order really gets; never better than `price`. */
export type SlippageModel = (side: Side, price: number, bar: Bar) => number

/**
 * A percentage of the value of every fill.
 *
 * @param percent - 0.1 is a tenth of a percent
 * @throws {@link ShagunError} `invalid-options` where it is negative or no number
 * @example
 * ```ts
 * import { mock, percentFees } from '@shagun/broker-mock'
 *
 * const broker = mock({ cash: '100000', fees: percentFees('0.1') })
 * ```
 */
export function percentFees(percent: DecimalInput): FeeModel {
  const share = new Decimal(checked('percent', percent)).div(100)
  return ({ value }) => value.times(share)
}

/**
 * A percentage of the price, against the order. It touches market and stop orders; a limit order gets its limit.
 *
 * @param percent - 0.05 is five basis points
 * @throws {@link ShagunError} `invalid-options` where it is negative or no number
 * @example
 * ```ts
 * import { mock, percentSlippage } from '@shagun/broker-mock'
 *
 * const broker = mock({ cash: '100000', slippage: percentSlippage(0.05) })
 * ```
 */
export function percentSlippage(percent: number): SlippageModel {
  const share = checked('percent', percent) / 100
  return (side, price) => (side === 'buy' ? price * (1 + share) : price * (1 - share))
}

function checked<T extends DecimalInput>(option: string, value: T): T {
  const number = Number(value)
  if (number >= 0 && number < 100) return value
  const expected = 'a percentage from 0 to below 100'
  throw new ShagunError('invalid-options', `${option} is ${String(value)}; expected ${expected}.`, {
    details: { option, value: String(value), expected },
  })
}
