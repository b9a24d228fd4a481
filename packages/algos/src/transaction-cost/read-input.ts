import { Decimal, type DecimalInput, ShagunError } from '@shagun/core'

/** @throws ShagunError `invalid-options` unless it is a finite number above 0 */
export function readPositive(option: string, input: DecimalInput): Decimal {
  const value = readNumber(input)
  if (value?.gt(0)) return value
  throw invalidOption(option, input, 'a number above 0')
}

/** @throws ShagunError `invalid-options` unless it is a finite number of 0 or more */
export function readNonNegative(option: string, input: DecimalInput): Decimal {
  const value = readNumber(input)
  if (value?.gte(0)) return value
  throw invalidOption(option, input, 'a number of 0 or more')
}

/** @throws ShagunError `invalid-options` unless it is a moment */
export function readTime(option: string, time: number | undefined): number | undefined {
  if (time === undefined || Number.isFinite(time)) return time
  throw invalidOption(option, time, 'epoch milliseconds')
}

/** The finite number that was written, as one of core's own. */
export function readNumber(input: DecimalInput): Decimal | undefined {
  try {
    const value = new Decimal(input)
    return value.isFinite() ? value : undefined
  } catch {
    return undefined
  }
}

export function invalidOption(option: string, value: unknown, expected: string): ShagunError<'invalid-options'> {
  return new ShagunError('invalid-options', `${option} is ${String(value)}; expected ${expected}.`, {
    details: { option, value: String(value), expected },
  })
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
