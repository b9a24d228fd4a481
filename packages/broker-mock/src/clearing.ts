import { type BrokerFill, type Clock, Decimal } from '@shagun/core'
import { type FeeModel, feesOf } from './fees.ts'
import { createLedger, type Ledger, type LedgerEntry } from './ledger.ts'
import { type RefusalOptions, refusalOf } from './refusal.ts'
import type { VenueOrder } from './venue-order.ts'

/** What becomes of a match: fees, and money that moves or is not there. */
export interface Clearing {
  readonly ledger: Ledger
  /** Every fill that ever was, oldest first. */
  readonly fills: readonly BrokerFill[]
  /**
   * Books a part of an order or all of it, or says why it cannot be paid for.
   *
   * @throws ShagunError `invalid-options` where a model gives no number; nothing is booked then
   */
  clear(order: VenueOrder, quantity: Decimal, price: Decimal): BrokerFill | { readonly refusal: string }
  /** Why it cannot be paid for, where it cannot. */
  refusal(order: VenueOrder, quantity: Decimal, price: Decimal): string | undefined
  /** Books it in any case. */
  book(order: VenueOrder, quantity: Decimal, price: Decimal): BrokerFill
}

export interface ClearingOptions extends RefusalOptions {
  readonly clock: Clock
  readonly cash: Decimal
  readonly fees: FeeModel | undefined
}

export function createClearing(options: ClearingOptions): Clearing {
  const ledger = createLedger(options.cash)
  const fills: BrokerFill[] = []

  function book(order: VenueOrder, entry: LedgerEntry): BrokerFill {
    ledger.book(entry)
    // Handed out as it is to whoever listens and reads, so nobody may write to it.
    const fill: BrokerFill = Object.freeze({
      fillId: `F${fills.length + 1}`,
      brokerOrderId: order.brokerOrderId,
      quantity: entry.quantity,
      price: entry.price,
      fees: entry.fees,
      time: options.clock.now(),
    })
    fills.push(fill)
    return fill
  }

  function entryFor(order: VenueOrder, quantity: Decimal, price: Decimal): LedgerEntry {
    return entryOf(order, quantity, withinLimit(order, price), options.fees)
  }

  return {
    ledger,
    fills,
    refusal: (order, quantity, price) => refusalOf(ledger, entryFor(order, quantity, price), options),
    book: (order, quantity, price) => book(order, entryFor(order, quantity, price)),
    clear(order, quantity, price) {
      const entry = entryFor(order, quantity, price)
      const refusal = refusalOf(ledger, entry, options)
      return refusal === undefined ? book(order, entry) : { refusal }
    },
  }
}

/** A float may have fewer digits than a limit; no order is filled beyond its last one. */
function withinLimit({ terms }: VenueOrder, price: Decimal): Decimal {
  if (!('limitPrice' in terms)) return price
  return terms.side === 'buy' ? Decimal.min(price, terms.limitPrice) : Decimal.max(price, terms.limitPrice)
}

function entryOf(order: VenueOrder, quantity: Decimal, price: Decimal, model: FeeModel | undefined): LedgerEntry {
  const { instrument, terms } = order
  const { side, product } = terms
  const value = price.times(quantity).times(instrument.multiplier)
  const fees = feesOf(model, { instrument: instrument.id, side, product, quantity, price, value })
  return { instrument, product, side, quantity, price, fees }
}
