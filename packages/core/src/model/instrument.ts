import { invalidOption, type ShagunError } from '../errors.ts'
import { Decimal, type DecimalInput, readDecimal } from './decimal.ts'
import { type InstrumentId, parseInstrumentId } from './ids.ts'
import type { Timestamp } from './time.ts'

/** What sort of contract an instrument is. */
export type InstrumentKind = 'equity' | 'etf' | 'index' | 'future' | 'option' | 'currency' | 'crypto'

/** A call is an option to buy, a put one to sell. */
export type OptionType = 'call' | 'put'

/** Something that can be watched or traded, with the rules of its venue. */
export interface Instrument {
  readonly id: InstrumentId
  readonly kind: InstrumentKind
  /** ISO 4217 code of the currency it is priced and settled in. */
  readonly currency: string
  /** Quantities are whole multiples of this. */
  readonly lotSize: Decimal
  /** Money moved by a price change of 1 on a quantity of 1. */
  readonly multiplier: Decimal
  /** The largest quantity the venue takes in one order. */
  readonly freezeQuantity?: Decimal
  readonly expiry?: Timestamp
  readonly strike?: Decimal
  /** Whether an option is one to buy or to sell. */
  readonly optionType?: OptionType
  /** The symbol of what a future or option derives from, as its exchange writes it: `NIFTY`, `INFY`. */
  readonly underlying?: string
  /** As people call it: `Infosys Limited`. */
  readonly name?: string
  /** ISO 6166. */
  readonly isin?: string
  /** The price step that holds at this price; venues with tiers have several. */
  tickAt(price: DecimalInput): Decimal
}

/** Prices from `from` upwards move in steps of `tick`. */
export interface TickTier {
  readonly from: DecimalInput
  readonly tick: DecimalInput
}

/** What {@link createInstrument} is told of an instrument. */
export interface InstrumentOptions {
  readonly id: InstrumentId
  /** Default: `equity`. */
  readonly kind?: InstrumentKind
  /** ISO 4217. */
  readonly currency: string
  /** One tick for every price, or tiers in rising order whose first begins at 0. Default: `'0.01'`. */
  readonly tickSize?: DecimalInput | readonly TickTier[]
  /** Default: 1. */
  readonly lotSize?: DecimalInput
  /** Default: 1. */
  readonly multiplier?: DecimalInput
  /** The largest quantity the venue takes in one order. Default: none. */
  readonly freezeQuantity?: DecimalInput
  readonly expiry?: Timestamp
  readonly strike?: DecimalInput
  readonly optionType?: OptionType
  /** The symbol of what a future or option derives from, as its exchange writes it: `NIFTY`, `INFY`. */
  readonly underlying?: string
  /** As people call it. */
  readonly name?: string
  /** ISO 6166. */
  readonly isin?: string
}

/**
 * Describes an instrument by hand, where no broker or provider lists it.
 *
 * @throws ShagunError `invalid-options` where a size is not positive or the tiers do not rise from 0, `invalid-order`
 * where the id is not `EXCHANGE:SYMBOL`
 * @example
 * ```ts
 * import { createInstrument } from '@shagun/core'
 *
 * const infy = createInstrument({ id: 'NSE:INFY', currency: 'INR', tickSize: '0.05' })
 * const nifty = createInstrument({ id: 'NFO:NIFTY26DECFUT', kind: 'future', currency: 'INR', tickSize: '0.05', lotSize: 65 })
 * ```
 */
export function createInstrument(options: InstrumentOptions): Instrument {
  const { tickSize = '0.01' } = options
  const tiers = (
    Array.isArray(tickSize) ? (tickSize as readonly TickTier[]) : [{ from: 0, tick: tickSize as DecimalInput }]
  ).map((tier) => ({ from: nonNegative('tickSize', tier.from), tick: positive('tickSize', tier.tick) }))
  const lowest = tiers[0]
  if (
    lowest === undefined ||
    !lowest.from.isZero() ||
    tiers.some((tier, i) => i > 0 && tier.from.lte(tiers[i - 1]!.from))
  )
    throw invalid('tickSize', JSON.stringify(tickSize), 'tiers in rising order, the first from 0')

  return Object.freeze({
    id: parseInstrumentId(options.id),
    kind: options.kind ?? 'equity',
    currency: options.currency,
    lotSize: positive('lotSize', options.lotSize ?? 1),
    multiplier: positive('multiplier', options.multiplier ?? 1),
    ...(options.freezeQuantity !== undefined && { freezeQuantity: positive('freezeQuantity', options.freezeQuantity) }),
    ...(options.expiry !== undefined && { expiry: options.expiry }),
    ...(options.strike !== undefined && { strike: nonNegative('strike', options.strike) }),
    ...(options.optionType !== undefined && { optionType: options.optionType }),
    ...(options.underlying !== undefined && { underlying: options.underlying }),
    ...(options.name !== undefined && { name: options.name }),
    ...(options.isin !== undefined && { isin: options.isin }),
    tickAt(price: DecimalInput): Decimal {
      let { tick } = lowest
      for (let i = 1; i < tiers.length && tiers[i]!.from.lte(price); i++) tick = tiers[i]!.tick
      return tick
    },
  })
}

/**
 * The price on the instrument's tick next to a computed one.
 *
 * @param direction - `down` and `up` never cross the given price; `nearest` goes up on a tie
 * @returns an exact price; in a tier's last step the tick of the given price is used
 * @throws ShagunError `invalid-options` where the price is not a finite number
 * @example
 * ```ts
 * import { createInstrument, roundToTick } from '@shagun/core'
 *
 * const infy = createInstrument({ id: 'NSE:INFY', currency: 'INR', tickSize: '0.05' })
 * roundToTick(infy, 1520.0734, 'down').toString() // '1520.05'
 * ```
 */
export function roundToTick(
  instrument: Instrument,
  price: DecimalInput,
  direction: 'down' | 'up' | 'nearest' = 'nearest',
): Decimal {
  const exact = readDecimal(price)
  if (exact === undefined) throw invalid('price', String(price), 'a finite number')
  return exact.toNearest(instrument.tickAt(exact), roundings[direction])
}

const roundings = { down: Decimal.ROUND_FLOOR, up: Decimal.ROUND_CEIL, nearest: Decimal.ROUND_HALF_CEIL }

function positive(option: string, input: DecimalInput): Decimal {
  const value = readDecimal(input)
  if (value?.gt(0)) return value
  throw invalid(option, String(input), 'a number above 0')
}

function nonNegative(option: string, input: DecimalInput): Decimal {
  const value = readDecimal(input)
  if (value?.gte(0)) return value
  throw invalid(option, String(input), 'a number of 0 or more')
}

function invalid(option: string, value: string, expected: string): ShagunError {
  return invalidOption(`The instrument's ${option} is`, option, value, expected)
}
