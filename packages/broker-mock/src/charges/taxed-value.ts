import { Decimal, ShagunError } from '@shagun/core'
import type { ChargedFill } from '../fees.ts'
import type { ChargedMarket } from './charge-rate.ts'
import type { DatedRates } from './dated-rates.ts'

/**
 * What transaction tax is due on: what was traded, or of an exercised option what its law says.
 *
 * @throws ShagunError `invalid-options` where that is the price of its underlying and the instrument has no strike
 */
export function taxedValue(fill: ChargedFill, market: ChargedMarket, rateOf: DatedRates['rateOf']): Decimal {
  const { instrument, side, quantity, price } = fill
  const tax = market.exchange === 'MCX' ? 'ctt' : 'stt'
  if (market.segment !== 'exercise' || !rateOf(tax, market, side).ofSettlementValue) return fill.value.abs()
  const { id, strike, optionType, multiplier } = instrument
  if (strike === undefined || optionType === undefined) {
    const expected = 'one with strike and optionType, from which its settlement value follows'
    throw new ShagunError('invalid-options', `The exercised option ${id} has no terms; expected ${expected}.`, {
      details: { option: 'instruments', value: id, expected },
    })
  }
  const settled = optionType === 'call' ? strike.plus(price) : strike.minus(price)
  return Decimal.max(settled, 0).times(quantity).times(multiplier)
}
