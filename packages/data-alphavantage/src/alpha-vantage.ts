import type { DatedCorporateAction, InstrumentId, Timestamp } from '@shagun/core'
import { type DataProvider, defineDataProvider, type Factory, type QuoteBatch } from '@shagun/core/adapter'
import { createClient } from './client.ts'
import type { Desk } from './desk.ts'
import type { IndicatorColumns, IndicatorQuery } from './indicator.ts'
import { createListings } from './listing.ts'
import { type AlphaVantageOptions, checkOptions } from './options.ts'
import type { FoundInstrument } from './search.ts'
import { source } from './source.ts'
import { supportsOf } from './supports.ts'

/** Alpha Vantage, with what it can do beside the port of data providers. */
export interface AlphaVantage extends DataProvider {
  /** The latest quotes, one request each, but for many US listings at once on a premium plan with prices in real time. */
  fetchQuotes(instruments: readonly InstrumentId[], signal?: AbortSignal): Promise<QuoteBatch>
  /** What matches the words, best first; empty where nothing does. */
  searchInstruments(words: string, signal?: AbortSignal): Promise<readonly FoundInstrument[]>
  /** An indicator that Alpha Vantage computes, as columns by its names. */
  fetchIndicator(query: IndicatorQuery, signal?: AbortSignal): Promise<IndicatorColumns>
  /** Splits and dividends whose ex-date lies in the range, oldest first; only a premium plan has them. */
  fetchCorporateActions(query: CorporateActionQuery, signal?: AbortSignal): Promise<readonly DatedCorporateAction[]>
}

/** Whose corporate actions are wanted, and when. */
export interface CorporateActionQuery {
  readonly instrument: InstrumentId
  readonly from: Timestamp
  readonly to: Timestamp
}

/**
 * Market data of Alpha Vantage: bars, quotes, currencies, a search and indicators.
 *
 * The free plan has 25 requests a day and prices as of the end of a day, so it is a last resort: list it last. The
 * requests are counted; give a store to count over restarts, too. A range within a day takes one request a month.
 *
 * Besides what every provider throws, a plan's limits are `unsupported`, and a day without requests left is
 * `rate-limited` until midnight in New York.
 *
 * @throws ShagunError `invalid-options` for an empty key, or options that contradict each other
 * @example
 * ```ts
 * import { alphaVantage } from '@shagun/data-alphavantage'
 *
 * async function lastMonths(apiKey: string, now: number) {
 *   const data = alphaVantage({ apiKey })
 *   return data.fetchBars({ instrument: 'NASDAQ:AAPL', timeframe: '1d', from: now - 90 * 86_400_000, to: now })
 * }
 * ```
 */
export const alphaVantage: Factory<AlphaVantage, AlphaVantageOptions> = defineDataProvider({
  id: source,
  supports: supportsOf,
  create(options: AlphaVantageOptions, environment) {
    checkOptions(options)
    const { extendedHours = false, entitlement } = options
    const { clock, log } = environment
    const client = createClient(options, environment)
    const { adjusted } = supportsOf(options)
    const desk: Desk = { client, listings: createListings(options), clock, log, extendedHours, adjusted, entitlement }

    const verbs = () => import('./verbs.ts')

    return {
      fetchBars: async (query, signal) => (await verbs()).fetchBars(desk, query, signal),
      fetchQuotes: async (instruments, signal) => (await verbs()).fetchQuotes(desk, instruments, signal),
      searchInstruments: async (words: string, signal?: AbortSignal) =>
        (await verbs()).searchInstruments(desk, words, signal),
      fetchIndicator: async (query: IndicatorQuery, signal?: AbortSignal) =>
        (await verbs()).fetchIndicator(desk, query, signal),
      fetchCorporateActions: async (query: CorporateActionQuery, signal?: AbortSignal) =>
        (await verbs()).fetchCorporateActions(desk, query, signal),
    }
  },
})
