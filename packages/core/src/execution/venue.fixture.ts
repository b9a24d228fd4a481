import type { BrokerFill, BrokerOrder, BrokerReport } from '../model/broker-book.ts'
import { Decimal, type DecimalInput, zero } from '../model/decimal.ts'
import type { BrokerOrderId, ClientOrderId } from '../model/ids.ts'
import { createInstrument, type Instrument } from '../model/instrument.ts'
import type { OrderTerms } from '../model/order.ts'
import type { PlaceReply } from '../model/outcome.ts'
import type { Supports } from '../model/supports.ts'
import { type Algo, type AlgoFactory, defineAlgo } from '../ports/algo.ts'
import type { AlgoCommand } from '../ports/algo-command.ts'
import type { AlgoInput } from '../ports/algo-input.ts'
import type { Awaitable } from '../ports/awaitable.ts'
import { type Broker, defineBroker } from '../ports/broker.ts'
import { type DataProvider, defineDataProvider, type MarketReport } from '../ports/data-provider.ts'
import type { Timers } from '../ports/environment.ts'
import { type SimulatedClock, seededRandom, simulatedClock } from '../ports/environment-simulated.ts'
import { createEnvironment } from '../ports/environment-system.ts'

/** A lot of 5 and a tick of 0.05. */
export const infy: Instrument = createInstrument({ id: 'NSE:INFY', currency: 'INR', tickSize: '0.05', lotSize: 5 })

/** An order as it lies at the venue. */
export interface Resting {
  readonly id: BrokerOrderId
  terms: OrderTerms
  lifecycle: BrokerOrder['lifecycle']
  filled: Decimal
  /** On its way here; the venue's book does not hold it. */
  lost: boolean
}

/** A broker, a feed and a clock that do what a test tells them, and nothing by themselves. */
export interface Venue {
  readonly broker: Broker
  readonly feed: DataProvider
  readonly clock: SimulatedClock
  /** How many timers wait. */
  readonly waiting: number
  readonly errors: string[]
  /** Everything that arrived, oldest first. */
  readonly orders: readonly Resting[]
  /** What an order is answered when it arrives. */
  answer: (order: Resting) => Awaitable<PlaceReply>
  /** Whether a cancel is carried out at once, when the call has returned, left for `cancel`, or refused. */
  cancels: 'at once' | 'soon' | 'later' | 'refused'
  /** The same of a modification; what is left for later is done by `modified`. */
  modifies: 'at once' | 'later' | 'refused'
  modified(order: Resting): void
  /** Trades a part of an order. Default: all that is left of it, at 100. */
  fill(order: Resting, quantity?: DecimalInput, price?: DecimalInput): void
  cancel(order: Resting): void
  /** Shows the order as it is, as a poll of the order book would. */
  show(order: Resting): void
  quote(last: number): void
  market(report: MarketReport): void
}

export const accepted = ({ id }: Resting): PlaceReply => ({ outcome: 'accepted', brokerOrderIds: [id] })
export const rejected = (reason = 'not today'): PlaceReply => ({ outcome: 'rejected', evidence: { reason } })
export const unanswered = (): PlaceReply => ({ outcome: 'unconfirmed', cause: 'timeout' })

const supports: Supports = {
  orderTypes: ['market', 'limit', 'stop', 'stop-limit'],
  timeInForce: ['day'],
  products: ['delivery', 'intraday'],
  modify: ['quantity', 'limitPrice', 'stopPrice'],
  groups: ['oco', 'bracket'],
  idempotency: 'by-tag',
  tagLength: 20,
}

/** @param beside - another venue, in whose environment it lives */
export function createVenue(
  seed = 1,
  more: Partial<Supports> = {},
  instruments: readonly Instrument[] = [infy],
  beside?: Venue,
): Venue {
  const clock = beside?.clock ?? simulatedClock(0)
  const errors: string[] = []
  const log = { debug() {}, warn() {}, error: (message: string) => void errors.push(message) }
  const waiting = new Set<object>()
  const timers: Timers = {
    after(ms, run) {
      const timer = {}
      waiting.add(timer)
      const cancel = clock.after(ms, () => {
        waiting.delete(timer)
        run()
      })
      return () => {
        waiting.delete(timer)
        cancel()
      }
    },
  }
  const environment =
    beside?.broker.environment ?? createEnvironment({ clock, timers, random: seededRandom(seed), log })
  const orders: Resting[] = []
  const fills: BrokerFill[] = []
  let report: (report: BrokerReport) => void = () => {}
  let publish: (report: MarketReport) => void = () => {}

  const rowOf = ({ id, terms, lifecycle, filled }: Resting): BrokerOrder => ({
    brokerOrderId: id,
    clientOrderId: terms.clientOrderId,
    instrument: terms.instrument,
    side: terms.side,
    lifecycle,
    quantity: terms.quantity,
    filledQuantity: filled,
    ...(filled.gt(0) && { averagePrice: new Decimal(100) }),
    ...('limitPrice' in terms && { limitPrice: terms.limitPrice }),
    ...('stopPrice' in terms && { stopPrice: terms.stopPrice }),
    time: clock.now(),
  })
  const book = () => orders.filter(({ lost }) => !lost).map(rowOf)
  const find = (id: BrokerOrderId) => orders.find((order) => order.id === id)!

  const changes = new Map<Resting, object>()
  function add(terms: OrderTerms): Resting {
    const id = `B${orders.length + 1}` as BrokerOrderId
    const order: Resting = { id, terms, lifecycle: 'working', filled: zero, lost: false }
    orders.push(order)
    return order
  }

  const broker = defineBroker({
    id: 'venue',
    supports: { ...supports, ...more },
    create: (_: object) => ({
      async connect(listener: typeof report) {
        report = listener
        return async () => {
          report = () => {}
        }
      },
      place: (terms: OrderTerms) => venue.answer(add(terms)),
      cancel({ brokerOrderId }: { readonly brokerOrderId: BrokerOrderId }) {
        if (venue.cancels === 'refused')
          return { outcome: 'rejected', evidence: { reason: 'The order is being traded.' } } as const
        if (venue.cancels === 'at once') venue.cancel(find(brokerOrderId))
        if (venue.cancels === 'soon') queueMicrotask(() => venue.cancel(find(brokerOrderId)))
        return { outcome: 'requested' } as const
      },
      modify({ brokerOrderId }: { readonly brokerOrderId: BrokerOrderId }, change: object) {
        if (venue.modifies === 'refused')
          return { outcome: 'rejected', evidence: { reason: 'The order is being traded.' } } as const
        const order = find(brokerOrderId)
        changes.set(order, change)
        if (venue.modifies === 'at once') venue.modified(order)
        return { outcome: 'requested' } as const
      },
      placeGroup({ legs }: { readonly legs: readonly OrderTerms[] }) {
        const ids = legs.map((terms) => add(terms).id)
        return { outcome: 'accepted', brokerOrderIds: ids as [BrokerOrderId, ...BrokerOrderId[]] } as const
      },
      findOrders: async (id: ClientOrderId) => book().filter(({ clientOrderId }) => clientOrderId === id),
      fetchSnapshot: async () => ({
        asOf: clock.now(),
        orders: book(),
        fills,
        positions: [],
        holdings: [],
        cash: {},
      }),
      fetchInstruments: async () => instruments,
    }),
  })({}, environment) as unknown as Broker

  const feed = defineDataProvider({
    id: 'feed',
    supports: { timeframes: ['1m'], exchanges: ['*'], delayedBySec: 0, adjusted: ['none'] },
    create: (_: object) => ({
      fetchBars: async () => Promise.reject(new Error('There is no history.')),
      async subscribe(_instruments: unknown, listener: typeof publish) {
        publish = listener
        return () => {}
      },
    }),
  })({}, environment)

  const venue: Venue = {
    broker,
    feed,
    clock,
    get waiting() {
      return waiting.size
    },
    errors,
    orders,
    answer: accepted,
    cancels: 'at once',
    modifies: 'at once',
    modified(order) {
      const { quantity } = (changes.get(order) ?? {}) as { readonly quantity?: Decimal }
      // What comes too late is refused there.
      if (order.lifecycle !== 'working' || quantity?.lte(order.filled)) changes.delete(order)
      order.terms = { ...order.terms, ...changes.get(order) } as OrderTerms
      changes.delete(order)
      report({ type: 'order', order: rowOf(order) })
    },
    fill(order, quantity = order.terms.quantity.minus(order.filled), price = 100) {
      order.filled = order.filled.plus(quantity)
      if (order.filled.gte(order.terms.quantity)) order.lifecycle = 'filled'
      const fill: BrokerFill = {
        fillId: `F${fills.length + 1}`,
        brokerOrderId: order.id,
        quantity: new Decimal(quantity),
        price: new Decimal(price),
        time: clock.now(),
      }
      fills.push(fill)
      report({ type: 'fill', fill })
    },
    cancel(order) {
      if (order.lifecycle !== 'working') return
      order.lifecycle = 'canceled'
      report({ type: 'order', order: rowOf(order) })
    },
    show: (order) => report({ type: 'order', order: rowOf(order) }),
    quote: (last) => publish({ type: 'quote', quote: { instrument: infy.id, time: clock.now(), last } }),
    market: (news) => publish(news),
  }
  return venue
}

/** A planner that answers what it is told by a function of the test; its state counts its steps. */
export function planner(
  answer: (input: AlgoInput) => readonly AlgoCommand[],
  needs: Algo['needs'] = [],
  name = 'scripted',
  more: Partial<Pick<Algo, 'exits' | 'amendable' | 'version'>> = {},
): AlgoFactory {
  return defineAlgo({
    ...more,
    name,
    version: more.version ?? 1,
    needs,
    begin: () => ({ steps: 0 }),
    step: (state, input) => ({ state: { steps: state.steps + 1 }, commands: answer(input) }),
  })
}

export const place = (key: string, lots: number, limitPrice?: number): AlgoCommand => ({
  type: 'place',
  key,
  lots,
  ...(limitPrice !== undefined && { limitPrice }),
})
