import { type Decimal, type DecimalInput, ShagunError } from '@shagun/core'
import { invalid } from '../params/invalid.ts'
import { readDecimal } from '../params/read-lots.ts'

/** @throws ShagunError `invalid-options` unless it is a finite number above 0 */
export function readPositive(option: string, input: DecimalInput): Decimal {
  const value = readDecimal(input)
  if (value?.gt(0)) return value
  throw invalid(option, input, 'a number above 0')
}

/** @throws ShagunError `invalid-options` unless it is a finite number of 0 or more */
export function readNonNegative(option: string, input: DecimalInput): Decimal {
  const value = readDecimal(input)
  if (value?.gte(0)) return value
  throw invalid(option, input, 'a number of 0 or more')
}

/** @throws ShagunError `invalid-options` unless it is a moment */
export function readTime(option: string, time: number | undefined): number | undefined {
  if (time === undefined || Number.isFinite(time)) return time
  throw invalid(option, time, 'epoch milliseconds')
}

/** An element of a list that cannot be believed; rows count from 0. */
export function invalidRow(
  source: string,
  row: number,
  field: string,
  value: unknown,
  expected: string,
): ShagunError<'invalid-data'> {
  return new ShagunError('invalid-data', `${source}[${row}] has ${field} ${String(value)}; expected ${expected}.`, {
    details: { source, field, value: String(value), expected, row },
  })
}
