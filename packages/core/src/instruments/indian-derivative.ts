import { ShagunError } from '../errors.ts'
import { Decimal, type DecimalInput, readDecimal } from '../model/decimal.ts'
import type { OptionType } from '../model/instrument.ts'

/**
 * A future or option as the symbols of NSE, BSE and MCX tell of it.
 *
 * A monthly contract names its month alone; on which day of it that expires is the venue's rule, and the instrument's
 * `expiry` knows. Only options have weekly contracts.
 */
export type IndianDerivative = IndianFuture | IndianOption

/** A future of a month. */
export interface IndianFuture {
  readonly kind: 'future'
  readonly underlying: string
  /** All four digits. */
  readonly year: number
  /** From 1 to 12. */
  readonly month: number
}

/** An option of a month, or of a day where it is a weekly one. */
export interface IndianOption {
  readonly kind: 'option'
  readonly underlying: string
  /** All four digits. */
  readonly year: number
  /** From 1 to 12. */
  readonly month: number
  /** The day of expiry of a weekly option, holidays considered. */
  readonly day?: number
  readonly strike: Decimal
  readonly optionType: OptionType
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
/** The months of weekly options. */
const weeklyMonths = '123456789OND'

/**
 * Reads the symbol of an Indian future or option: `NIFTY26AUGFUT`, `NIFTY26AUG25000CE`, or the weekly `NIFTY2680425000CE`.
 *
 * @param underlyings - those whose names end in digits, such as SENSEX50: in a weekly symbol only who knows the name can
 * tell its digits from the date
 * @returns `undefined` for what is no such symbol, as that of a share
 * @example
 * ```ts
 * import { parseIndianDerivative } from '@shagun/core/instruments'
 *
 * const option = parseIndianDerivative('NIFTY26N2425000CE')
 * // { kind: 'option', underlying: 'NIFTY', year: 2026, month: 11, day: 24, strike: 25000, optionType: 'call' }
 * ```
 */
export function parseIndianDerivative(symbol: string, underlyings?: Iterable<string>): IndianDerivative | undefined {
  return parseMonthly(symbol) ?? parseWeekly(symbol, underlyings)
}

/**
 * The symbol of an Indian future or option.
 *
 * @throws ShagunError `invalid-options` where the date, the strike or the underlying cannot be
 * @example
 * ```ts
 * import { Decimal } from '@shagun/core'
 * import { formatIndianDerivative } from '@shagun/core/instruments'
 *
 * const monthly = { kind: 'option', underlying: 'NIFTY', year: 2026, month: 11, strike: '25000', optionType: 'put' } as const
 * formatIndianDerivative(monthly) // 'NIFTY26NOV25000PE'
 * formatIndianDerivative({ ...monthly, day: 10, strike: new Decimal(25_050) }) // 'NIFTY26N1025050PE'
 * ```
 */
export function formatIndianDerivative(
  contract: IndianFuture | (Omit<IndianOption, 'strike'> & { readonly strike: DecimalInput }),
): string {
  const { underlying, year, month } = contract
  if (!/^[A-Z0-9&-]*[A-Z&-][A-Z0-9&-]*$/.test(underlying))
    throw invalid('underlying', JSON.stringify(underlying), 'a symbol in capitals, such as NIFTY')
  if (!(Number.isInteger(year) && year >= 2000 && year <= 2099))
    throw invalid('year', String(year), 'one of 2000 to 2099')
  const name = months[month - 1]
  if (name === undefined) throw invalid('month', String(month), 'one of 1 to 12')
  const start = `${underlying}${twoDigits(year % 100)}`
  if (contract.kind === 'future') return `${start}${name}FUT`
  const { day, optionType } = contract
  const strike = readDecimal(contract.strike)
  if (strike === undefined || !strike.gt(0)) throw invalid('strike', String(contract.strike), 'a number above 0')
  const end = `${strike}${optionType === 'call' ? 'CE' : 'PE'}`
  if (day === undefined) return `${start}${name}${end}`
  if (!isDay(year, month, day)) throw invalid('day', String(day), `a day of ${name} ${year}`)
  return `${start}${weeklyMonths[month - 1]}${twoDigits(day)}${end}`
}

/** `NIFTY 26 AUG FUT`, `NIFTY 26 AUG 25000 CE`, in one word. */
function parseMonthly(symbol: string): IndianDerivative | undefined {
  const [, underlying, yy, name = '', strike, right] =
    /^([A-Z0-9&-]+?)(\d\d)([A-Z]{3})(?:FUT|(\d+(?:\.\d+)?)(CE|PE))$/.exec(symbol) ?? []
  const month = months.indexOf(name) + 1
  if (underlying === undefined || month === 0) return undefined
  const year = 2000 + Number(yy)
  if (strike === undefined) return { kind: 'future', underlying, year, month }
  return { kind: 'option', underlying, year, month, ...termsOf(strike, right) }
}

/** `NIFTY 26 8 04 25000 CE`, in one word. */
function parseWeekly(symbol: string, underlyings: Iterable<string> = []): IndianOption | undefined {
  const known = [...underlyings].filter((each) => symbol.startsWith(each)).sort((a, b) => b.length - a.length)
  // Where none is known, the name ends with its last letter: digits behind it could as well be a date.
  const [name] = /^[A-Z0-9&-]*?[A-Z&-](?=\d\d)/.exec(symbol) ?? []
  for (const underlying of name === undefined ? known : [...known, name]) {
    const [, yy, letter = '', dd, strike, right] =
      /^(\d\d)([1-9OND])(\d\d)(\d+(?:\.\d+)?)(CE|PE)$/.exec(symbol.slice(underlying.length)) ?? []
    const [year, month, day] = [2000 + Number(yy), weeklyMonths.indexOf(letter) + 1, Number(dd)]
    if (strike !== undefined && isDay(year, month, day))
      return { kind: 'option', underlying, year, month, day, ...termsOf(strike, right) }
  }
  return undefined
}

function termsOf(
  strike: string,
  right: string | undefined,
): { readonly strike: Decimal; readonly optionType: OptionType } {
  return { strike: new Decimal(strike), optionType: right === 'CE' ? 'call' : 'put' }
}

function isDay(year: number, month: number, day: number): boolean {
  return Number.isInteger(day) && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate()
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}

function invalid(option: string, value: string, expected: string): ShagunError {
  return new ShagunError('invalid-options', `The contract's ${option} is ${value}; expected ${expected}.`, {
    details: { option, value, expected },
  })
}
