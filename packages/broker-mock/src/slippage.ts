import { type Bar, Decimal, type Instrument, roundToTick, type Side } from '@shagun/core'
import { parseAmount, parsePercent } from './amount.ts'

/** The price that an aggressive order really gets. One that is better than `price` counts as `price`. */
export type SlippageModel = (side: Side, price: number, bar: Bar) => number

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

/** Digits of a computed price that mean something; those after them are noise of the arithmetic, worth no tick. */
const meaningfulDigits = 14

/**
 * A price after slippage, on the tick: a purchase is rounded up, a sale down, though not to nothing.
 *
 * @throws ShagunError `invalid-options` where the model gives no price
 */
export function slip(model: SlippageModel, side: Side, price: number, bar: Bar, instrument: Instrument): Decimal {
  const slipped = parseAmount('slippage', model(side, price, bar), 'a price of 0 or more', (it) => it.gte(0))
  const meant = slipped.toSignificantDigits(meaningfulDigits)
  if (side === 'buy') return roundToTick(instrument, Decimal.max(meant, price), 'up')
  const lowest = Decimal.min(instrument.tickAt(0), price)
  return Decimal.max(roundToTick(instrument, Decimal.min(meant, price), 'down'), lowest)
}
