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

function toDecimal(input: DecimalInput): Decimal | undefined {
  try {
    return new Decimal(input)
  } catch {
    return undefined
  }
}
