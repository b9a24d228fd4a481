import type { BrokerOrder, BrokerOrderId, Environment, Timestamp } from '@shagun/core'
import type { SoughtOrder } from '@shagun/core/adapter'
import { fetchBook, unreadable } from '../books/fetch-book.ts'
import type { ReadOrder } from '../books/read-order.ts'
import { createReading } from '../books/reading.ts'
import type { Wire } from '../books/wire.ts'
import type { KiteClient } from '../client/kite-client.ts'
import { kiteProduct } from '../orders/words.ts'
import { source } from '../source.ts'
import { dayOf } from '../wire-time.ts'
import { legRow } from './leg-row.ts'
import { readTrigger, type Trigger, type TriggerLeg, triggerIdOf } from './read-trigger.ts'

/** What waits at Kite for a price, as it was read last, told as orders. */
export interface Triggers {
  /** Reads them anew. Where there was none that waits, trading goes on without them should they be out of reach. */
  fetch(): Promise<void>
  fetchOne(leg: string): Promise<Trigger | undefined>
  /** The leg that has set off this order. */
  legOf(orderId: string): BrokerOrderId | undefined
  /** The leg that has set off this order, as it stands with it. */
  withOrder(order: BrokerOrder): ReadOrder | undefined
  /** Those that wait or have changed today, and have no order in the book. */
  listWaiting(booked: ReadonlySet<string>): readonly ReadOrder[]
  /** Whether one that waits might have set this off: then its list may only be late to tell. */
  mightSetOff(order: BrokerOrder): boolean
  /** Which leg an order of ours became that was not answered. Kite's triggers carry no tag, so its terms have to tell. */
  find(sought: SoughtOrder): readonly ReadOrder[]
  /** One may wait now: from here on, a list that cannot be read is an error. */
  mayWait(): void
}

/** Kite stamps with whole seconds, by a clock of its own. */
const skewMs = 60_000

export function createTriggers(client: KiteClient, { clock, log }: Pick<Environment, 'clock' | 'log'>): Triggers {
  let triggers: readonly Trigger[] = []
  let legs = new Map<string, { readonly trigger: Trigger; readonly leg: TriggerLeg }>()
  /** Which pair of ours a trigger was found to be, of those that were not answered. */
  const pairs = new Map<string, string>()
  let isNeeded = true
  let skipped = 0

  async function read(): Promise<void> {
    let rows: readonly Wire[]
    try {
      rows = await fetchBook(client, 'triggers', (kite) => kite.getGTTs())
    } catch (cause) {
      if (isNeeded) throw cause
      log.warn(`The triggers of ${source} could not be read; none was known to wait.`, { cause })
      return
    }
    const found = rows.map((row) => readTrigger(row, client.hide))
    skipped = found.filter((trigger) => trigger === undefined).length
    if (skipped > 0) log.error(`${skipped} triggers of ${source} cannot be read; they are left out.`)
    triggers = found.filter((trigger) => trigger !== undefined)
    isNeeded = triggers.some(isActive)
    legs = new Map(
      triggers.flatMap((trigger) =>
        trigger.legs.flatMap((leg) => (leg.orderId === undefined ? [] : [[leg.orderId, { trigger, leg }] as const])),
      ),
    )
  }

  const isOfToday = ({ updatedAt }: Trigger): boolean => dayOf(updatedAt) === dayOf(clock.now())
  const told = (trigger: Trigger, leg: TriggerLeg): ReadOrder | undefined =>
    legRow(trigger, leg, undefined, isOfToday(trigger))

  return {
    fetch: createReading(read),
    async fetchOne(leg) {
      const id = triggerIdOf(leg)
      return readTrigger(await client.read(`trigger ${id}`, (kite) => kite.getGTT(id as never)), client.hide)
    },
    legOf: (orderId) => legs.get(orderId)?.leg.id,
    withOrder(order) {
      const found = legs.get(order.brokerOrderId)
      return found && legRow(found.trigger, found.leg, order, true)
    },
    listWaiting: (booked) =>
      triggers
        .filter((trigger) => isActive(trigger) || isOfToday(trigger))
        .flatMap((trigger) =>
          trigger.legs.flatMap((leg) =>
            leg.orderId !== undefined && booked.has(leg.orderId) ? [] : (told(trigger, leg) ?? []),
          ),
        ),
    mightSetOff: ({ instrument, side, quantity, limitPrice }) =>
      triggers
        .filter(isActive)
        .some((trigger) =>
          trigger.legs.some(
            (leg) =>
              leg.instrument === instrument &&
              leg.side === side &&
              leg.quantity.eq(quantity) &&
              leg.limitPrice.eq(limitPrice ?? 0),
          ),
        ),
    find({ terms, submittedAt, brokerOrderIds, isTaken }) {
      const all = triggers.flatMap((trigger) => trigger.legs.map((leg) => ({ trigger, leg })))
      const own = all.filter(({ leg }) => brokerOrderIds.includes(leg.id))
      if (own.length > 0) return own.flatMap(({ trigger, leg }) => told(trigger, leg) ?? [])
      const [found] = all
        .filter(({ trigger, leg }) => wasPlacedAt(trigger, submittedAt) && isAlike(trigger, leg, terms))
        .filter(({ trigger, leg }) => !isTaken(leg.id) && (pairs.get(trigger.id) ?? terms.group) === terms.group)
        .sort((a, b) => Number(pairs.has(b.trigger.id)) - Number(pairs.has(a.trigger.id)) || byAge(a, b))
      // What cannot be read could be what is looked for, so nobody may say that it is not there.
      if (found === undefined && skipped > 0) throw unreadable('triggers')
      if (found === undefined) return []
      if (terms.group !== undefined) pairs.set(found.trigger.id, terms.group)
      const row = told(found.trigger, found.leg)
      return row === undefined ? [] : [row]
    },
    mayWait() {
      isNeeded = true
    },
  }
}

type Found = { readonly trigger: Trigger }

function byAge({ trigger: a }: Found, { trigger: b }: Found): number {
  return a.createdAt - b.createdAt
}

function isActive({ status }: Trigger): boolean {
  return status === 'active'
}

function wasPlacedAt({ createdAt }: Trigger, submittedAt: Timestamp): boolean {
  return Math.abs(createdAt - submittedAt) <= skewMs
}

function isAlike({ legs }: Trigger, leg: TriggerLeg, terms: SoughtOrder['terms']): boolean {
  const { instrument, side, quantity, product, group } = terms
  const { limitPrice, stopPrice } = terms as Partial<Record<'limitPrice' | 'stopPrice', TriggerLeg['limitPrice']>>
  return (
    leg.instrument === instrument &&
    leg.side === side &&
    leg.product === kiteProduct[product] &&
    legs.length === (group === undefined ? 1 : 2) &&
    leg.quantity.eq(quantity) &&
    leg.limitPrice.eq(limitPrice ?? 0) &&
    leg.triggerPrice.eq(stopPrice ?? limitPrice ?? 0)
  )
}
