import { createInstrument, type Depth, type Instrument, type Quote, type RouteView, type Supports } from '@shagun/core'
import { everything } from './rig.ts'

/** Lots of 5 on both exchanges; one thing, as their ISIN says. */
export const nse: Instrument = createInstrument({
  id: 'NSE:INFY',
  currency: 'INR',
  tickSize: '0.05',
  lotSize: 5,
  isin: 'INE009A01021',
})
export const bse: Instrument = createInstrument({
  id: 'BSE:INFY',
  currency: 'INR',
  tickSize: '0.05',
  lotSize: 5,
  isin: 'INE009A01021',
})

/** Prices with lots, best first. */
type Side = readonly (readonly [price: number, lots: number])[]

export interface VenueOptions {
  readonly account?: string
  readonly asks?: Side
  readonly bids?: Side
  readonly time?: number
  readonly quote?: Quote
  readonly supports?: Supports
}

/** A route with a book of whole lots of its instrument; without one where neither side is given. */
export function venue(instrument: Instrument, options: VenueOptions = {}): RouteView {
  const { account = 'main', asks, bids, time = 0, quote, supports = everything } = options
  const lot = instrument.lotSize.toNumber()
  const levels = (side: Side = []) => side.map(([price, lots]) => ({ price, quantity: lots * lot }))
  const depth: Depth | undefined =
    asks || bids ? { instrument: instrument.id, time, bids: levels(bids), asks: levels(asks) } : undefined
  return { account, instrument, supports, ...(quote && { quote }), ...(depth && { depth }) }
}
