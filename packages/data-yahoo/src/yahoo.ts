import type { DatedCorporateAction } from '@shagun/core'
import { createRateLimiter, type DataProvider, defineDataProvider, type Factory } from '@shagun/core/adapter'
import { fetchBars } from './chart/fetch-bars.ts'
import { timeframes } from './chart/series.ts'
import type { Context } from './context.ts'
import { type CorporateActionQuery, fetchCorporateActions } from './corporate-actions.ts'
import { createEndpoint } from './endpoint.ts'
import { fetchOptionChain, type OptionChain, type OptionChainQuery } from './option-chain.ts'
import { type SettledOptions, settleOptions, type YahooOptions } from './options.ts'
import { fetchQuotes } from './quotes/fetch-quotes.ts'
import { type FoundInstrument, searchInstruments } from './search-instruments.ts'
import { createSessions } from './session.ts'
import { createFeed } from './stream/feed.ts'
import { createSymbols } from './symbols.ts'
import { createTally } from './tally.ts'

/** A data provider with what Yahoo has beside bars and quotes. */
export interface YahooProvider extends DataProvider {
  readonly fetchQuotes: NonNullable<DataProvider['fetchQuotes']>
  readonly subscribe: NonNullable<DataProvider['subscribe']>
  /**
   * Splits and dividends by ex-date, oldest first, as `adjustBars` takes them.
   *
   * @throws ShagunError `invalid-options`, `not-found`, `unsupported`, `rate-limited`, `unreachable`, `invalid-data`, as `fetchBars`
   */
  fetchCorporateActions(query: CorporateActionQuery, signal?: AbortSignal): Promise<readonly DatedCorporateAction[]>
  /**
   * What goes by a name or a symbol, best match first.
   *
   * @throws ShagunError `rate-limited`, `unreachable`, `invalid-data`
   */
  searchInstruments(text: string, signal?: AbortSignal): Promise<readonly FoundInstrument[]>
  /**
   * The options of one expiry, and which other expiries there are; empty in India.
   *
   * @throws ShagunError `not-found`, `unsupported`, `rate-limited`, `unauthenticated`, `unreachable`, `invalid-data`
   */
  fetchOptionChain(query: OptionChainQuery, signal?: AbortSignal): Promise<OptionChain>
}

/** What Yahoo says of India; America comes at once, and single quotes tell how late they are. */
const usualDelaySec = 900

/**
 * Bars, quotes, corporate actions, option chains and a stream of Yahoo Finance, which is not official: it can change or
 * refuse at any time, and its terms allow personal use.
 *
 * Prices are adjusted for splits, and for dividends on demand. Those in pence, South African cents and agorot are turned
 * into pounds, rand and shekels. Bars have no volume where Yahoo tells none, and are stamped by their open; those of a
 * day by the open of its session.
 *
 * Methods throw ShagunError `invalid-options` for a range that ends before it begins, `not-found` for a symbol that Yahoo does not know, `unsupported` for an exchange, timeframe
 * or range that it does not have, `rate-limited` where it refuses us (then it is left alone for a minute to an hour,
 * longer each time), `unauthenticated` where it gives no crumb, `unreachable`, and `invalid-data` where it has changed.
 *
 * @throws ShagunError `invalid-options` for what is no address, symbol or limit
 * @example
 * ```ts
 * import { yahoo } from '@shagun/data-yahoo'
 *
 * async function lastYear() {
 *   const data = yahoo()
 *   return await data.fetchBars({
 *     instrument: 'NSE:RELIANCE', timeframe: '1d', from: Date.UTC(2025, 0, 1), to: Date.UTC(2026, 0, 1),
 *   })
 * }
 * ```
 */
export const yahoo: Factory<YahooProvider, YahooOptions> = defineDataProvider({
  id: 'yahoo',
  supports: ({ exchanges, symbols }: YahooOptions) => ({
    timeframes,
    exchanges: createSymbols(exchanges, symbols).exchanges,
    delayedBySec: usualDelaySec,
    adjusted: ['splits', 'splits-and-dividends'],
  }),
  create(options: YahooOptions, environment) {
    const settled = settleOptions(options)
    const context = createContext(settled, environment)
    const feed = createFeed(context, { url: settled.streamUrl, userAgent: settled.userAgent })
    return {
      fetchBars: (query, signal) => fetchBars(context, query, signal),
      fetchQuotes: (instruments, signal) => fetchQuotes(context, instruments, signal),
      subscribe: (instruments, report) => feed.subscribe(instruments, report),
      fetchCorporateActions: (query, signal) => fetchCorporateActions(context, query, signal),
      searchInstruments: (text, signal) => searchInstruments(context, text, signal),
      fetchOptionChain: (query, signal) => fetchOptionChain(context, query, signal),
    } satisfies Omit<YahooProvider, 'id' | 'supports' | 'environment'>
  },
})

function createContext(options: SettledOptions, environment: Context['environment']): Context {
  const { queryBaseUrl, cookieUrl, crumbUrl, userAgent, limits, attemptTimeoutMs } = options
  const limiter = createRateLimiter({ name: 'yahoo', limits }, environment)
  const shared = { userAgent, limiter, ...(attemptTimeoutMs !== undefined && { attemptTimeoutMs }) }
  // Charts go on where quotes are refused, so each part has a pause of its own.
  const atQuery = { ...shared, baseUrl: queryBaseUrl }
  const [cookieBase, cookiePath] = splitUrl(cookieUrl)
  const [crumbBase, crumbPath] = splitUrl(crumbUrl)
  const sessions = createSessions(
    {
      cookie: createEndpoint(
        {
          ...shared,
          baseUrl: cookieBase,
          // With whatever it answers, it is the cookie that counts.
          judge: ({ headers, status }) => (status !== 429 && headers.getSetCookie().length > 0 ? 'answer' : undefined),
        },
        environment,
      ),
      cookiePath,
      crumb: createEndpoint({ ...shared, baseUrl: crumbBase }, environment),
      crumbPath,
      ownCookie: options.cookie,
    },
    environment,
  )
  return {
    environment,
    symbols: createSymbols(options.exchanges, options.symbols),
    charts: createEndpoint(atQuery, environment),
    quotes: createEndpoint(atQuery, environment),
    sessions,
    tally: createTally(environment),
  }
}

/** An address as what a client is based on, and what it asks there. */
function splitUrl(address: string): readonly [base: string, path: string] {
  const { origin, pathname, search } = new URL(address)
  const end = pathname.lastIndexOf('/') + 1
  return [origin + pathname.slice(0, end), pathname.slice(end) + search]
}
