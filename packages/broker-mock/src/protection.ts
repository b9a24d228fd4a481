import { Decimal, type DecimalInput, type Instrument, roundToTick } from '@shagun/core'
import { parseAmount } from './amount.ts'
import type { VenueOrder } from './venue-order.ts'

/** By how many percent of the last price a market order may go beyond it. */
export type Protection = (instrument: Instrument, last: number) => DecimalInput

/**
 * A market order becomes a limit order at the end of its band; what is left of it rests there. Where no price is known it
 * stays what it is.
 *
 * @throws ShagunError `invalid-options` where the model gives no percentage
 */
export function protect(order: VenueOrder, last: number | undefined, model: Protection): void {
  const { instrument, resting } = order
  if (resting.type !== 'market' || last === undefined) return
  const expected = 'a percentage of 0 or more'
  const percent = parseAmount('marketProtection', model(instrument, last), expected, (it) => it.gte(0))
  const buys = resting.side === 'buy'
  const furthest = new Decimal(last).times(buys ? percent.div(100).plus(1) : new Decimal(1).minus(percent.div(100)))
  const limit = roundToTick(instrument, Decimal.max(0, furthest), buys ? 'down' : 'up').toNumber()
  order.resting = { ...resting, type: 'limit', limit }
}

/** Its limit in new shares, as far from the last price as it was. */
export function splitProtection(order: VenueOrder, ratio: Decimal): void {
  if (!isProtected(order)) return
  const { instrument, resting } = order
  const limit = new Decimal(resting.limit).div(ratio)
  order.resting = {
    ...resting,
    limit: roundToTick(instrument, limit, resting.side === 'buy' ? 'down' : 'up').toNumber(),
  }
}

/** It was a market order, and has the limit that its protection gave it. */
export function isProtected({ terms, resting }: VenueOrder): boolean {
  return !('limitPrice' in terms) && resting.type === 'limit'
}
