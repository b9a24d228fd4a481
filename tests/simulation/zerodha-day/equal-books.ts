import { type BrokerOrder, Decimal, type JournalEvent, type Order, type Position, type Trader } from '@shagun/core'
import type { SimulatedVenue } from '@shagun/core/testing'
import { isOpen } from '../../../packages/core/src/model/order.ts'

/** What an account and the venue do not agree on, a line each; nothing where their books are equal. */
export function differencesBetween({ view }: Trader, venue: SimulatedVenue): string[] {
  const rows = Map.groupBy(venue.listOrders(), ({ clientOrderId }) => clientOrderId)
  const differences: string[] = []
  for (const [id, parts] of rows) {
    if (id === undefined) continue
    const order = view.orders.get(id)
    if (order === undefined) differences.push(`${id} is at the venue alone`)
    else differences.push(...differencesOf(order, parts).map((difference) => `${id}: ${difference}`))
  }
  for (const [id, { lifecycle }] of view.orders)
    if (!rows.has(id) && lifecycle !== 'denied' && lifecycle !== 'rejected')
      differences.push(`${id} is ${lifecycle} here, and was never at the venue`)
  const [ours, theirs] = [held([...view.positions.values()].flat()), held(venue.listPositions())]
  for (const key of new Set([...ours.keys(), ...theirs.keys()]))
    if (ours.get(key) !== theirs.get(key))
      differences.push(`${key}: ${ours.get(key) ?? 0} here, ${theirs.get(key) ?? 0} there`)
  for (const [currency, amount] of Object.entries(venue.getCash())) {
    const mine = view.cash.get(currency)
    if (!mine?.eq(amount)) differences.push(`${currency}: ${mine?.toFixed()} here, ${amount.toFixed()} there`)
  }
  return differences
}

/**
 * Corrections of positions that others do not explain: a fill that was missed, or booked twice, is a mistake also where the
 * books put it right.
 *
 * @param others - what was there before, and what others did: by instrument and product, in units
 */
export function unexplainedCorrections(events: Iterable<JournalEvent>, others: ReadonlyMap<string, Decimal>): string[] {
  const left = new Map([...others].map(([key, quantity]) => [key, quantity.neg()]))
  for (const event of events)
    if (event.type === 'position.reconciled') {
      const key = keyOf(event.position)
      left.set(key, (left.get(key) ?? new Decimal(0)).plus(event.difference))
    }
  return [...left].flatMap(([key, rest]) => (rest.isZero() ? [] : [`${key} by ${rest.toFixed()}`]))
}

/** What is told apart: `NSE:INFY delivery`. */
export function keyOf({ instrument, product }: Pick<Position, 'instrument' | 'product'>): string {
  return `${instrument} ${product}`
}

function differencesOf(order: Order, parts: readonly BrokerOrder[]): string[] {
  const differences: string[] = []
  const filled = sum(parts.map((part) => part.filledQuantity))
  const value = sum(parts.map((part) => part.filledQuantity.times(part.averagePrice ?? 0)))
  const mine = order.filledQuantity.times(order.averagePrice ?? 0)
  if (!order.filledQuantity.eq(filled))
    differences.push(`${order.filledQuantity.toFixed()} filled here, ${filled.toFixed()} there`)
  else if (mine.minus(value).abs().gt('1e-6')) differences.push(`filled for ${mine} here, for ${value} there`)
  const there = [...new Set(parts.map(({ lifecycle }) => lifecycle))]
  if (!fits(order, there)) differences.push(`${order.lifecycle} here, ${there.join(' and ')} there`)
  if (order.pending !== 'none' || order.certainty === 'unconfirmed')
    differences.push(`it is ${order.certainty}, pending ${order.pending}`)
  const [only] = parts
  if (isOpen(order) && parts.length === 1 && only !== undefined) differences.push(...termsOf(order, only))
  return differences
}

/** Of an order in several parts each may have ended in another way; open it is while one of them is. */
function fits(order: Order, there: readonly string[]): boolean {
  if (isOpen(order)) return there.includes('working')
  if (there.includes('working')) return false
  // Kite calls an order that has expired canceled.
  const ended = order.lifecycle === 'expired' ? 'canceled' : order.lifecycle
  return there.map((lifecycle) => (lifecycle === 'expired' ? 'canceled' : lifecycle)).includes(ended)
}

function termsOf({ terms }: Order, row: BrokerOrder): string[] {
  const mine = terms as { readonly limitPrice?: Decimal; readonly stopPrice?: Decimal }
  const pairs = [
    ['quantity', terms.quantity, row.quantity],
    ['limit', mine.limitPrice, row.limitPrice],
    ['stop', mine.stopPrice, row.stopPrice],
  ] as const
  return pairs.flatMap(([what, ours, theirs]) =>
    ours === undefined || theirs === undefined || ours.eq(theirs) ? [] : [`${what} ${ours} here, ${theirs} there`],
  )
}

function held(positions: readonly Position[]): ReadonlyMap<string, string> {
  return new Map(
    positions
      .filter(({ quantity }) => !quantity.isZero())
      .map((position) => [keyOf(position), position.quantity.toFixed()]),
  )
}

function sum(values: readonly Decimal[]): Decimal {
  return values.reduce((total, value) => total.plus(value), new Decimal(0))
}
