import { type BrokerFill, type BrokerOrderId, type Clock, Decimal, type Timestamp } from '@shagun/core'
import { createBilling } from './billing.ts'
import type { ChargedFill, FeeModel } from './fees.ts'
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
  /**
   * Books all of it at what a contract is worth at its end. Nobody trades, so only who exercises an option pays fees.
   *
   * @throws ShagunError `invalid-options` where a model gives no number; nothing is booked then
   */
  settle(order: VenueOrder, worth: Decimal): BrokerFill
  /**
   * Takes back the fills of an earlier life, which are charged with what comes.
   *
   * @param before - how many there were before them
   * @param orderOf - what a fill is of; `undefined` where that is listed no longer
   */
  restore(kept: readonly BrokerFill[], before: number, orderOf: (id: BrokerOrderId) => VenueOrder | undefined): void
}

export interface ClearingOptions extends RefusalOptions {
  readonly clock: Clock
  readonly cash: Decimal
  readonly fees: FeeModel | undefined
}

export function createClearing(options: ClearingOptions): Clearing {
  const ledger = createLedger(options.cash)
  const { feesOf, booked } = createBilling(options.fees)
  const fills: BrokerFill[] = []
  /** How many there were that are not among them. */
  let earlier = 0

  function book(charged: ChargedFill, entry: LedgerEntry): BrokerFill {
    booked(charged)
    return move(charged, entry)
  }

  function move({ order, time }: ChargedFill, entry: LedgerEntry): BrokerFill {
    ledger.book(entry)
    // Handed out as it is to whoever listens and reads, so nobody may write to it.
    const fill: BrokerFill = Object.freeze({
      fillId: `F${earlier + fills.length + 1}`,
      brokerOrderId: order,
      quantity: entry.quantity,
      price: entry.price,
      fees: entry.fees,
      time,
    })
    fills.push(fill)
    return fill
  }

  function chargeFor(order: VenueOrder, quantity: Decimal, price: Decimal): readonly [ChargedFill, LedgerEntry] {
    const charged = chargedFill(order, quantity, withinLimit(order, price), options.clock.now())
    return [charged, { ...charged, fees: feesOf(charged) }]
  }

  return {
    ledger,
    fills,
    refusal: (order, quantity, price) => refusalOf(ledger, chargeFor(order, quantity, price)[1], options),
    book: (order, quantity, price) => book(...chargeFor(order, quantity, price)),
    clear(order, quantity, price) {
      const [charged, entry] = chargeFor(order, quantity, price)
      const refusal = refusalOf(ledger, entry, options)
      return refusal === undefined ? book(charged, entry) : { refusal }
    },
    settle(order, worth) {
      const settled = chargedFill(order, order.terms.quantity, worth, options.clock.now())
      const exercised = settled.instrument.kind === 'option' && settled.side === 'sell' && worth.gt(0)
      if (!exercised) return move(settled, { ...settled, fees: new Decimal(0) })
      const charged = { ...settled, exercised }
      return book(charged, { ...charged, fees: feesOf(charged) })
    },
    restore(kept, before, orderOf) {
      earlier = before
      for (const fill of kept) {
        fills.push(fill)
        const order = orderOf(fill.brokerOrderId)
        if (order !== undefined) booked(chargedFill(order, fill.quantity, fill.price, fill.time))
      }
    },
  }
}

/** A float may have fewer digits than a limit; no order is filled beyond its last one. */
function withinLimit({ terms }: VenueOrder, price: Decimal): Decimal {
  if (!('limitPrice' in terms)) return price
  return terms.side === 'buy' ? Decimal.min(price, terms.limitPrice) : Decimal.max(price, terms.limitPrice)
}

function chargedFill(order: VenueOrder, quantity: Decimal, price: Decimal, time: Timestamp): ChargedFill {
  const { brokerOrderId, instrument, terms } = order
  const { side, product } = terms
  const value = price.times(quantity).times(instrument.multiplier)
  return { order: brokerOrderId, instrument, side, product, quantity, price, value, time }
}
