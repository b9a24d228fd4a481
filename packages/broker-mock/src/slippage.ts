import { type Bar, Decimal, type DecimalInput, type Instrument, roundToTick, type Side } from '@shagun/core'
import { parseAmount, parsePercent } from './amount.ts'

/**
 * The price that an aggressive order really gets, for so much of it. One that is better than `price` counts as `price`.
 */
export type SlippageModel = (side: Side, price: number, bar: Bar, quantity: number) => number

/**
 * A percentage of the price, against the order. It touches market and stop orders; a limit order gets its limit.
 *
 * @param percent - 0.05 is five basis points
 * @throws ShagunError `invalid-options` where it is negative, 100 or more, or no number
 * @example
 * ```ts
 * import { mock, percentSlippage } from '@shagun/broker-mock'
 *
 * const broker = mock({ cash: '100000', slippage: percentSlippage(0.05) })
 * ```
 */
export function percentSlippage(percent: number): SlippageModel {
  const share = parsePercent(percent).toNumber()
  return (side, price) => (side === 'buy' ? price * (1 + share) : price * (1 - share))
}

/**
 * An amount in every price, against the order.
 *
 * @param amount - in the currency of the price; 0 or more
 * @throws ShagunError `invalid-options` where it is negative or no number
 * @example
 * ```ts
 * import { fixedSlippage, mock } from '@shagun/broker-mock'
 *
 * const broker = mock({ cash: '100000', slippage: fixedSlippage('0.05') })
 * ```
 */
export function fixedSlippage(amount: DecimalInput): SlippageModel {
  const exact = parseAmount('amount', amount, 'an amount of 0 or more', (it) => it.gte(0)).toNumber()
  return (side, price) => against(side, price, exact)
}

/**
 * Half of the spread between bid and ask, where the prices of bars lie in the middle.
 *
 * @param spread - in the currency of the price; 0 or more
 * @throws ShagunError `invalid-options` where it is negative or no number
 * @example
 * ```ts
 * import { mock, spreadSlippage } from '@shagun/broker-mock'
 *
 * const broker = mock({ cash: '100000', slippage: spreadSlippage('0.10') })
 * ```
 */
export function spreadSlippage(spread: DecimalInput): SlippageModel {
  const half = parseAmount('spread', spread, 'an amount of 0 or more', (it) => it.gte(0)).toNumber() / 2
  return (side, price) => against(side, price, half)
}

/**
 * More the larger the part of the bar's volume that an order takes: `price x impact x share²`. A bar without volume counts
 * as taken whole.
 *
 * @param impact - what an order as large as the bar's volume costs, as a fraction of the price. Default: 0.1
 * @throws ShagunError `invalid-options` where it is negative or no number
 * @example
 * ```ts
 * import { mock, volumeShareSlippage } from '@shagun/broker-mock'
 *
 * const broker = mock({ cash: '100000', slippage: volumeShareSlippage(), participation: 10 })
 * ```
 */
export function volumeShareSlippage(impact: DecimalInput = 0.1): SlippageModel {
  const whole = parseAmount('impact', impact, 'a fraction of 0 or more', (it) => it.gte(0)).toNumber()
  return (side, price, bar, quantity) => against(side, price, price * whole * shareOf(bar, quantity) ** 2)
}

/**
 * By the square root of the part of the bar's volume that an order takes: `price x coefficient x volatility x √share`. A
 * bar without volume counts as taken whole.
 *
 * @param options - `volatilityPercent` is by how much prices typically move within one bar: 2 for days of 2 %.
 * `coefficient` is 1 where it is not given
 * @throws ShagunError `invalid-options` where one of them is negative or no number
 * @example
 * ```ts
 * import { mock, squareRootSlippage } from '@shagun/broker-mock'
 *
 * const broker = mock({ cash: '100000', slippage: squareRootSlippage({ volatilityPercent: 2 }) })
 * ```
 */
export function squareRootSlippage(options: {
  readonly volatilityPercent: DecimalInput
  readonly coefficient?: DecimalInput
}): SlippageModel {
  const { volatilityPercent, coefficient = 1 } = options
  const read = (name: string, input: DecimalInput): number =>
    parseAmount(name, input, 'a number of 0 or more', (it) => it.gte(0)).toNumber()
  const whole = (read('volatilityPercent', volatilityPercent) / 100) * read('coefficient', coefficient)
  return (side, price, bar, quantity) => against(side, price, price * whole * Math.sqrt(shareOf(bar, quantity)))
}

function against(side: Side, price: number, amount: number): number {
  return side === 'buy' ? price + amount : Math.max(0, price - amount)
}

function shareOf({ volume }: Bar, quantity: number): number {
  return volume > 0 ? Math.min(1, quantity / volume) : 1
}

/** Digits of a computed price that mean something; those after them are noise of the arithmetic, worth no tick. */
const meaningfulDigits = 14

/** What is to be filled, at which price before slippage. */
export interface Slipping {
  readonly side: Side
  readonly price: number
  readonly bar: Bar
  readonly quantity: number
  readonly instrument: Instrument
}

/**
 * A price after slippage, on the tick: a purchase is rounded up, a sale down, though not to nothing.
 *
 * @throws ShagunError `invalid-options` where the model gives no price
 */
export function slip(model: SlippageModel, { side, price, bar, quantity, instrument }: Slipping): Decimal {
  const slipped = parseAmount('slippage', model(side, price, bar, quantity), 'a price of 0 or more', (it) => it.gte(0))
  const meant = slipped.toSignificantDigits(meaningfulDigits)
  if (side === 'buy') return roundToTick(instrument, Decimal.max(meant, price), 'up')
  const lowest = Decimal.min(instrument.tickAt(0), price)
  return Decimal.max(roundToTick(instrument, Decimal.min(meant, price), 'down'), lowest)
}
