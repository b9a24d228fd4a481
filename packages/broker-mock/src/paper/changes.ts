import type { BrokerOrderId, Decimal, Timestamp } from '@shagun/core'
import type { BrokerFill } from '@shagun/core/adapter'
import type { Held } from '../ledger.ts'
import type { OpenMock } from '../mock.ts'
import type { VenueOrder } from '../venue-order.ts'

/** An order as it is kept: what follows from the rest of it, or stands elsewhere, is left out. */
export interface KeptRow extends Omit<VenueOrder, 'owner' | 'instrument' | 'resting' | 'fills' | 'rested' | 'ahead'> {
  readonly triggered: boolean
  readonly rested?: boolean
  /** Orders that it is in step with, itself among them. */
  readonly pair: readonly BrokerOrderId[]
}

/** A position as it is kept: its instrument is known by name. */
export type HeldRow = Pick<Held, 'position' | 'cost'>

/** What one step has made of the venue: all that is other than it was before, as it is now. */
export interface Change {
  readonly orders: readonly KeptRow[]
  readonly fills: readonly BrokerFill[]
  readonly cash: Decimal
  readonly held: readonly HeldRow[]
  /** When the trading day ends that it belongs to. */
  readonly dayEnds: Timestamp
  /** With it the day has ended. */
  readonly isDayOver: boolean
}

/** Tells what has changed at a venue since it was last asked; only what can change is looked at. */
export interface Changes {
  /** Orders that are working, as of then. */
  readonly working: Iterable<VenueOrder>
  /** `undefined` where nothing has. */
  take(day: Pick<Change, 'dayEnds' | 'isDayOver'>): Change | undefined
}

/** @param keptDay - when the day ends, as it was kept last */
export function createChanges(venue: OpenMock, keptDay: Timestamp | undefined): Changes {
  const { books } = venue
  /** Working orders, as they were kept last. */
  const known = new Map<VenueOrder, readonly unknown[]>()
  const held = new Set(books.listHeld())
  let orders = books.orders.size
  let fills = books.fills.length
  let dayEnds = keptDay
  for (const order of books.orders.values()) if (order.lifecycle === 'working') known.set(order, partsOf(order))

  /** All that can change of it; each is replaced where it does, so that a quote that moves nothing costs no more than a look. */
  function partsOf(order: VenueOrder): readonly unknown[] {
    const { terms, resting, lifecycle, since, command, priority, rested, active, expiresAt, day, reason } = order
    const { filledQuantity, changedAt } = order
    const parts = [terms, resting, lifecycle, since, command, priority, rested, active, expiresAt, day, reason]
    // A pair is let go of as a whole.
    return [...parts, filledQuantity, changedAt, books.pairOf(order).length]
  }

  function keep(order: VenueOrder): KeptRow {
    const { owner: _owner, instrument: _instrument, fills: _fills, ahead: _ahead, resting, ...rest } = order
    return { ...rest, triggered: resting.triggered, pair: books.pairOf(order).map((other) => other.brokerOrderId) }
  }

  /** Only what is working, or new, can be other than it was. */
  function takeOrders(): readonly KeptRow[] {
    const changed: KeptRow[] = []
    const added = books.orders.size > orders ? [...books.orders.values()].slice(orders) : []
    orders = books.orders.size
    for (const order of [...known.keys(), ...added]) {
      const [before, parts] = [known.get(order), partsOf(order)]
      if (before !== undefined && parts.every((part, i) => part === before[i])) continue
      if (order.lifecycle === 'working') known.set(order, parts)
      else known.delete(order)
      changed.push(keep(order))
    }
    return changed
  }

  function takeHeld(): readonly HeldRow[] {
    const now = books.listHeld()
    const changed = now.filter((one) => !held.has(one))
    if (changed.length === 0) return []
    held.clear()
    for (const one of now) held.add(one)
    return changed.map(({ position, cost }) => ({ position, cost }))
  }

  return {
    get working() {
      return known.keys()
    },
    take(day) {
      const change = {
        orders: takeOrders(),
        fills: books.fills.slice(fills),
        held: takeHeld(),
        cash: venue.cash,
        ...day,
      }
      fills = books.fills.length
      const isNews = change.orders.length + change.held.length > 0 || day.isDayOver || day.dayEnds !== dayEnds
      dayEnds = day.dayEnds
      return isNews ? change : undefined
    },
  }
}
