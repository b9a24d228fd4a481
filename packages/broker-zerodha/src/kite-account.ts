import type { Environment, SecretSource, Timestamp, Unsubscribe } from '@shagun/core'
import { createRedactor, type LimitStore, type Redactor, systemEnvironment } from '@shagun/core/adapter'
import { checkAddress, checkText, invalid } from './check-options.ts'
import { createKiteClient, type KiteClient } from './client/kite-client.ts'
import type { KiteEndpoints } from './endpoints.ts'
import { type Contracts, type ContractTerms, createContracts } from './instruments/contract-terms.ts'
import { createInstrumentBook, type InstrumentBook } from './instruments/instrument-book.ts'
import { createLimits, type KiteLimits, type KiteOrderLimits } from './limits.ts'
import { createSession, type KiteSession, type SessionListener, type SessionState } from './session/session.ts'
import { createSharedTicker, type TickerLease } from './ticker/shared-ticker.ts'

/** Who asks Kite. */
export interface KiteAccountOptions extends KiteEndpoints {
  readonly apiKey: string
  /** Of today's login; a function is asked again when the last one has ended. */
  readonly accessToken: SecretSource
  /** Default: what Kite allows everybody. */
  readonly orderLimits?: KiteOrderLimits
  /** Keeps what is used of the day's orders beyond the end of the process. */
  readonly limitStore?: LimitStore
  /**
   * What Kite does not list of futures and options, by underlying, such as `CRUDEOIL`, or by instrument. Contracts of MCX,
   * CDS and BCD are instruments only once their multiplier is known.
   */
  readonly contracts?: Readonly<Record<string, ContractTerms>>
}

/** One account at Zerodha: its session, and what may be asked in it. Brokers and data of one account share it. */
export interface KiteAccount {
  readonly environment: Environment
  readonly sessionState: SessionState
  /** When the access token ends, in epoch milliseconds: at 06:00 in India. */
  readonly expiresAt: Timestamp | undefined
  /** Goes on with the token of a new login, without a restart. */
  setAccessToken(token: string): void
  /** Hears when the session ends, and when there is another one. */
  onSession(listener: SessionListener): Unsubscribe
  /** Lets go of timers and listeners; whoever trades with it is to be stopped before. */
  close(): void
}

/** What the faces of an account share behind it. */
export interface KiteDesk {
  /** Knows what must not be shown of the account. */
  readonly redactor: Redactor
  readonly session: KiteSession
  readonly client: KiteClient
  readonly limits: KiteLimits
  readonly instruments: InstrumentBook
  readonly contracts: Contracts
  /** Lends the one ticker of the account, which is there while anybody has it. */
  ticker(): TickerLease
}

const desks = new WeakMap<KiteAccount, KiteDesk>()

/**
 * One account at Zerodha, to be shared by all that Kite counts together.
 *
 * @throws ShagunError `invalid-options` without a key, for an address that is none, a limit without meaning, or terms of
 * contracts that cannot be
 * @example
 * ```ts
 * import { kiteAccount, zerodha } from '@shagun/broker-zerodha'
 *
 * const account = kiteAccount({ apiKey: 'key', accessToken: async () => 'token of today' })
 * const broker = zerodha({ account })
 * ```
 */
export function kiteAccount(options: KiteAccountOptions, environment: Environment = systemEnvironment): KiteAccount {
  const { apiKey, accessToken, apiUrl = 'https://api.kite.trade', tickerUrl = 'wss://ws.kite.trade' } = options
  checkText('apiKey', apiKey)
  checkAddress('tickerUrl', tickerUrl, 'ws')
  const contracts = createContracts(options.contracts)
  const session = createSession(accessToken, environment)
  const limits = createLimits(options, environment)
  const redactor = createRedactor({ values: [apiKey] })
  const client = createKiteClient({ apiKey, apiUrl, redactor }, session, limits, environment)
  const account: KiteAccount = {
    environment,
    get sessionState() {
      return session.state
    },
    get expiresAt() {
      return session.expiresAt
    },
    setAccessToken: session.setToken,
    onSession: session.listen,
    close: session.close,
  }
  desks.set(account, {
    redactor,
    session,
    client,
    limits,
    instruments: createInstrumentBook(client, contracts, environment),
    contracts,
    ticker: createSharedTicker({ apiKey, url: tickerUrl, redactor }, session, client, environment),
  })
  return account
}

/**
 * What is behind an account.
 *
 * @throws ShagunError `invalid-options` for one that `kiteAccount` has not made
 */
export function deskOf(account: KiteAccount): KiteDesk {
  const desk = desks.get(account)
  if (desk === undefined) throw invalid('account', 'none', 'one that `kiteAccount` of this package has made')
  return desk
}
