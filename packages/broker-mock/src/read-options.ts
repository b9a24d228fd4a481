import { type Decimal, type DecimalInput, type Instrument, ShagunError, type Supports } from '@shagun/core'
import type { AccountOptions } from './account.ts'
import { parseAmount } from './amount.ts'
import type { ExchangeOptions } from './exchange.ts'
import type { MockOptions } from './mock.ts'
import type { Protection } from './protection.ts'
import { createSessions } from './sessions.ts'
import type { VenueOptions } from './venue.ts'

/** Names of the options that a venue has, and an account at somebody else's has not. */
export const venueOptions: readonly (keyof VenueOptions)[] = [
  'instruments',
  'slippage',
  'participation',
  'insideBars',
  'checks',
  'bands',
  'marketProtection',
  'settlementPrice',
  'calendar',
  'whenClosed',
  'goodTill',
  'selfTrade',
  'leavers',
]

/**
 * What the venue is like, with every default.
 *
 * @throws ShagunError `invalid-options` where a value has no meaning
 */
export function readVenueOptions(options: VenueOptions): Omit<ExchangeOptions, 'environment' | 'atOnce'> {
  const { instruments = [], slippage, selfTrade = false, leavers = 'behind' } = options
  return {
    instruments,
    slippage,
    participation: readParticipation(options.participation),
    jumps: oneOf('insideBars', options.insideBars ?? 'continuous', ['continuous', 'jumps']) === 'jumps',
    checks: (options.checks ?? []).map((check) => oneOf('checks', check, ['tick', 'lot', 'freeze'])),
    bands: options.bands,
    protection: readProtection(options.marketProtection),
    settlementPrice: options.settlementPrice,
    sessions: options.calendar && createSessions(options.calendar),
    queues: oneOf('whenClosed', options.whenClosed ?? 'reject', ['reject', 'queue']) === 'queue',
    goodTill: options.goodTill,
    selfTrade,
    proportional: oneOf('leavers', leavers, ['behind', 'proportional']) === 'proportional',
  }
}

/**
 * What the account is like, likewise.
 *
 * @throws ShagunError `invalid-options` where a value has no meaning
 */
export function readOptions<S extends Supports>(
  options: MockOptions<S>,
  instruments: readonly Instrument[],
): Omit<AccountOptions, 'exchange' | 'product' | 'modifiable' | 'pairs'> {
  const { fees, shortSelling = false } = options
  const currency = options.currency ?? instruments[0]?.currency ?? 'USD'
  const cash = parseAmount('cash', options.cash ?? 100_000, 'an amount of 0 or more', (amount) => amount.gte(0))
  const foreign = instruments.find((instrument) => instrument.currency !== currency)
  if (foreign !== undefined) throw invalidCurrency(foreign, currency)
  for (const kind of options.supports?.groups ?? []) oneOf('supports.groups', kind, ['oco', 'bracket'])
  return {
    cash,
    currency,
    fees,
    latency: options.latency ?? {},
    margins: options.margins,
    maintenance: options.maintenance,
    squareOff: options.squareOff,
    blocksFunds: options.blocksFunds ?? false,
    financing: options.financing,
    delivers: oneOf('settlement', options.settlement ?? 'none', ['none', 'daily']) === 'daily',
    shortSelling,
    reports: oneOf('reports', options.reports ?? 'fills', ['fills', 'orders', 'both']),
    daily: oneOf('books', options.books ?? 'kept', ['kept', 'daily']) === 'daily',
    sliceAbove: readSliceAbove(options.sliceAbove),
    maxSlices: readMaxSlices(options.maxSlices),
  }
}

function readProtection(input: VenueOptions['marketProtection']): Protection | undefined {
  if (input === undefined || typeof input === 'function') return input
  const percent = parseAmount('marketProtection', input, 'a percentage of 0 or more', (it) => it.gte(0))
  return () => percent
}

function readParticipation(input: DecimalInput | undefined): Decimal | undefined {
  if (input === undefined) return undefined
  const expected = 'a percentage above 0 and up to 100'
  return parseAmount('participation', input, expected, (it) => it.gt(0) && it.lte(100)).div(100)
}

function readSliceAbove(input: DecimalInput | undefined): Decimal | undefined {
  if (input === undefined) return undefined
  return parseAmount('sliceAbove', input, 'a quantity above 0', (quantity) => quantity.gt(0))
}

function readMaxSlices(input: number | undefined): number | undefined {
  if (input === undefined || (Number.isInteger(input) && input > 0)) return input
  throw invalid('maxSlices', input, 'a whole number above 0')
}

/** Options may be written without a compiler. */
function oneOf<Choice extends string>(option: string, value: Choice, choices: readonly Choice[]): Choice {
  if (choices.includes(value)) return value
  throw invalid(option, value, `one of ${choices.join(', ')}`)
}

function invalid(option: string, value: string | number, expected: string): ShagunError {
  return new ShagunError('invalid-options', `${option} is ${value}; expected ${expected}.`, {
    details: { option, value: String(value), expected },
  })
}

function invalidCurrency({ id, currency: value }: Instrument, currency: string): ShagunError {
  const expected = `${currency}, the one currency of the account`
  return new ShagunError('invalid-options', `The currency of ${id} is ${value}; expected ${expected}.`, {
    details: { option: 'instruments', value: `${id} in ${value}`, expected },
  })
}
