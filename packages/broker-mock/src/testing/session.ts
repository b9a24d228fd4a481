import {
  type Bar,
  type BrokerOrder,
  type ClientOrderId,
  type CommandReply,
  createEnvironment,
  Decimal,
  type DecimalInput,
  type DepthLevel,
  type Environment,
  type Instrument,
  type InstrumentId,
  type OrderChange,
  type OrderRequest,
  type SimulatedClock,
  type Supports,
  seededRandom,
} from '@shagun/core'
import type { BrokerOrderRef, BrokerReport, PlaceReply } from '@shagun/core/adapter'
import { approve, fakeClock } from '@shagun/core/testing'
import { type MockBroker, type MockOptions, type MockSupports, mock } from '../mock.ts'
import { createVenue, type Venue, type VenueOptions } from '../venue.ts'

/** A Monday, 00:00 UTC. */
export const monday: number = Date.UTC(2024, 0, 1)
export const minute = 60_000
export const day = 86_400_000

type WithoutDefaults<T> = T extends unknown ? Omit<T, 'instrument' | 'quantity'> : never
/** An order for 1 of X:A, unless it says otherwise. */
export type Asked = WithoutDefaults<OrderRequest> & {
  readonly instrument?: InstrumentId
  readonly quantity?: DecimalInput
}
export type PriceAndSize = readonly [number, number]
/** Open, high, low, close. */
export type Ohlc = readonly [number, number, number, number]

export interface Session {
  readonly broker: MockBroker
  readonly clock: SimulatedClock
  readonly reports: BrokerReport[]
  /** Places an order and returns how to address it. */
  place(asked: Asked): BrokerOrderRef
  /** The venue's answer to an order. */
  ask(asked: Asked): PlaceReply
  /** Changes a working order and returns the venue's answer. */
  modify(ref: BrokerOrderRef, change: OrderChange<Supports, DecimalInput>): CommandReply
  /** The order as the venue's book shows it. */
  row(ref: BrokerOrderRef): Promise<BrokerOrder>
  /** Runs once, at the moment of the next fill. */
  whenFilled(reaction: () => void): void
  /** A minute passes, from the bar's open to its close. */
  play(prices: Ohlc, bar?: Partial<Bar>): void
  /** Somebody trades X:A, or another instrument. */
  print(price: number, quantity: number, instrument?: InstrumentId): void
  /** Others show their best bid and ask of X:A with sizes; the last trade was at `last`. */
  quote(bid: number, bidSize: number, ask: number, askSize: number, last?: number): void
  /** Others show levels of X:A, as price and quantity, the best first. */
  depth(bids: readonly PriceAndSize[], asks: readonly PriceAndSize[]): void
  /** Prices of all fills so far, as text. */
  fills(): string[]
  /** Broker id, quantity and price of all fills so far, as text. */
  traded(): string[]
}

/** A venue on a clock of its own, listened to. */
export async function openSession(options: MockOptions = {}): Promise<Session> {
  const clock = fakeClock(monday)
  return sessionOf(options, clock, createEnvironment({ clock, timers: clock, random: seededRandom(1) }))
}

/** Several accounts on one venue. */
export async function openAccounts(
  venueOptions: VenueOptions,
  ...accounts: readonly Omit<MockOptions, keyof VenueOptions>[]
): Promise<{ readonly venue: Venue; readonly clock: SimulatedClock; readonly sessions: readonly Session[] }> {
  const clock = fakeClock(monday)
  const environment = createEnvironment({ clock, timers: clock, random: seededRandom(1) })
  const venue = createVenue(venueOptions, environment)
  const sessions = await Promise.all(accounts.map((options) => sessionOf({ ...options, venue }, clock, environment)))
  return { venue, clock, sessions }
}

async function sessionOf(options: MockOptions, clock: SimulatedClock, environment: Environment): Promise<Session> {
  const broker = mock(options, environment)
  const reports: BrokerReport[] = []
  let sent: ClientOrderId
  let reaction: (() => void) | undefined
  await broker.connect((report) => {
    reports.push(report)
    if (report.type !== 'fill') return
    const react = reaction
    reaction = undefined
    react?.()
  })

  function ask(asked: Asked): PlaceReply {
    const request = { instrument: 'X:A', quantity: 1, ...asked } as OrderRequest<MockSupports>
    const instrument = options.instruments?.find((each: Instrument) => each.id === request.instrument)
    const terms = approve(broker, request, instrument)
    sent = terms.clientOrderId
    return broker.place(terms) as PlaceReply
  }

  return {
    broker,
    clock,
    reports,
    ask,
    place(asked) {
      const reply = ask(asked)
      if (reply.outcome !== 'accepted') throw new Error(`The venue answered ${reply.outcome}.`)
      const instrument = asked.instrument ?? 'X:A'
      return { clientOrderId: sent, brokerOrderId: reply.brokerOrderIds[0], instrument, note: {} }
    },
    modify(ref, { timeInForce, ...figures }) {
      const exact = Object.entries(figures).map(([field, figure]) => [field, new Decimal(figure)])
      const change = { ...Object.fromEntries(exact), ...(timeInForce !== undefined && { timeInForce }) }
      return broker.modify!(ref, change) as CommandReply
    },
    async row({ clientOrderId }) {
      const [row] = await broker.findOrders(clientOrderId)
      return row!
    },
    whenFilled(run) {
      reaction = run
    },
    play(prices, rest) {
      const bar = barOf(prices, { time: clock.now(), ...rest })
      broker.openBar(bar)
      clock.advanceTo(Math.max(clock.now(), bar.time + minute))
      broker.closeBar(bar)
    },
    print(price, quantity, instrument = 'X:A') {
      broker.venue.print({ instrument, price, quantity, time: clock.now() })
    },
    quote(bid, bidSize, ask, askSize, last = (bid + ask) / 2) {
      broker.venue.quote({ instrument: 'X:A', time: clock.now(), last, bid, bidSize, ask, askSize })
    },
    depth(bids, asks) {
      const levels = (shown: readonly PriceAndSize[]): DepthLevel[] =>
        shown.map(([price, quantity]) => ({ price, quantity }))
      broker.venue.depth({ instrument: 'X:A', time: clock.now(), bids: levels(bids), asks: levels(asks) })
    },
    traded: () =>
      broker.venue.listFills().map(({ brokerOrderId, quantity, price }) => `${brokerOrderId} ${quantity} at ${price}`),
    fills: () => reports.flatMap((report) => (report.type === 'fill' ? [report.fill.price.toFixed()] : [])),
  }
}

export function barOf([open, high, low, close]: Ohlc, rest: Partial<Bar> = {}): Bar {
  return { instrument: 'X:A', timeframe: '1m', time: monday, open, high, low, close, volume: 0, ...rest }
}
