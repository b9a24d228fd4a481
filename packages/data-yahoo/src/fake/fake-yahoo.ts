import {
  type Bars,
  type Clock,
  type DatedCorporateAction,
  type InstrumentId,
  type Network,
  type Quote,
  systemClock,
  type Timers,
  type Timestamp,
} from '@shagun/core'
import { unitsOf } from '../currency.ts'
import { createSymbols } from '../symbols.ts'
import { chartReply } from './chart-reply.ts'
import { createFaults, type FakeEndpoint, type FakeFault, type FaultOptions } from './fault.ts'
import type { Listing } from './listing.ts'
import { createMarket } from './market.ts'
import { optionsReply } from './options-reply.ts'
import { encodePricingMessage } from './pricing-message.ts'
import { quoteReply } from './quote-reply.ts'
import { badRange, invalidCrumb, notFound, page, type Reply, text, tooMany } from './reply.ts'
import { searchReply } from './search-reply.ts'
import { type FakeYahooServer, type Outcome, serve } from './serve.ts'
import { createSockets, openInProcess } from './sockets.ts'

/** What a fake Yahoo knows; whatever is not given is drawn from the seed. */
export interface FakeYahooOptions {
  /** A whole number. Default: 1. */
  readonly seed?: number
  /** Default: the machine's. */
  readonly clock?: Clock & Timers
  /** Each in place of what would be drawn for its instrument and timeframe; 30m, 1w and 1mo are never asked for. */
  readonly bars?: readonly Bars[]
  /** Each in place of what would be drawn for its instrument. */
  readonly quotes?: readonly Quote[]
  /** Splits, and dividends for a share of today, as Yahoo has them. Default: none. */
  readonly actions?: readonly DatedCorporateAction[]
  /** What Yahoo does not know; it knows everything else that has a symbol there. */
  readonly unknown?: readonly InstrumentId[]
  /** What search finds. Default: some shares of India and America. */
  readonly listed?: readonly InstrumentId[]
  /** As that of `yahoo`. */
  readonly exchanges?: Readonly<Record<string, string>>
  /** As that of `yahoo`. */
  readonly symbols?: Readonly<Record<InstrumentId, string>>
}

/** A request as the fake got it. */
export interface FakeRequest {
  readonly endpoint: FakeEndpoint
  readonly time: Timestamp
  readonly path: string
  /** Without the crumb. */
  readonly query: Readonly<Record<string, string>>
}

/** Speaks as Yahoo does, on a port of the loopback or within the process. */
export interface FakeYahoo {
  /** For an environment: requests and sockets reach the fake without a port, whatever host they are for. */
  readonly network: Network
  /** All requests, and sockets opened, since the beginning. */
  readonly requests: readonly FakeRequest[]
  /** How many there were, in all or at one endpoint. */
  count(endpoint?: FakeEndpoint): number
  /** Listens on a free port of the loopback. */
  start(): Promise<FakeYahooServer>
  /** From now on something goes wrong, until the returned function is called. */
  fail(fault: FakeFault, options?: FaultOptions): () => void
  /** Nothing goes wrong any more. */
  heal(): void
  /** Takes no longer what cookie and crumb it has given. */
  expireSessions(): void
  /** The cookies and crumbs it has given, to look for where they should not be. */
  readonly secrets: readonly string[]
  /** What is listened to on the stream, as Yahoo writes it. */
  readonly subscribed: readonly string[]
  /** How many sockets are open. */
  readonly sockets: number
  /** Tells a trade to those who listen; prices are those of our quotes, in pounds where Yahoo says pence. */
  tick(quote: Quote, form?: 'json' | 'bare'): void
  /** Sends this to all sockets. */
  sendRaw(text: string): void
  /** Ends all sockets; 1006 breaks them. */
  closeSockets(code?: number): void
}

const listedByDefault: readonly InstrumentId[] = ['NSE:RELIANCE', 'BSE:RELIANCE', 'NSE:INFY', 'NASDAQ:AAPL', 'NSE:M&M']

/**
 * A Yahoo to test against: the same requests, answers, cookies, limits and failures, and every price from a seed.
 *
 * @throws ShagunError `invalid-options`, `unsupported` for an instrument that has no symbol at Yahoo
 * @example
 * ```ts
 * import { createEnvironment } from '@shagun/core'
 * import { yahoo } from '@shagun/data-yahoo'
 * import { createFakeYahoo } from '@shagun/data-yahoo/testing'
 *
 * const fake = createFakeYahoo({ seed: 7 })
 * const data = yahoo({}, createEnvironment({ network: fake.network }))
 *
 * const { quotes } = await data.fetchQuotes(['NSE:RELIANCE'])
 * fake.count('quote') === quotes.length // true
 * ```
 */
export function createFakeYahoo(options: FakeYahooOptions = {}): FakeYahoo {
  const { seed = 1, clock = systemClock, bars = [], quotes = [], actions = [] } = options
  const symbols = createSymbols(options.exchanges, options.symbols)
  const unknown = new Set((options.unknown ?? []).map(symbols.toYahoo))
  const listed = (options.listed ?? listedByDefault).map(symbols.toYahoo)
  const market = createMarket({ seed, clock, symbols, bars, quotes, actions, unknown })
  const faults = createFaults()
  const sockets = createSockets()
  const requests: FakeRequest[] = []
  const secrets: string[] = []
  let cookie: string | undefined
  let crumb: string | undefined
  let minted = 0

  function note(endpoint: FakeEndpoint, { pathname, searchParams }: URL): void {
    const query = Object.fromEntries([...searchParams].filter(([name]) => name !== 'crumb'))
    requests.push({ endpoint, time: clock.now(), path: pathname, query })
  }

  async function answer(url: URL, headers: Headers): Promise<Outcome> {
    const endpoint = endpointOf(url)
    if (endpoint === undefined) return text('', 404)
    note(endpoint, url)
    const slow = faults.take(endpoint, 'slow')
    if (slow !== undefined) await new Promise<void>((resolve) => clock.after(slow.delayMs, resolve))
    const wrong = failed(endpoint)
    if (wrong !== undefined) return wrong
    // Who does not look like a browser asks too often, whenever it asks.
    if (!headers.get('user-agent')?.startsWith('Mozilla/')) return text('Too Many Requests\r\n', 429)
    const reply = served(endpoint, url, headers)
    if (faults.take(endpoint, 'truncated') === undefined) return reply
    return { ...reply, body: reply.body.slice(0, reply.body.length / 2) }
  }

  function failed(endpoint: FakeEndpoint): Outcome | undefined {
    const limited = faults.take(endpoint, 'rate-limited')
    if (limited !== undefined) return tooMany(limited)
    const broken = faults.take(endpoint, 'server-error')
    if (broken !== undefined) return text('Bad Gateway', broken.httpStatus ?? 502)
    if (faults.take(endpoint, 'stall')) return 'stall'
    if (faults.take(endpoint, 'reset')) return 'reset'
    if (faults.take(endpoint, 'page')) return page
    if (faults.take(endpoint, 'not-found')) return notFound
    if (faults.take(endpoint, 'bad-range')) return badRange
    if (faults.take(endpoint, 'invalid-crumb')) return invalidCrumb
    return undefined
  }

  function served(endpoint: FakeEndpoint, url: URL, headers: Headers): Reply {
    const { searchParams } = url
    if (endpoint === 'cookie') return giveCookie()
    if (endpoint === 'crumb') return giveCrumb(headers)
    if (endpoint === 'search') return searchReply(market, searchParams.get('q') ?? '', listed)
    if (endpoint === 'chart') {
      const listing = market.find(symbolIn(url))
      return listing === undefined ? notFound : chart(listing, searchParams)
    }
    const isKnown = cookie !== undefined && headers.get('cookie')?.includes(cookie)
    if (!isKnown || searchParams.get('crumb') !== crumb) return invalidCrumb
    if (endpoint === 'quote') {
      const wanted = (searchParams.get('symbols') ?? '').split(',')
      return quoteReply(market, wanted, faults.take('quote', 'schema-change') !== undefined)
    }
    const listing = market.find(symbolIn(url))
    const date = searchParams.get('date')
    if (listing === undefined) return notFound
    return optionsReply(market, listing, date === null ? undefined : Number(date), clock.now())
  }

  function chart(listing: Listing, query: URLSearchParams): Reply {
    const nulls = faults.take('chart', 'null-cells')
    return chartReply(market, listing, query, clock.now(), {
      nullEvery: nulls === undefined ? undefined : (nulls.every ?? 3),
      live: faults.take('chart', 'live-last-bar') !== undefined,
      schemaChange: faults.take('chart', 'schema-change') !== undefined,
    })
  }

  /** With a status of 404, and a page. */
  function giveCookie(): Reply {
    if (faults.take('cookie', 'no-cookie')) return text('', 404)
    cookie = `A3=d=AQABfake${seed}x${++minted}&S=AQAAAfakeSession${minted}`
    crumb = undefined
    secrets.push(cookie.slice('A3='.length))
    const set = `${cookie}; Expires=Fri, 31 Dec 2100 00:00:00 GMT; Max-Age=31557600; Domain=.yahoo.com; Path=/; SameSite=None; Secure; HttpOnly`
    return {
      status: 404,
      headers: [
        ['content-type', 'text/html'],
        ['set-cookie', set],
      ],
      body: '<html></html>',
    }
  }

  function giveCrumb(headers: Headers): Reply {
    const bad = faults.take('crumb', 'bad-crumb')
    if (bad !== undefined) return text(bad.body)
    if (cookie === undefined || !headers.get('cookie')?.includes(cookie)) return text('', 401)
    crumb ??= `fk/Crumb.${minted}`
    secrets.push(crumb)
    return text(crumb)
  }

  const isSilent = (): boolean => faults.take('stream', 'silent-sockets') !== undefined
  const refuseSocket = (): number | undefined => {
    note('stream', new URL('ws://fake/'))
    const refused = faults.take('stream', 'refused-sockets')
    return refused === undefined ? undefined : (refused.httpStatus ?? 503)
  }

  return {
    network: {
      async fetch(input, init) {
        const signal = init?.signal
        signal?.throwIfAborted()
        const url = new URL(input instanceof Request ? input.url : input)
        const outcome = await orAborted(answer(url, new Headers(init?.headers as [string, string][])), signal)
        if (outcome === 'reset') throw new TypeError('fetch failed', { cause: new Error('socket hang up') })
        if (outcome === 'stall') return await orAborted(new Promise<never>(() => {}), signal)
        return new Response(outcome.body, { status: outcome.status, headers: outcome.headers as [string, string][] })
      },
      openSocket: (_url, listener) => openInProcess(sockets, listener, { isSilent, refusedWith: refuseSocket() }),
    },
    requests,
    secrets,
    count: (endpoint) =>
      endpoint === undefined ? requests.length : requests.filter((each) => each.endpoint === endpoint).length,
    start: () => serve({ sockets, isSilent, refuseSocket, answer }),
    fail: faults.add,
    heal: faults.clear,
    expireSessions() {
      cookie = crumb = undefined
    },
    get subscribed() {
      return sockets.subscribed
    },
    get sockets() {
      return sockets.open
    },
    tick({ instrument, time, last, bid, ask, volume }, form = 'json') {
      const symbol = symbols.toYahoo(instrument)
      const currency = market.find(symbol)?.currency ?? 'USD'
      const units = unitsOf(currency)
      const message = encodePricingMessage({
        symbol,
        time,
        currency,
        price: last * units,
        ...(bid !== undefined && { bid: bid * units }),
        ...(ask !== undefined && { ask: ask * units }),
        ...(volume !== undefined && { volume }),
      })
      sockets.send(form === 'bare' ? message : JSON.stringify({ type: 'pricing', message }), symbol)
    },
    sendRaw: (text) => sockets.send(text),
    closeSockets: sockets.close,
  }
}

function endpointOf({ hostname, pathname }: URL): FakeEndpoint | undefined {
  if (pathname.startsWith('/v8/finance/chart/')) return 'chart'
  if (pathname.startsWith('/v7/finance/options/')) return 'options'
  if (pathname === '/v7/finance/quote') return 'quote'
  if (pathname === '/v1/finance/search') return 'search'
  if (pathname.endsWith('/getcrumb')) return 'crumb'
  return pathname === '/cookie' || hostname === 'fc.yahoo.com' ? 'cookie' : undefined
}

function symbolIn({ pathname }: URL): string {
  return decodeURIComponent(pathname.slice(pathname.lastIndexOf('/') + 1))
}

async function orAborted<T>(work: Promise<T>, signal: AbortSignal | null | undefined): Promise<T> {
  if (signal === undefined || signal === null) return await work
  return await new Promise<T>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    work.then(resolve, reject)
  })
}
