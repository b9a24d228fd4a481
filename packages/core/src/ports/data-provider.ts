import type { Bar, Bars } from '../model/bars.ts'
import type { InstrumentId } from '../model/ids.ts'
import type { Instrument } from '../model/instrument.ts'
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
}

/** What a provider can serve, as values. */
export interface DataSupports {
  readonly timeframes: readonly Timeframe[]
  /** `['*']` where it does not depend on the exchange. */
  readonly exchanges: readonly string[]
  readonly delayedBySec: number
  readonly adjusted: readonly ('none' | 'splits' | 'splits-and-dividends')[]
}

/** What a stream tells. `bar` is a bar that is complete. */
export type MarketReport =
  | { readonly type: 'quote'; readonly quote: Quote }
  | { readonly type: 'trade'; readonly trade: Trade }
  | { readonly type: 'depth'; readonly depth: Depth }
  | { readonly type: 'bar'; readonly bar: Bar }
  | { readonly type: 'lost'; readonly cause: string }
  | { readonly type: 'restored' }

/** The quotes that came, and the instruments for which none did. */
export interface QuoteBatch {
  readonly quotes: readonly Quote[]
  readonly missing: readonly InstrumentId[]
}

/** A source of market data. A method exists only where the provider can do it. */
export interface DataProvider {
  readonly id: string
  readonly supports: DataSupports
  readonly environment: Environment
  /** The bars of that range, as far as there are any. */
  fetchBars(query: BarQuery, signal?: AbortSignal): Promise<Bars>
  /** The latest quotes, all in one request where the vendor can. */
  fetchQuotes?(instruments: readonly InstrumentId[], signal?: AbortSignal): Promise<QuoteBatch>
  /** What is listed at an exchange. */
  fetchInstruments?(exchange: string, signal?: AbortSignal): Promise<readonly Instrument[]>
  /** Reports on these instruments, until the function that it resolves to is called. */
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
  readonly supports: DataSupports
  create(options: Options, environment: Environment): M
}): Factory<DataProvider & M, Options> {
  const { id, supports, create } = definition
  return (options?: Options, environment: Environment = systemEnvironment) =>
    Object.assign(create(options ?? ({} as Options), environment), { id, supports, environment })
}
