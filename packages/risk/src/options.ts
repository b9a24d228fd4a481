import { Decimal, type DecimalInput } from '@shagun/core'
import { invalidOption } from './invalid.ts'

/** @throws ShagunError `invalid-options` where the input is not a finite number above 0 */
export function readPositive(of: string, option: string, input: DecimalInput): Decimal {
  const value = toDecimal(input)
  if (value?.isFinite() && value.gt(0)) return value
  throw invalidOption(of, option, input, 'a finite number above 0')
}

/** @throws ShagunError `invalid-options` where the input is not a finite number of 0 or more */
export function readNonNegative(of: string, option: string, input: DecimalInput): Decimal {
  const value = toDecimal(input)
  if (value?.isFinite() && value.gte(0)) return value
  throw invalidOption(of, option, input, 'a finite number of 0 or more')
}

/** @throws ShagunError `invalid-options` where the input is not a whole number of 0 or more */
export function readCount(of: string, option: string, input: number): number {
  if (Number.isSafeInteger(input) && input >= 0) return input
  throw invalidOption(of, option, input, 'a whole number of 0 or more')
}

/** @throws ShagunError `invalid-options` where the input is not a number of milliseconds above 0 */
export function readMs(of: string, option: string, input: number): number {
  if (Number.isFinite(input) && input > 0) return input
  throw invalidOption(of, option, input, 'a number of milliseconds above 0')
}

/** @throws ShagunError `invalid-options` where the input is no function */
export function readFunction<F>(of: string, option: string, input: F): F {
  if (typeof input === 'function') return input
  throw invalidOption(of, option, input, 'a function')
}

/** Nothing where it is no number at all. */
export function toDecimal(input: DecimalInput): Decimal | undefined {
  try {
    return new Decimal(input)
  } catch {
    return undefined
  }
}
