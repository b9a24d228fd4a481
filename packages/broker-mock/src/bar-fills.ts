import { type Bar, Decimal } from '@shagun/core'
import type { Filled } from './match.ts'
import type { OrderBook } from './order-book.ts'
import { createParticipation } from './participation.ts'
import { isProtected } from './protection.ts'
import { type SlippageModel, slip } from './slippage.ts'
import { isStop, leavesOf, type VenueOrder } from './venue-order.ts'

export interface BarFillOptions {
  readonly slippage: SlippageModel | undefined
  /** Which part of a bar's volume all orders together may get, as a fraction; all they ask for where it is none. */
  readonly participation: Decimal | undefined
}

/** Fills an order that a bar has met: as much of it as the bar has, at what it really gets. */
export type BarFills = (order: VenueOrder, match: Filled, bar: Bar) => void

export function createBarFills(book: OrderBook, { slippage, participation: share }: BarFillOptions): BarFills {
  const participation = createParticipation(share)

  function slipped(order: VenueOrder, price: number, bar: Bar, quantity: Decimal): Decimal {
    const { instrument, terms } = order
    const { side } = terms
    if (slippage === undefined) return new Decimal(price)
    const got = slip(slippage, { side, price, bar, quantity: quantity.toNumber(), instrument })
    if (!isProtected(order)) return got
    return side === 'buy' ? Decimal.min(got, order.resting.limit) : Decimal.max(got, order.resting.limit)
  }

  return (order, { price, aggressive }, bar) => {
    const quantity = participation.part(order, bar)
    const slips = !quantity.isZero() && (aggressive || isProtected(order))
    // Before it is triggered: the limit that its protection gives it then is for what is left of it.
    const at = slips ? slipped(order, price, bar, quantity) : new Decimal(price)
    // What is left of a stop that was reached does not wait for it again.
    if (isStop(order) && quantity.lt(leavesOf(order))) {
      book.trigger(order)
      order.owner.triggered(order)
    }
    if (quantity.isZero() || order.lifecycle !== 'working') return
    if (order.owner.fill(order, quantity, at)) participation.took(bar, quantity)
  }
}
