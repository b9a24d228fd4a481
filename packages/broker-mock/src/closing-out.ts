import type { Decimal, Instrument, Position, Timestamp } from '@shagun/core'
import type { BrokerFill } from '@shagun/core/adapter'
import type { Held, Ledger } from './ledger.ts'
import type { VenueOrder, VenueTerms } from './venue-order.ts'

/** The end of orders and positions that the account did not ask for. */
export interface ClosingOut {
  /** The contract is over, and each is worth that much: its orders end, and what is held of it becomes money. */
  settle(contract: Instrument, worth: Decimal): void
  /**
   * Orders that it concerns are canceled, and what is held is closed at the market: the orders for that are given back.
   *
   * @param before - orders that came later stay, and so does what was traded later
   */
  close(concerns: Concerns, reason: string, before?: Timestamp): readonly VenueOrder[]
}

type Concerns = (of: Pick<Position, 'instrument' | 'product'>) => boolean

export interface ClosingOutOptions {
  readonly ledger: Ledger
  listOpen(): readonly VenueOrder[]
  /** Whether the position is other than it was at that moment. */
  tradedSince(position: Position, at: Timestamp): boolean
  take(terms: VenueTerms, instrument: Instrument): VenueOrder
  /** Ends an order that nobody asked to end, and tells of it. */
  end(order: VenueOrder, lifecycle: 'canceled' | 'expired', reason: string): void
  /** Books the whole order at that price, where nobody traded. */
  settleAt(order: VenueOrder, price: Decimal): BrokerFill
  tell(order: VenueOrder, fill: BrokerFill): void
}

/**
 * What a venue, or a broker, does of itself is in its books as an order that nobody of ours has sent, as one that was placed
 * by hand is.
 */
export function createClosingOut(options: ClosingOutOptions): ClosingOut {
  const { ledger, listOpen, tradedSince, take, end, settleAt, tell } = options

  /** One that ends may take others along. */
  function endOrders(concerns: (order: VenueOrder) => boolean, lifecycle: 'canceled' | 'expired', reason: string) {
    for (const order of listOpen().filter(concerns)) if (order.lifecycle === 'working') end(order, lifecycle, reason)
  }

  /** Whether the venue is closing it already. */
  function isClosing({ instrument, product }: Position): boolean {
    return listOpen().some(
      (order) => isOwn(order) && order.terms.instrument === instrument && order.terms.product === product,
    )
  }

  return {
    close(concerns, reason, before = Number.POSITIVE_INFINITY) {
      const isConcerned = (order: VenueOrder): boolean => order.since < before && concerns(order.terms)
      endOrders((order) => !isOwn(order) && isConcerned(order), 'canceled', reason)
      const closing: VenueOrder[] = []
      for (const { instrument, position } of ledger.listHeld().filter(isHeld)) {
        if (!concerns(position) || isClosing(position) || tradedSince(position, before)) continue
        const order = take(termsToClose(position), instrument)
        order.reason = reason
        closing.push(order)
      }
      return closing
    },
    settle({ id }, worth) {
      endOrders(({ terms }) => terms.instrument === id, 'expired', `${id} has expired.`)
      for (const { instrument, position } of ledger.listHeld().filter(isHeld)) {
        if (position.instrument !== id) continue
        const order = take(termsToClose(position), instrument)
        const fill = settleAt(order, worth)
        order.reason = `Settled at ${worth.toFixed()}.`
        tell(order, fill)
      }
    },
  }
}

/** The venue's own, which carries nobody's id. */
function isOwn({ clientOrderId }: VenueOrder): boolean {
  return clientOrderId === undefined
}

function isHeld({ position }: Held): boolean {
  return !position.quantity.isZero()
}

/** At the market, whatever of it is held. */
function termsToClose({ instrument, product, quantity }: Position): VenueTerms {
  const side = quantity.isPositive() ? 'sell' : 'buy'
  return { type: 'market', instrument, side, quantity: quantity.abs(), product, timeInForce: 'day' }
}
