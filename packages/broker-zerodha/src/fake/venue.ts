import { Decimal, type InstrumentId, ShagunError } from '@shagun/core'
import type { SimulatedVenue } from '@shagun/core/testing'
import { marketTerms } from './exchange/day.ts'
import type { Listed } from './exchange/listing.ts'
import type { Kite } from './kite.ts'
import type { Lifecycle } from './orders/lifecycle.ts'
import type { KiteProduct } from './orders/order.ts'
import { venueFill, venueOrder } from './orders/row.ts'
import type { Account } from './portfolio/account.ts'

/** What is true of one account at the fake. */
export function createVenue(
  kite: Kite,
  lifecycle: Lifecycle,
  account: Account,
  { print, endDay }: Pick<SimulatedVenue, 'print' | 'endDay'>,
): SimulatedVenue {
  return {
    listOrders: () => account.orders.map(venueOrder),
    listFills: () => account.trades.map(venueFill),
    listPositions: account.ledger.listPositions,
    getCash: () => ({ INR: account.ledger.cash }),
    print,
    endDay,
    placeOutside({ instrument, side, quantity, product }) {
      const listed = listedOf(kite, instrument)
      const { last } = kite.exchange.lineOf(listed)
      if (last === undefined) throw invalid('instrument', instrument, 'one with a price: print a trade of it first')
      const exact = Number(quantity)
      if (!(exact > 0) || !new Decimal(exact).mod(listed.instrument.lotSize).isZero())
        throw invalid('quantity', String(quantity), `a multiple of ${listed.instrument.lotSize.toFixed()} above 0`)
      const held = kiteProduct(listed, product ?? 'delivery')
      const terms = marketTerms(listed, side === 'buy' ? 'BUY' : 'SELL', exact, held)
      lifecycle.openTraded(account, terms, last, account.user.userId)
    },
  }
}

/**
 * The instrument of that name.
 *
 * @throws ShagunError `invalid-order` where it is not listed
 */
export function listedOf({ listings }: Pick<Kite, 'listings'>, instrument: InstrumentId): Listed {
  const listed = listings.find(instrument)
  if (listed === undefined) throw invalid('instrument', instrument, 'one that the fake lists')
  return listed
}

/** Contracts cannot be delivered: they are carried. */
function kiteProduct({ row }: Listed, product: 'delivery' | 'intraday' | 'carryforward' | 'margin'): KiteProduct {
  if (product === 'intraday') return 'MIS'
  if (row.instrument_type !== 'EQ' || product === 'carryforward') return 'NRML'
  return product === 'margin' ? 'MTF' : 'CNC'
}

function invalid(field: 'instrument' | 'quantity', value: string, expected: string): ShagunError {
  return new ShagunError('invalid-order', `The ${field} is ${value}; expected ${expected}.`, {
    details: { field, value, expected },
  })
}
