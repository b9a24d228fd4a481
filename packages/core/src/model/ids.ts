import { ShagunError } from '../errors.ts'

/** String-keyed phantom brands: two installs of core agree on them. Never present at run time. */
type Brand<Base, Name extends string> = Base & { readonly '~shagun': Name }

/** Our own name for an order: characters of [a-z0-9], minted by core, unique within an account. */
export type ClientOrderId = Brand<string, 'ClientOrderId'>
/**
 * The broker's name for an order. One order of ours may have several.
 *
 * Unique within an account for good: where a broker's own ids begin anew each day, the adapter puts the day before them.
 */
export type BrokerOrderId = Brand<string, 'BrokerOrderId'>
/** The name of a running algo. */
export type ExecutionId = Brand<string, 'ExecutionId'>
/** `EXCHANGE:SYMBOL`, as in `NSE:INFY`, `BSE:500325`, `NASDAQ:AAPL`. */
export type InstrumentId = `${string}:${string}`

/**
 * Reads `EXCHANGE:SYMBOL` from text that came from outside.
 *
 * @throws ShagunError `invalid-order` where the text is not of that form
 * @example
 * ```ts
 * import { parseInstrumentId } from '@shagun/core'
 *
 * const instrument = parseInstrumentId('NSE:INFY')
 * ```
 */
export function parseInstrumentId(text: string): InstrumentId {
  if (/^[A-Z][A-Z0-9_]*:[^\s:](?:[^:]*[^\s:])?$/.test(text)) return text as InstrumentId
  throw invalidId('instrument', text, 'EXCHANGE:SYMBOL, the exchange in capitals, such as NSE:INFY')
}

/**
 * Reads a client order id that was stored or sent as text.
 *
 * @throws ShagunError `invalid-order` where it has other characters than [a-z0-9]
 * @example
 * ```ts
 * import { parseClientOrderId } from '@shagun/core'
 *
 * const order = parseClientOrderId('k3v9x0q2m7d1p')
 * ```
 */
export function parseClientOrderId(text: string): ClientOrderId {
  if (/^[a-z0-9]+$/.test(text)) return text as ClientOrderId
  throw invalidId('clientOrderId', text, 'one or more characters of [a-z0-9]')
}

/**
 * The exchange of `EXCHANGE:SYMBOL`.
 *
 * @example
 * ```ts
 * import { exchangeOf } from '@shagun/core'
 *
 * exchangeOf('NSE:INFY') // 'NSE'
 * ```
 */
export function exchangeOf(instrument: InstrumentId): string {
  return instrument.slice(0, instrument.indexOf(':'))
}

/**
 * The symbol of `EXCHANGE:SYMBOL`.
 *
 * @example
 * ```ts
 * import { symbolOf } from '@shagun/core'
 *
 * symbolOf('NSE:INFY') // 'INFY'
 * ```
 */
export function symbolOf(instrument: InstrumentId): string {
  return instrument.slice(instrument.indexOf(':') + 1)
}

function invalidId(field: string, value: string, expected: string): ShagunError {
  return new ShagunError('invalid-order', `${field} is ${JSON.stringify(value)}; expected ${expected}.`, {
    details: { field, value, expected },
  })
}
