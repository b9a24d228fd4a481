import type { AnyShagunError } from '../errors.ts'
import type { Bar, Bars } from '../model/bars.ts'
import type { InstrumentId } from '../model/ids.ts'
import type { Instrument } from '../model/instrument.ts'
import type { Adjustment } from '../model/label.ts'
import type { Depth, Quote, Trade } from '../model/quote.ts'
import type { Timeframe, Timestamp } from '../model/time.ts'
import type { Factory } from './broker.ts'
import type { Environment, Unsubscribe } from './environment.ts'
import { systemEnvironment } from './environment-system.ts'

/** The bars that opened from `from` to before `to`. */
export interface BarQuery {
  readonly instrument: InstrumentId
  readonly timeframe: Timeframe
  readonly from: Timestamp
  readonly to: Timestamp
  /** Default: what the provider lists first. */
  readonly adjustment?: Adjustment
}

/** What a provider can serve, as values. */
export interface DataSupports {
  readonly timeframes: readonly Timeframe[]
  /** `['*']` where it does not depend on the exchange. */
  readonly exchanges: readonly string[]
  readonly delayedBySec: number
  /** What its bars can be adjusted for; the first is what it gives unasked. */
  readonly adjusted: readonly Adjustment[]
  /** Where it knows a venue's instruments only by their listing at another: `{ NSE: 'BSE' }`, with the same symbols. */
  readonly substitutes?: Readonly<Record<string, string>>
  /** Bars that its stream reports complete; it reports no others. Default: none. */
  readonly streamsBars?: readonly Timeframe[]
  /** How often it can bear to be asked for quotes where it has no stream, in milliseconds; 0 for never. Default: 5 s. */
  readonly pollEveryMs?: number
}

/**
 * What a stream tells: `bar` is a bar that is complete, `alive` a sign of life without news, such as a heartbeat, and
 * `unknown` an instrument that was subscribed to and does not exist there.
 */
export type MarketReport =
  | { readonly type: 'quote'; readonly quote: Quote }
  | { readonly type: 'trade'; readonly trade: Trade }
  | { readonly type: 'depth'; readonly depth: Depth }
  | { readonly type: 'bar'; readonly bar: Bar }
  | { readonly type: 'lost'; readonly cause: string }
  | { readonly type: 'restored' }
  | { readonly type: 'alive' }
  | { readonly type: 'unknown'; readonly instrument: InstrumentId }

/** A report about an instrument. */
export type TickReport = Extract<MarketReport, { readonly type: 'quote' | 'trade' | 'depth' | 'bar' }>

/**
 * The instrument that a report is about; `undefined` for news of the line.
 *
 * @example
 * ```ts
 * import { instrumentOf, type MarketReport } from '@shagun/core/adapter'
 *
 * function ofOthers(reports: readonly MarketReport[], instrument: string): readonly MarketReport[] {
 *   return reports.filter((report) => instrumentOf(report) !== instrument)
 * }
 * ```
 */
export function instrumentOf(report: TickReport): InstrumentId
export function instrumentOf(report: MarketReport): InstrumentId | undefined
export function instrumentOf(report: MarketReport): InstrumentId | undefined {
  switch (report.type) {
    case 'quote':
      return report.quote.instrument
    case 'trade':
      return report.trade.instrument
    case 'depth':
      return report.depth.instrument
    case 'bar':
      return report.bar.instrument
    default:
      return undefined
  }
}

/** The quotes that came, and the instruments for which none did: it does not know them, unless it says what failed. */
export interface QuoteBatch {
  readonly quotes: readonly Quote[]
  readonly missing: readonly InstrumentId[]
  /** Why those of `missing` have no quote that it may well know: a limit that was reached, a request that failed. */
  readonly failures?: ReadonlyMap<InstrumentId, AnyShagunError>
}

/** A source of market data. A method exists only where the provider can do it. */
export interface DataProvider {
  readonly id: string
  readonly supports: DataSupports
  readonly environment: Environment
  /**
   * The bars of that range, as far as there are any, stamped by their open; the last may be unfinished.
   *
   * @throws ShagunError `not-found` for a symbol it does not know, `unsupported` for a range or timeframe that it has not,
   * `rate-limited`, `unauthenticated`, `unreachable`, `invalid-data`
   */
  fetchBars(query: BarQuery, signal?: AbortSignal): Promise<Bars>
  /** The latest quotes, all in one request where the vendor can. */
  fetchQuotes?(instruments: readonly InstrumentId[], signal?: AbortSignal): Promise<QuoteBatch>
  /** What is listed at an exchange. */
  fetchInstruments?(exchange: string, signal?: AbortSignal): Promise<readonly Instrument[]>
  /**
   * Reports on these instruments, until the function that it resolves to is called. It may be called again for others
   * meanwhile; the provider connects again by itself, and tells so with `lost` and `restored`.
   */
  subscribe?(instruments: readonly InstrumentId[], report: (report: MarketReport) => void): Promise<Unsubscribe>
}

/**
 * Declares a data provider.
 *
 * @param definition - its name, what it can serve, and how one is made
 * @returns the function that applications call: options first, then the environment
 * @example
 * ```ts
 * import { createBars } from '@shagun/core'
 * import { type DataProvider, defineDataProvider, type Factory } from '@shagun/core/adapter'
 *
 * // An instrument that never moves.
 * export const flat: Factory<DataProvider, { readonly price: number }> = defineDataProvider({
 *   id: 'flat',
 *   supports: { timeframes: ['1d'], exchanges: ['*'], delayedBySec: 0, adjusted: ['none'] },
 *   create: ({ price }: { readonly price: number }) => ({
 *     async fetchBars({ instrument, timeframe, from }) {
 *       return createBars(instrument, timeframe, [{ time: from, open: price, high: price, low: price, close: price }])
 *     },
 *   }),
 * })
 * ```
 */
export function defineDataProvider<
  Options,
  M extends Omit<DataProvider, 'id' | 'supports' | 'environment'>,
>(definition: {
  readonly id: string
  /** A function where it depends on the options, such as the plan that somebody has. */
  readonly supports: DataSupports | ((options: Options) => DataSupports)
  create(options: Options, environment: Environment): M
}): Factory<DataProvider & M, Options> {
  const { id, create } = definition
  return (options: Options = {} as Options, environment: Environment = systemEnvironment) => {
    const supports = typeof definition.supports === 'function' ? definition.supports(options) : definition.supports
    return Object.assign(create(options, environment), { id, supports, environment })
  }
}
