import { ShagunError } from '@shagun/core'

/** A parameter of an algo that has no meaning. */
export function invalid(option: string, value: unknown, expected: string): ShagunError<'invalid-options'> {
  return new ShagunError('invalid-options', `${option} is ${String(value)}; expected ${expected}.`, {
    details: { option, value: String(value), expected },
  })
}
