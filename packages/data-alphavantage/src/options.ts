import { type Calendar, type SecretSource, ShagunError } from '@shagun/core'
import type { LimitStore } from '@shagun/core/adapter'

/** Who asks Alpha Vantage, and what the key may do. */
export interface AlphaVantageOptions {
  /** The key, or a function that is asked for it each time. */
  readonly apiKey: SecretSource
  /** What the key was bought for. Default: `free`, which is 25 requests a day and one a second. */
  readonly plan?: 'free' | 'premium'
  /** What a premium plan allows: 75, 150, 300, 600 or 1200 requests a minute. Default: 75. */
  readonly requestsPerMinute?: number
  /** How fresh a premium plan's prices of US listings are. Default: as at the end of the last day. */
  readonly entitlement?: 'delayed' | 'realtime'
  /** How many requests a day may be made, and where they are counted. */
  readonly dailyBudget?: DailyBudget
  /** Exchanges beyond those that are known, by the name that instruments have before the colon. */
  readonly venues?: Readonly<Record<string, AlphaVantageVenue>>
  /**
   * Whether an instrument of NSE may be answered by its listing at BSE, which Alpha Vantage knows and NSE's it does not.
   * Prices differ between the two. Default: no.
   */
  readonly venueSubstitution?: boolean
  /** Whether bars within a day are also those before and after the session of US exchanges. Default: no. */
  readonly extendedHours?: boolean
  /** Default: `https://www.alphavantage.co/`. */
  readonly baseUrl?: string
}

/** The requests of a day, from midnight to midnight in New York. */
export interface DailyBudget {
  /** How many a day. Default: 25 on the free plan, and no end on a premium one. */
  readonly requests?: number
  /** How many of them are kept for quotes. Default: a fifth. */
  readonly reserve?: number
  /**
   * Keeps the count over a restart. Without one it is only in memory, and a restart begins at 0 although the vendor does
   * not.
   */
  readonly store?: LimitStore
  /** What the count is kept under, where several keys share a store. Default: `alphavantage`. */
  readonly name?: string
}

/** An exchange, as Alpha Vantage writes its symbols. */
export interface AlphaVantageVenue {
  /** What follows on the symbol and a dot, such as `LON`; empty for listings of the United States. */
  readonly suffix: string
  /** Its days, weeks and months are stamped along it; `alwaysOpen('Europe/Oslo')` where only the zone is known. */
  readonly calendar: Calendar
}

/** @throws ShagunError `invalid-options` for what has no meaning */
export function checkOptions(options: AlphaVantageOptions): void {
  const { apiKey, plan = 'free', requestsPerMinute, entitlement, venues = {} } = options
  if (typeof apiKey !== 'function' && !(typeof apiKey === 'string' && apiKey.trim() !== ''))
    throw refused('apiKey', apiKey === undefined ? 'missing' : 'no key', 'the key, or a function that gives it')
  if (plan !== 'free' && plan !== 'premium') throw refused('plan', String(plan), 'free or premium')
  if (requestsPerMinute !== undefined && !(Number.isSafeInteger(requestsPerMinute) && requestsPerMinute >= 2))
    throw refused('requestsPerMinute', String(requestsPerMinute), 'a whole number from 2 on')
  if (entitlement !== undefined && plan === 'free')
    throw refused('entitlement', entitlement, "nothing on the free plan; add plan: 'premium' if the key has one")
  for (const [exchange, { suffix }] of Object.entries(venues))
    if (!/^[A-Z][A-Z0-9_]*$/.test(exchange) || !/^[A-Z0-9]*$/.test(suffix))
      throw refused(
        'venues',
        `${exchange}: ${suffix}`,
        'exchanges and suffixes in capitals, the suffix without its dot',
      )
}

function refused(option: string, value: string, expected: string): ShagunError {
  return new ShagunError('invalid-options', `The option ${option} is ${value}; expected ${expected}.`, {
    details: { option, value, expected },
  })
}
