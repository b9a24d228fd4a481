import { type Environment, exchangeOf, ShagunError } from '@shagun/core'
import { type DataProvider, defineDataProvider } from '@shagun/core/adapter'
import { exchanges as allExchanges, noExchange } from '../instruments/instrument-book.ts'
import { deskOf, type KiteAccount, type KiteAccountOptions, kiteAccount } from '../kite-account.ts'
import { source } from '../source.ts'
import { createTally } from '../ticker/tally.ts'
import type { Context } from './context.ts'
import { createFeed } from './feed.ts'
import { fetchBars } from './fetch-bars.ts'
import { fetchQuotes } from './fetch-quotes.ts'
import { createOpenOfDay } from './india.ts'
import { timeframes } from './intervals.ts'

/** An exchange that Kite has prices of. */
export type ZerodhaExchange = (typeof allExchanges)[number]

/** An account of its own, or one that is shared with a broker, which Kite counts requests together with. */
export type ZerodhaDataOptions = (KiteAccountOptions | { readonly account: KiteAccount }) & {
  /** Those that are served, and whose instruments are kept. Default: all that Kite has. */
  readonly exchanges?: readonly ZerodhaExchange[]
}

/** Zerodha's Kite as a data provider. */
export interface ZerodhaData extends DataProvider {
  readonly account: KiteAccount
  readonly fetchQuotes: NonNullable<DataProvider['fetchQuotes']>
  readonly fetchInstruments: NonNullable<DataProvider['fetchInstruments']>
  readonly subscribe: NonNullable<DataProvider['subscribe']>
}

/**
 * Bars, quotes, instruments and a stream of Kite, which takes the plan of Kite Connect that holds market data.
 *
 * Bars are declared as adjusted for nothing: Kite does not say whether and when it adjusts for splits, so compare them with
 * another source around one. Bars within a day come as Kite cuts them, from the open of the session on; days are stamped by
 * the open of their first session. Quotes are asked for once a second, history twice, whoever asks for them in the account.
 *
 * The stream tells the order book, the quote, and what was traded from one packet to the next as one print at the last
 * price: Kite sends states a few times a second, and no single trades. What is traded while the connection is down is in
 * the bars alone. It takes 9,000 instruments of an account.
 *
 * Instruments are fetched an exchange at a time, once a day after half past eight in India. Kite tells neither freeze
 * quantities nor multipliers, so contracts of MCX, CDS and BCD are among them only as far as their multiplier was declared
 * in `contracts` of the account; and it lists funds as shares.
 *
 * Methods throw ShagunError `not-found` for what Kite does not list today, `unsupported` for a timeframe, adjustment or
 * exchange that it has not and for a plan without market data, `unauthenticated` until there is a token of today,
 * `rate-limited`, `unreachable`, and `invalid-data` where nothing that came can be believed. A row that cannot be is left
 * out, and told of in the log.
 *
 * @param environment - default: that of the account, else the machine's
 * @throws ShagunError `invalid-options` for an exchange that Kite has not
 * @example
 * ```ts
 * import { kiteAccount, zerodha, zerodhaData } from '@shagun/broker-zerodha'
 * import { createTrader } from '@shagun/core'
 *
 * const account = kiteAccount({ apiKey: 'key', accessToken: async () => 'token of today' })
 * const trader = createTrader({ broker: zerodha({ account }), data: [zerodhaData({ account })] })
 * ```
 */
export function zerodhaData(options: ZerodhaDataOptions, environment?: Environment): ZerodhaData {
  const { exchanges = allExchanges } = options
  checkExchanges(exchanges)
  const account = 'account' in options ? options.account : kiteAccount(options, environment)
  const make = defineDataProvider({
    id: source,
    supports: { timeframes, exchanges, delayedBySec: 0, adjusted: ['none'] },
    create: () => createMethods(account, exchanges),
  })
  return Object.assign(make({}, environment ?? account.environment), { account })
}

function createMethods(account: KiteAccount, exchanges: readonly string[]) {
  const { client, instruments, ticker } = deskOf(account)
  const context: Context = {
    environment: account.environment,
    client,
    instruments,
    tally: createTally(account.environment),
    openOfDay: createOpenOfDay(),
    mostDays: new Map(),
    serves: (instrument) => exchanges.includes(exchangeOf(instrument)),
    checkExchange(instrument) {
      if (!context.serves(instrument)) throw noExchange(exchangeOf(instrument), exchanges)
    },
  }
  const feed = createFeed(context, ticker)
  return {
    fetchBars: (query, signal) => fetchBars(context, query, signal),
    fetchQuotes: (asked, signal) => fetchQuotes(context, asked, signal),
    async fetchInstruments(exchange, signal) {
      if (!exchanges.includes(exchange)) throw noExchange(exchange, exchanges)
      return await instruments.list(exchange, signal)
    },
    subscribe: (asked, report) => feed.subscribe(asked, report),
  } satisfies Omit<ZerodhaData, 'id' | 'supports' | 'environment' | 'account'>
}

function checkExchanges(exchanges: readonly string[]): void {
  const odd = exchanges.find((exchange, i) => !isKnown(exchange) || exchanges.indexOf(exchange) !== i)
  if (odd === undefined && exchanges.length > 0) return
  const expected = `some of ${allExchanges.join(', ')}, each once`
  throw new ShagunError('invalid-options', `The option exchanges has ${odd ?? 'none'}; expected ${expected}.`, {
    details: { option: 'exchanges', value: odd ?? '', expected },
  })
}

function isKnown(exchange: string): boolean {
  return (allExchanges as readonly string[]).includes(exchange)
}
