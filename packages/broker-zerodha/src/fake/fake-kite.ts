import {
  type Calendar,
  createEnvironment,
  createInstrument,
  Decimal,
  type DecimalInput,
  type Environment,
  type Instrument,
  type InstrumentId,
  type Network,
  ShagunError,
  seededRandom,
  type Unsubscribe,
} from '@shagun/core'
import type { OutsideOrder, SimulatedVenue } from '@shagun/core/testing'
import { endDay } from './exchange/day.ts'
import { createExchange, type FakeBook, type Liquidity } from './exchange/exchange.ts'
import type { KiteInstrument } from './exchange/listing.ts'
import { createListings } from './exchange/listings.ts'
import { createFaults, type FakeKiteFaults } from './faults/fault.ts'
import { gttRoutes } from './gtt/gtt-routes.ts'
import { createGtts } from './gtt/gtts.ts'
import { createHandler } from './handle.ts'
import { createFetch } from './in-process.ts'
import { type FakeBehavior, type FakeDelays, type Kite, usualBehavior } from './kite.ts'
import { createLimits, type FakeKiteLimits, kiteLimits, noLimits } from './limits/limits.ts'
import { createCandles } from './market-data/candles.ts'
import type { DumpOptions } from './market-data/dump.ts'
import { marketRoutes } from './market-data/market-routes.ts'
import { createTickerSource, type KiteTickerSource } from './market-data/ticks.ts'
import { createWalk } from './market-data/walk.ts'
import { followOrders } from './orders/followers.ts'
import { createIds } from './orders/ids.ts'
import { createLifecycle } from './orders/lifecycle.ts'
import { orderRoutes } from './orders/order-routes.ts'
import { createUpdates } from './orders/updates.ts'
import { type Account, createAccount } from './portfolio/account.ts'
import { calculatorRoutes } from './portfolio/calculator-routes.ts'
import { portfolioRoutes } from './portfolio/portfolio-routes.ts'
import { type PostbackOptions, type PostbackTarget, sendPostbacks } from './postbacks/postbacks.ts'
import { createRequestLog, type FakeKiteRequest } from './request-log.ts'
import { type FakeKiteServer, serve } from './serve.ts'
import { sessionRoutes } from './session/session-routes.ts'
import { createSessions, type FakeKiteSession } from './session/sessions.ts'
import { type FakeKiteUser, firstUser } from './session/user.ts'
import { createFakeTicker, type FakeTicker, type FakeTickerOptions } from './ticker/fake-ticker.ts'
import { createVenue, listedOf } from './venue.ts'
import type { FakeEndpoint } from './wire/request.ts'

/** What a fake Kite knows and how it behaves; everything has a default. */
export interface FakeKiteOptions {
  /** Default: one user, `AB1234`, with a million rupees. */
  readonly users?: readonly FakeKiteUser[]
  /** Default: a few shares, an index and a future. */
  readonly instruments?: readonly (Instrument | KiteInstrument)[]
  /** Instruments that are drawn beside them, so that the dump is as large as Kite's. Default: none. */
  readonly dump?: DumpOptions
  /** A whole number: what is left to chance comes from it. Default: 1. */
  readonly seed?: number
  /** When markets are open. Default: always. */
  readonly calendar?: Calendar
  /** Default: 0 for all, so that an order is at the exchange before it is answered. */
  readonly delays?: Partial<FakeDelays>
  /** Default: as Kite's own; `none` takes everything. */
  readonly limits?: Partial<FakeKiteLimits> | 'none'
  /** What is unsettled about Kite, or differs from day to day. */
  readonly behavior?: Partial<FakeBehavior>
  /** What others offer of themselves around each print. Default: nothing. */
  readonly liquidity?: Liquidity
  /** What Kite's stream is like. */
  readonly ticker?: Omit<FakeTickerOptions, 'timers'>
  /** From where requests within the process seem to come. Default: `127.0.0.1`. */
  readonly ip?: string
}

/** Speaks as Kite does, on a port of the loopback or within the process, with an exchange behind it. */
export interface FakeKite {
  /** For an environment: requests and sockets reach the fake without a port, whatever host they are for. */
  readonly network: Network
  /** Listens on a free port of the loopback. */
  listen(): Promise<FakeKiteServer>
  readonly users: readonly FakeKiteUser[]
  /** As if that user had typed the password: a request token, good once, for five minutes. Default: the first user. */
  login(userId?: string): string
  /** A session that is good now; begun where there is none. */
  session(userId?: string): FakeKiteSession
  /** Ends all sessions of a user, as a master logout does. */
  logout(userId?: string): void
  /** Every token that was ever given and every api secret, to look for where they should not be. */
  readonly secrets: readonly string[]
  /** From where orders of a user may come, from now on; from everywhere where it is `undefined`. */
  allowIps(ips: readonly string[] | undefined, userId?: string): void
  /** What is true of the first user's account. */
  readonly venue: SimulatedVenue
  /** What is true of that user's account. */
  venueOf(userId: string): SimulatedVenue
  /** Somebody trades: orders that the price reaches fill, up to that quantity, best price first, then the oldest. */
  print(instrument: InstrumentId, price: DecimalInput, quantity: number): void
  /** Others want that now, and nothing else. */
  setBook(instrument: InstrumentId, book: FakeBook): void
  /** So many contracts are open now, in shares or units. */
  setOpenInterest(instrument: InstrumentId, oi: number): void
  /** The trading day is over; orders that waited for the open come in with the new one. */
  endDay(): void
  /** An order at the market, placed on Kite's own screen. */
  placeOutside(order: OutsideOrder, userId?: string): void
  /** What goes wrong. */
  readonly faults: FakeKiteFaults
  /** All requests since the beginning. */
  readonly requests: readonly FakeKiteRequest[]
  /** How many there were, in all or of one kind. */
  count(endpoint?: FakeEndpoint): number
  /** What the exchange shows to whoever streams it. */
  readonly feed: KiteTickerSource
  /** The stream of it that Kite serves, with what can go wrong there. */
  readonly ticker: FakeTicker
  /** Tells an app of its orders as they change, until the returned function is called. */
  sendPostbacks(to: PostbackTarget, options?: PostbackOptions): Unsubscribe
}

const noDelays: FakeDelays = { receiveMs: 0, validateMs: 0, exchangeMs: 0, modifyMs: 0, cancelMs: 0 }

/**
 * A Kite to test against: the same requests, answers, books, limits and failures, and an exchange where orders fill.
 *
 * @throws ShagunError `invalid-options` where two users share an id or an api key
 * @example
 * ```ts
 * import { createFakeKite } from '@shagun/broker-zerodha/testing'
 *
 * const fake = createFakeKite()
 * fake.print('NSE:INFY', '1520.05', 100)
 *
 * const { apiKey, accessToken } = fake.session()
 * const reply = await fake.network.fetch('https://api.kite.trade/orders', {
 *   headers: { 'X-Kite-Version': '3', authorization: `token ${apiKey}:${accessToken}` },
 * })
 * ```
 */
export function createFakeKite(
  options: FakeKiteOptions = {},
  environment: Environment = createEnvironment({}),
): FakeKite {
  const { users = [firstUser], seed = 1, ip = '127.0.0.1' } = options
  checkUsers(users)
  const { clock, timers } = environment
  const random = seededRandom(seed)
  const behavior: FakeBehavior = { ...usualBehavior, ...options.behavior }
  const limits = options.limits === 'none' ? noLimits : { ...kiteLimits, ...options.limits }
  const listings = createListings(options.instruments ?? usualInstruments(), options.dump)
  const exchange = createExchange(clock, options.liquidity)
  const faults = createFaults(random)
  const accounts = new Map<string, Account>(users.map((user) => [user.userId, createAccount(user, listings)]))
  const ips = new Map<string, readonly string[] | undefined>(users.map((user) => [user.userId, user.ips]))
  const sessions = createSessions({
    users,
    clock,
    random,
    daily: behavior.tokenExpiry === 'daily',
    sameToken: behavior.secondLogin === 'same-token',
  })
  const updates = createUpdates((userId) => userOf(userId))
  const kite: Kite = {
    clock,
    timers,
    random,
    behavior,
    delays: { ...noDelays, ...options.delays },
    calendar: options.calendar,
    users,
    listings,
    exchange,
    sessions,
    faults,
    updates,
    limits: createLimits(limits, clock),
    ids: createIds(clock, behavior.idDigits),
    accountOf: (userId) => accounts.get(userId)!,
    ipsOf: ({ userId }) => ips.get(userId),
  }
  const lifecycle = createLifecycle(kite)
  followOrders(lifecycle)
  const gtts = createGtts(kite, lifecycle, accounts)
  const candles = createCandles(exchange, createWalk(seed), () => clock.now())
  const log = createRequestLog(clock)
  const routes = [
    ...orderRoutes(kite, lifecycle),
    ...sessionRoutes(kite),
    ...portfolioRoutes(kite),
    ...calculatorRoutes(kite),
    ...gttRoutes(kite, gtts),
    ...marketRoutes(kite, candles),
  ]
  const answer = createHandler(kite, routes, log)
  const feed = createTickerSource(listings, exchange, sessions, updates)
  const ticker = createFakeTicker(feed, { timers, ...options.ticker })

  function userOf(userId: string = users[0]!.userId): FakeKiteUser {
    const user = users.find((each) => each.userId === userId)
    if (user === undefined) throw invalid('userId', userId, 'one of the users that the fake was given')
    return user
  }

  const print: FakeKite['print'] = (instrument, price, quantity) =>
    exchange.print(listedOf(kite, instrument), new Decimal(price), quantity)
  const closeDay = (): void => endDay(kite, lifecycle, accounts.values())
  const venues = new Map(
    [...accounts].map(([userId, account]) => [
      userId,
      createVenue(kite, lifecycle, account, {
        print: ({ instrument, price, quantity }) => print(instrument, price, quantity),
        endDay: closeDay,
      }),
    ]),
  )
  const venueOf = (userId?: string): SimulatedVenue => venues.get(userOf(userId).userId)!

  return {
    network: {
      fetch: createFetch(answer, timers, ip),
      openSocket: ticker.openSocket,
    },
    listen: () => serve({ timers, gzip: behavior.gzip, answer, mount: ticker.mount }),
    users,
    login: (userId) => sessions.login(userOf(userId)),
    session: (userId) => sessions.open(userOf(userId)),
    logout: (userId) => sessions.endAll(userOf(userId).userId),
    get secrets() {
      return [...users.map(({ apiSecret }) => apiSecret), ...sessions.secrets]
    },
    allowIps: (allowed, userId) => void ips.set(userOf(userId).userId, allowed),
    venue: venueOf(),
    venueOf,
    print,
    setBook: (instrument, book) => exchange.setBook(listedOf(kite, instrument), book),
    setOpenInterest: (instrument, oi) => exchange.setOpenInterest(listedOf(kite, instrument), oi),
    endDay: closeDay,
    placeOutside: (order, userId) => venueOf(userId).placeOutside(order),
    faults,
    requests: log.requests,
    count: (endpoint) =>
      endpoint === undefined ? log.requests.length : log.requests.filter((each) => each.endpoint === endpoint).length,
    feed,
    ticker,
    sendPostbacks: (to, postbackOptions) => sendPostbacks(updates, environment, random, to, postbackOptions),
  }
}

/** Enough to begin with. */
function usualInstruments(): Instrument[] {
  const share = (id: InstrumentId, name: string, isin: string): Instrument =>
    createInstrument({ id, currency: 'INR', tickSize: '0.05', name, isin })
  return [
    share('NSE:INFY', 'INFOSYS', 'INE009A01021'),
    share('NSE:RELIANCE', 'RELIANCE INDUSTRIES', 'INE002A01018'),
    share('NSE:SBIN', 'STATE BANK OF INDIA', 'INE062A01020'),
    share('BSE:INFY', 'INFOSYS', 'INE009A01021'),
    createInstrument({ id: 'NSE:NIFTY 50', currency: 'INR', kind: 'index', name: 'NIFTY 50' }),
    createInstrument({
      id: 'NFO:NIFTY29DECFUT',
      currency: 'INR',
      kind: 'future',
      tickSize: '0.05',
      lotSize: 65,
      freezeQuantity: 1800,
      underlying: 'NIFTY',
      expiry: Date.UTC(2029, 11, 24, 10),
    }),
  ]
}

function checkUsers(users: readonly FakeKiteUser[]): void {
  if (users.length === 0) throw invalid('users', '[]', 'one user or more')
  for (const name of ['userId', 'apiKey'] as const)
    if (new Set(users.map((user) => user[name])).size < users.length)
      throw invalid('users', `two with the same ${name}`, 'one for each user')
}

function invalid(option: string, value: string, expected: string): ShagunError {
  return new ShagunError('invalid-options', `${option} is ${value}; expected ${expected}.`, {
    details: { option, value, expected },
  })
}
