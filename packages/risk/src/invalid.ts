import { ShagunError } from '@shagun/core'

/** A parameter of a rule, a measure or a sizing function that has no meaning. */
export function invalidOption(
  of: string,
  option: string,
  value: unknown,
  expected: string,
): ShagunError<'invalid-options'> {
  return new ShagunError('invalid-options', `${of} was given ${option} ${String(value)}; expected ${expected}.`, {
    details: { option, value: String(value), expected },
  })
}

/** An element of a series that cannot be believed; rows count from 0. */
export function invalidRow(
  of: string,
  field: string,
  row: number,
  value: unknown,
  expected: string,
): ShagunError<'invalid-data'> {
  return new ShagunError('invalid-data', `${of} found ${field}[${row}] to be ${String(value)}; expected ${expected}.`, {
    details: { source: of, field, value: String(value), expected, row },
  })
}
