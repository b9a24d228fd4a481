import { invalidOption, ShagunError } from '../errors.ts'
import type { InstrumentId } from '../model/ids.ts'
import type { Instrument } from '../model/instrument.ts'
import type { Awaitable } from '../ports/awaitable.ts'
import type { BarQuery, DataProvider } from '../ports/data-provider.ts'
import type { Environment, Unsubscribe } from '../ports/environment.ts'
import { systemEnvironment } from '../ports/environment-system.ts'
import { type LabeledQuote, memoryQuotes, type QuoteCache } from '../ports/quote-cache.ts'
import type { BarStore } from '../ports/storage.ts'
import type { BreakerOptions } from '../resilience/breaker.ts'
import type { StreamOptions } from './feeds.ts'
import type { Calendars } from './freshness.ts'
import { createSource, type FailbackOptions, type ProviderHealth } from './health.ts'
import { createHistory, type HistoryOptions, type LabeledBars, type LatestBarsQuery } from './history.ts'
import { createListings } from './listings.ts'
import { createQuotes, type FetchQuoteOptions, type QuoteAnswers, type QuoteOptions } from './quotes.ts'
import { createRoute, type ProviderSwitch } from './route.ts'
import { createStream, type Interest } from './stream.ts'
import { createBacklog, createReader, createSubscriber, type Subscriber } from './subscriber.ts'
import type { MarketUpdate } from './updates.ts'

/** What market data are put together from; only the providers are needed. */
export interface MarketDataOptions {
  /** Asked in this order. */
  readonly providers: readonly DataProvider[]
  /** When each venue trades, by its name; `*` stands for all others. They say what is stale, and which bars are complete. */
  readonly calendars?: Calendars
  /** Where history is kept that was fetched once, such as `storage.bars`. */
  readonly store?: BarStore
  /** Default: {@link memoryQuotes}. */
  readonly cache?: QuoteCache
  readonly quotes?: QuoteOptions
  readonly history?: HistoryOptions
  readonly stream?: StreamOptions
  readonly failback?: FailbackOptions
  /** When a provider that fails is left alone altogether. */
  readonly breaker?: BreakerOptions
  /** For how long a symbol that a provider does not know is not asked of it again, in milliseconds; 10 minutes by default. */
  readonly notFoundMs?: number
}

/** What a subscriber wants to hear, and how much may wait for it. */
export interface SubscribeOptions extends Interest {
  /** How many trades, bars and news of the line wait for a slow subscriber; 1000 by default. The oldest go first. */
  readonly backlog?: number
}

/** One subscriber's place in the stream. */
export interface Subscription {
  /** Resolves once a provider streams all of its instruments; rejects where none could, while it is still tried. */
  readonly ready: Promise<void>
  /** Quotes and depths that it never saw because newer ones came. */
  readonly conflated: number
  /** Trades, bars and news of the line that it never saw because it was too slow. */
  readonly dropped: number
  /** Nothing is told any more; the last one who listens ends it upstream, too. Calling it again does nothing. */
  end(): void
}

/** A stream to be read in a loop. */
export interface MarketReader extends AsyncIterableIterator<MarketUpdate>, Subscription {}

/**
 * Market data of several providers as of one: normalised, cached, with failover, and labelled with where they come from.
 *
 * One can serve any number of accounts. It does nothing unasked, and needs no end: who listens no more ends its subscription.
 */
export interface MarketData {
  readonly environment: Environment
  /**
   * The latest quote: from the stream, else the cache, else the first provider that has it.
   *
   * @throws ShagunError `not-found` for an instrument that nobody knows, `unsupported` where nobody could know it,
   * `unavailable` where nobody can be reached
   */
  fetchQuote(instrument: InstrumentId, options?: FetchQuoteOptions): Promise<LabeledQuote>
  /** The same for many at once; those that fail are listed beside those that came. */
  fetchQuotes(instruments: readonly InstrumentId[], options?: FetchQuoteOptions): Promise<QuoteAnswers>
  /** The newest quote that a subscription has brought; `undefined` where there is none. */
  getQuote(instrument: InstrumentId): LabeledQuote | undefined
  /**
   * The complete bars that opened in a range, all of one source: what the store has, and the rest from the provider.
   *
   * @throws ShagunError `invalid-options` for a range that is none, `not-found`, `unsupported`, `unavailable`
   */
  fetchBars(query: BarQuery, signal?: AbortSignal): Promise<LabeledBars>
  /** The last so many complete bars; fewer where history is short. */
  fetchLatestBars(query: LatestBarsQuery, signal?: AbortSignal): Promise<LabeledBars>
  /**
   * What is listed at an exchange.
   *
   * @throws ShagunError `unsupported`, `unavailable`
   */
  fetchInstruments(exchange: string, signal?: AbortSignal): Promise<readonly Instrument[]>
  /**
   * Tells of every update; while a promise that the listener returned is pending, quotes and depths are conflated.
   *
   * @throws ShagunError `unsupported` for an instrument that no provider could stream, `invalid-options` for a backlog
   * without an end
   */
  subscribe(options: SubscribeOptions, listener: (update: MarketUpdate) => Awaitable<void>): Subscription
  /** The same to read in a loop: what comes meanwhile waits, conflated. Leaving the loop ends it. */
  stream(options: SubscribeOptions): MarketReader
  /** How the providers fare. */
  getHealth(): readonly ProviderHealth[]
  /** Told whenever a provider takes over from another one. */
  on(event: 'provider.switched', listener: (change: ProviderSwitch) => void): Unsubscribe
}

/**
 * Puts several providers of market data together as one.
 *
 * @throws ShagunError `environment-mismatch` where they live in different environments, `invalid-options` where two have one id
 * @example
 * ```ts
 * import { createMarketData, memory, nse } from '@shagun/core'
 * import { csv } from '@shagun/data-csv'
 *
 * const infy = csv({ path: 'infy.csv', instrument: 'NSE:INFY', timeframe: '1d' })
 * const data = createMarketData({ providers: [infy], calendars: { NSE: nse() }, store: memory().bars })
 * const { bars, source, stale } = await data.fetchLatestBars({ instrument: 'NSE:INFY', timeframe: '1d', count: 200 })
 * console.log(bars.close.at(-1), source, stale)
 * ```
 */
export function createMarketData(options: MarketDataOptions): MarketData {
  const {
    providers,
    calendars = {},
    cache = memoryQuotes(),
    failback = {},
    breaker = {},
    notFoundMs = 600_000,
  } = options
  const environment = providers[0]?.environment ?? systemEnvironment
  checkProviders(providers, environment)
  const { log } = environment
  const sources = providers.map((provider) => createSource(provider, environment, failback, breaker))
  const listeners = new Set<(change: ProviderSwitch) => void>()
  const route = createRoute(sources, environment, notFoundMs, tellSwitch)
  const history = createHistory(sources, route, options.store, calendars, environment, options.history ?? {})
  const toleranceMs = options.quotes?.toleranceMs
  const stream = createStream(
    sources,
    calendars,
    environment,
    { ...options.stream, ...(toleranceMs !== undefined && { toleranceMs }) },
    (instrument, timeframe, range, signal) => history.fetchBars({ instrument, timeframe, ...range }, signal),
    tellSwitch,
  )
  const quotes = createQuotes(route, cache, calendars, environment, options.quotes ?? {}, stream.latest)

  function tellSwitch(change: ProviderSwitch): void {
    for (const listener of listeners)
      try {
        listener(change)
      } catch (cause) {
        report(cause)
      }
  }

  function report(cause: unknown): void {
    log.error('A listener to market data threw.', { cause })
  }

  function join(interest: Interest, subscriber: Subscriber): Subscription {
    const { end, backlog } = subscriber
    const ready = stream.add(interest, subscriber)
    // Whoever does not look at it is told by the log.
    ready.catch(() => {})
    return {
      ready,
      get conflated() {
        return backlog.conflated
      },
      get dropped() {
        return backlog.dropped
      },
      end,
    }
  }

  return {
    environment,
    async fetchQuote(instrument, fetchOptions) {
      const { quotes: found, failures } = await quotes.fetchQuotes([instrument], fetchOptions)
      const quote = found.get(instrument)
      if (quote === undefined) throw failures.get(instrument)
      return quote
    },
    fetchQuotes: quotes.fetchQuotes,
    getQuote: stream.latest,
    fetchBars: history.fetchBars,
    fetchLatestBars: history.fetchLatestBars,
    fetchInstruments: createListings(route),
    subscribe({ backlog = 1_000, ...interest }, listener) {
      const told = createSubscriber(listener, createBacklog(backlog), report)
      const subscriber: Subscriber = {
        ...told,
        end() {
          told.end()
          stream.remove(subscriber)
        },
      }
      return join(interest, subscriber)
    },
    stream({ backlog = 1_000, ...interest }) {
      const reader = createReader(createBacklog(backlog), () => stream.remove(reader))
      const subscription = join(interest, reader)
      return Object.defineProperties(reader, Object.getOwnPropertyDescriptors(subscription)) as unknown as MarketReader
    },
    getHealth: () => sources.map((source) => source.health()),
    on(_event, listener) {
      const own = (change: ProviderSwitch): void => listener(change)
      listeners.add(own)
      return () => {
        listeners.delete(own)
      }
    },
  }
}

function checkProviders(providers: readonly DataProvider[], environment: Environment): void {
  const ids = new Set<string>()
  for (const { id, environment: other } of providers) {
    if (other !== environment) {
      const message = `${id} lives in another environment than ${providers[0]!.id}; pass all the same one as their last argument.`
      throw new ShagunError('environment-mismatch', message, { details: { adapter: id } })
    }
    if (ids.has(id)) throw invalidOption('Two providers are called', 'providers', id, 'another id for each provider')
    ids.add(id)
  }
}
