import type { ZerodhaSupports } from '@shagun/broker-zerodha'
import { type ClientOrderId, Decimal, type Order, type OrderEvent, type Quote, type Trader } from '@shagun/core'
import { untilAborted } from '@shagun/core/adapter'
import type { PlannedOrder } from './kite.ts'
import { clockInIndia, money, type Terminal } from './terminal.ts'

type ZerodhaTrader = Trader<ZerodhaSupports>

/** How long a cancel may take until somebody should look. */
const cancelMs = 5_000
/** How long the order book is asked for an order that was not answered. */
const confirmMs = 60_000

/**
 * Places an order and tells what becomes of it, until it is closed; what is left when its time is over, or somebody
 * interrupts, is canceled. True where nothing of it is left and it was not refused.
 */
export async function placeOrder(
  trader: ZerodhaTrader,
  { request, watchSec }: PlannedOrder,
  show: Terminal,
  signal: AbortSignal,
): Promise<boolean> {
  signal.throwIfAborted()
  show.heading('Order')
  show.row('Terms', `${wordsOf(request)}; what is left after ${watchSec} s is canceled`)
  const ends = [
    trader.on('order.*', (event) => show.row(clockInIndia(event.time), newsOf(event))),
    trader.on('quote.received', quoteTeller(show)),
  ]
  try {
    const placed = await trader.place(request)
    if (placed.outcome === 'denied' || placed.outcome === 'rejected') return false
    const id = placed.order.terms.clientOrderId
    try {
      await untilAborted(signal, closed(trader, id, watchSec * 1_000))
    } finally {
      await cancelRest(trader, id, show)
    }
    const { lifecycle, leavesQuantity } = orderOf(trader, id)
    return lifecycle !== 'rejected' && leavesQuantity.isZero()
  } finally {
    // What has happened is told once it is in the journal.
    await trader.idle()
    for (const end of ends) end()
  }
}

/** Resolves when nothing of it is left, when the time is over, or when there is nobody to tell any more. */
async function closed(trader: ZerodhaTrader, id: ClientOrderId, ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const look = (): void => {
    if (leftOf(trader, id).isZero()) resolve()
  }
  const ends = [
    trader.on('order.*', look),
    trader.on('session.expired', () => resolve()),
    trader.on('account.halted', () => resolve()),
    trader.environment.timers.after(ms, resolve),
  ]
  look()
  try {
    await promise
  } finally {
    for (const end of ends) end()
  }
}

async function cancelRest(trader: ZerodhaTrader, id: ClientOrderId, show: Terminal): Promise<void> {
  if (leftOf(trader, id).isZero()) return
  try {
    // Nobody knows yet whether Kite has it; its order book does.
    if (orderOf(trader, id).certainty === 'unconfirmed') {
      show.row('', 'Kite has not answered; its order book is read until that is certain.')
      await trader.confirmed(id, AbortSignal.timeout(confirmMs)).catch(ignoreTimeout)
    }
    const cancel = await trader.cancel(id)
    if (cancel.outcome === 'denied') show.row('', cancel.denial.reason)
    await closed(trader, id, cancelMs)
  } finally {
    if (!leftOf(trader, id).isZero())
      show.note(`${leftOf(trader, id)} of the order may still be in the market. ${lookThere}`)
  }
}

/** Then it stays unknown, which is told. */
function ignoreTimeout(error: unknown): void {
  if (!(error instanceof DOMException && error.name === 'TimeoutError')) throw error
}

const lookThere = 'Look at https://kite.zerodha.com/orders, and cancel it there.'

function orderOf(trader: ZerodhaTrader, id: ClientOrderId): Order {
  return trader.view.orders.get(id)!
}

function leftOf(trader: ZerodhaTrader, id: ClientOrderId): Order['leavesQuantity'] {
  return orderOf(trader, id).leavesQuantity
}

/** Each price once: quotes come for changes of the book as well. */
function quoteTeller(show: Terminal): (event: { readonly quote: Quote }) => void {
  let shown: number | undefined
  return ({ quote: { last, time } }) => {
    if (last !== shown) show.row(clockInIndia(time), `price ${money(last)}`)
    shown = last
  }
}

function wordsOf({ instrument, side, quantity, limitPrice, product }: PlannedOrder['request']): string {
  const [price, value] = [new Decimal(limitPrice), new Decimal(limitPrice).times(quantity)]
  return `${side} ${quantity} ${instrument} at ${money(price)} or better, ${product}, ${money(value)} in all`
}

function newsOf(event: OrderEvent): string {
  switch (event.type) {
    case 'order.submitted':
      return 'submitted, and in the journal'
    case 'order.accepted':
      return `accepted by Kite as ${event.brokerOrderIds.join(', ')}`
    case 'order.filled':
      return `filled ${event.fill.quantity} at ${money(event.fill.price)}`
    case 'order.denied':
      return `denied: ${event.denial.reason}`
    case 'order.rejected':
      return `rejected: ${event.evidence.reason}`
    case 'order.unconfirmed':
      return `unconfirmed (${event.cause})`
    case 'order.cancel-refused':
      return `cancel refused: ${event.evidence.reason}`
    case 'order.quarantined':
      return `quarantined: ${event.reason}`
    default:
      return event.type.slice('order.'.length).replaceAll('-', ' ')
  }
}
