import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BrokerFill, BrokerReport, BrokerSnapshot } from '../model/broker-book.ts'
import { canonicalJson, decodeEntry } from '../model/codec.ts'
import { Decimal, zero } from '../model/decimal.ts'
import type { JournalEvent } from '../model/events.ts'
import type { BrokerOrderId, ClientOrderId } from '../model/ids.ts'
import { isOpen, type Lifecycle } from '../model/order.ts'
import type { PlaceReply } from '../model/outcome.ts'
import { type Broker, defineBroker } from '../ports/broker.ts'
import { seededRandom, simulatedClock } from '../ports/environment-simulated.ts'
import { createEnvironment } from '../ports/environment-system.ts'
import { memory } from '../ports/storage-memory.ts'
import { type AccountState, createAccountState } from '../state/account-state.ts'
import type { TrackedOrder } from '../state/tracked-order.ts'
import { createAccount } from './account.ts'
import {
  type Course,
  course,
  createVenue,
  instruments,
  openingCash,
  snapshotOf,
  type Venue,
} from './venue-truth.fixture.ts'

async function settled(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await Promise.resolve()
}

/** Runs a course through an account, from the orders to the venue's whole books, and looks at every step. */
async function run(
  { plans, heard, coarse }: Course,
  look: (tracked: TrackedOrder, event: JournalEvent) => void = () => {},
) {
  const clock = simulatedClock(0)
  const quiet = { debug() {}, warn() {}, error() {} }
  const environment = createEnvironment({ clock, timers: clock, random: seededRandom(1), log: quiet })
  const answers = plans.map(() => Promise.withResolvers<PlaceReply>())
  const ids: ClientOrderId[] = []
  const storage = memory({ chained: true })
  let venue: Venue | undefined
  let report: (report: BrokerReport) => void = () => {}
  const broker = defineBroker({
    id: 'permuting',
    supports: {
      orderTypes: ['limit'],
      timeInForce: ['gtc'],
      products: ['delivery'],
      modify: ['quantity', 'limitPrice'],
      groups: [],
      idempotency: 'by-tag',
      tagLength: 20,
    },
    create: () => ({
      async connect(listener: typeof report) {
        report = listener
        return async () => {}
      },
      place(terms: { readonly clientOrderId: ClientOrderId }) {
        ids.push(terms.clientOrderId)
        return answers[ids.length - 1]!.promise
      },
      cancel: () => ({ outcome: 'requested' }) as const,
      modify: () => ({ outcome: 'requested' }) as const,
      findOrders: async (id: ClientOrderId) => venue!.rows.flat().filter((row) => row.clientOrderId === id),
      fetchSnapshot: async (): Promise<BrokerSnapshot> =>
        venue === undefined
          ? { asOf: 0, orders: [], fills: [], positions: [], holdings: [], cash: { INR: new Decimal(openingCash) } }
          : snapshotOf(venue),
    }),
  })({}, environment) as unknown as Broker
  const account = createAccount({
    account: 'main',
    broker,
    storage,
    rules: [],
    instruments,
    calendar: undefined,
    absentAfterMs: 30_000,
    reconcileEveryMs: 60_000,
    snapshotEvery: 0,
  })
  for (const pattern of ['order.*', 'fill.corrected'] as const)
    account.listeners.on(pattern, (event) => {
      const id = 'terms' in event ? event.terms.clientOrderId : event.clientOrderId
      look(account.getState().getTracked(id)!, event as JournalEvent)
    })
  await account.start()

  const quantities = plans.map(({ parts, refused }) => parts.reduce((sum, part) => sum + part, refused))
  plans.forEach(({ instrument, side }, n) => {
    void account.place({ instrument, side, quantity: quantities[n]!, type: 'limit', limitPrice: 1500 }, {})
  })
  const { rows, told } = (venue = createVenue(plans, ids, coarse))
  const answer = (n: number): void => {
    const { refused } = plans[n]!
    const brokerOrderIds = rows[n]!.map((row) => row.brokerOrderId) as [BrokerOrderId, ...BrokerOrderId[]]
    const evidence = { reason: 'Margin is short.' }
    answers[n]!.resolve({
      outcome: 'accepted',
      brokerOrderIds,
      ...(refused > 0 && { refused: { quantity: new Decimal(refused), evidence } }),
    })
  }
  plans.forEach((each, n) => {
    if (each.answer === 'at once') answer(n)
    if (each.answer === 'unconfirmed') answers[n]!.resolve({ outcome: 'unconfirmed', cause: 'timeout' })
  })
  await settled()
  plans.forEach(({ asks }, n) => {
    if (asks !== undefined && isOpen(account.view.orders.get(ids[n]!)!))
      void account.modify(ids[n]!, { quantity: asks.quantity, limitPrice: new Decimal(asks.ticks).div(20) })
  })
  for (const [at, pick] of heard.entries()) {
    plans.forEach((each, n) => {
      if (each.answer === at) answer(n)
    })
    await settled()
    report(told[pick % told.length]!)
  }
  plans.forEach((each, n) => {
    if (typeof each.answer === 'number') answer(n)
  })
  await settled()

  return {
    account,
    venue,
    plans,
    ids,
    storage,
    tell: (each: BrokerReport) => report(each),
    /** The books are read, all of them, as after a reconnect. */
    async readBooks() {
      report({ type: 'lost', cause: 'cable' })
      report({ type: 'restored' })
      await account.idle()
    },
    /** Time enough for everything that is asked of the book. */
    async wait() {
      for (let step = 0; step < 60; step++) {
        clock.advanceTo(clock.now() + 2_000)
        await settled()
      }
    },
  }
}

async function eventsOf(
  storage: ReturnType<typeof memory>,
  account: { stop(): Promise<void> },
): Promise<JournalEvent[]> {
  await account.stop()
  const journal = await storage.openJournal('main')
  const events: JournalEvent[] = []
  for await (const entry of journal.read()) events.push(decodeEntry(entry))
  await journal.close()
  return events
}

/** What the venue's truth makes of an order. */
function truthOf({ rows, trades }: Venue, n: number, quantity: Decimal) {
  const parts = rows[n]!
  const ids = parts.map((row) => row.brokerOrderId)
  const own = trades.filter(({ brokerOrderId }) => ids.includes(brokerOrderId))
  const sum = (part: (trade: BrokerFill) => Decimal): string =>
    own.reduce((total, trade) => total.plus(part(trade)), zero).toFixed()
  const filled = new Decimal(sum((trade) => trade.quantity))
  const open = parts.some(({ lifecycle }) => lifecycle === 'working')
  const endings = parts.map(({ lifecycle }) => lifecycle)
  const lifecycle: Lifecycle = open
    ? 'working'
    : filled.gte(quantity)
      ? 'filled'
      : (['canceled', 'expired', 'rejected'] as const).find((ending) => endings.includes(ending))!
  return {
    filled: filled.toFixed(),
    value: sum((trade) => trade.quantity.times(trade.price)),
    fees: sum((trade) => trade.fees!),
    trades: own.map(({ fillId }) => fillId).sort(),
    lifecycle,
    leaves: open ? quantity.minus(filled).toFixed() : '0',
  }
}

/** The same of the order as the account knows it. */
function knownOf({ order, fills }: TrackedOrder) {
  const sum = (part: (fill: TrackedOrder['fills'][number]) => Decimal): string =>
    fills.reduce((total, fill) => total.plus(part(fill)), zero).toFixed()
  return {
    filled: order.filledQuantity.toFixed(),
    value: sum((fill) => fill.quantity.times(fill.price)),
    fees: sum((fill) => fill.fees),
    trades: fills.map(({ fillId }) => fillId).sort(),
    lifecycle: order.lifecycle,
    leaves: order.leavesQuantity.toFixed(),
  }
}

/** Money and positions, as text. */
function booksOf(state: AccountState) {
  return {
    cash: [...state.books.cash].map(([currency, amount]) => `${currency} ${amount.toFixed()}`),
    positions: [...state.books.positions.values()]
      .flat()
      .map(({ instrument, quantity }) => `${instrument} ${quantity}`)
      .sort(),
  }
}

const often = { numRuns: 400 }

describe('whatever is lost, repeated or out of order, once the whole books have been read', () => {
  it('every order is as it is at the venue: quantity, value, fees, trades, stage and rest', async () => {
    await fc.assert(
      fc.asyncProperty(course, async (drawn) => {
        const { account, venue, ids, readBooks, wait } = await run(drawn)
        await readBooks()
        const known = (n: number) => account.getState().getTracked(ids[n]!)!
        // Fills need nothing but the books.
        for (const n of ids.keys()) {
          const { filled, value, fees, trades } = truthOf(venue, n, known(n).order.terms.quantity)
          expect(knownOf(known(n))).toMatchObject({ filled, value, fees, trades })
        }
        // How many parts there are of what was not answered, and whether a command was taken, is asked for in its own time;
        // what somebody else has changed is believed by a reading that brings nothing else.
        await wait()
        for (const n of ids.keys()) {
          const parts = venue.rows[n]!
          const { quantity } = known(n).order.terms
          if (parts.length === 1 && parts[0]!.lifecycle === 'working') expect(quantity).toEqual(parts[0]!.quantity)
          expect(knownOf(known(n))).toEqual(truthOf(venue, n, quantity))
          expect(known(n).order).toMatchObject({ pending: 'none' })
          expect(known(n).order.certainty).not.toBe('unconfirmed')
        }
        await account.stop()
      }),
      often,
    )
  })

  it('positions and cash are as at the venue to the last digit, and nothing had to be corrected', async () => {
    await fc.assert(
      fc.asyncProperty(course, async (drawn) => {
        const { account, venue, readBooks, wait, storage } = await run(drawn)
        await readBooks()
        await wait()
        expect(booksOf(account.getState())).toEqual({
          cash: [`INR ${venue.cash.toFixed()}`],
          positions: [...venue.positions].map(([instrument, quantity]) => `${instrument} ${quantity}`).sort(),
        })
        const events = await eventsOf(storage, account)
        const corrections = events.filter(({ type }) => type === 'position.reconciled' || type === 'cash.adjusted')
        expect(corrections).toMatchObject([{ type: 'cash.adjusted', reason: 'opening balance' }])
      }),
      often,
    )
  })

  it('telling all of it again, in any order, changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(course, fc.array(fc.nat(10_000), { maxLength: 40 }), async (drawn, again) => {
        const { account, venue, readBooks, wait, tell } = await run(drawn)
        await readBooks()
        await wait()
        const before = canonicalJson([...account.view.orders])
        const { applied } = account.getState()
        for (const pick of again) tell(venue.told[pick % venue.told.length]!)
        expect(canonicalJson([...account.view.orders])).toBe(before)
        expect(account.getState().applied).toBe(applied)
        await account.stop()
      }),
      often,
    )
  })
})

describe('at every step of any stream', () => {
  it('what is filled and what is left come to the quantity of an open order, and of a closed one nothing is left', async () => {
    await fc.assert(
      fc.asyncProperty(course, async (drawn) => {
        const { account, readBooks, wait } = await run(drawn, ({ order, change }) => {
          const { filledQuantity, leavesQuantity, terms } = order
          if (order.lifecycle === 'filled') expect(filledQuantity.gte(terms.quantity)).toBe(true)
          if (!isOpen(order)) return expect(leavesQuantity.toFixed()).toBe('0')
          // While a change is under way, the old quantity may be filled and the order is not.
          const rest = terms.quantity.minus(filledQuantity)
          expect(leavesQuantity.toFixed()).toBe((change === undefined ? rest : Decimal.max(rest, 0)).toFixed())
        })
        await readBooks()
        await wait()
        await account.stop()
      }),
      often,
    )
  })

  it('a closed order is opened again only by a part that is not known to be closed', async () => {
    await fc.assert(
      fc.asyncProperty(course, async (drawn) => {
        const { account, readBooks, wait } = await run(drawn, ({ closed }, event) => {
          if (event.type === 'order.reopened') for (const id of event.brokerOrderIds) expect(closed.has(id)).toBe(false)
        })
        await readBooks()
        await wait()
        await account.stop()
      }),
      often,
    )
  })

  it('a trade of an order that is known is booked when it is told, and stays booked', async () => {
    await fc.assert(
      fc.asyncProperty(course, async (drawn) => {
        const { account, venue, tell } = await run(drawn)
        const state = account.getState()
        for (const fill of venue.trades) {
          tell({ type: 'fill', fill })
          const owner = state.findOwner(fill.brokerOrderId)
          if (owner !== undefined) expect(owner.fills.map(({ fillId }) => fillId)).toContain(fill.fillId)
        }
        await account.stop()
      }),
      often,
    )
  })

  it('replaying what was journalled gives the same state', async () => {
    await fc.assert(
      fc.asyncProperty(course, async (drawn) => {
        const { account, ids, storage } = await run(drawn)
        const live = account.getState()
        const replayed = createAccountState()
        for (const event of await eventsOf(storage, account)) replayed.apply(event)
        const shown = (state: AccountState): string =>
          canonicalJson([
            ids.map((id) => ({ ...state.getTracked(id)!, closed: [...state.getTracked(id)!.closed] })),
            state.books.save(),
            [...state.external],
            state.applied,
          ])
        expect(shown(replayed)).toBe(shown(live))
      }),
      often,
    )
  })
})
