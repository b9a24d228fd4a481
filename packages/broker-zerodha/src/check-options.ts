import { ShagunError } from '@shagun/core'

/** @throws ShagunError `invalid-options` for a key or a secret that is none; it is not shown */
export function checkText(option: string, value: unknown): void {
  if (typeof value !== 'string' || value === '') throw invalid(option, 'empty', 'a text')
}

/** @throws ShagunError `invalid-options` for an address of another kind than this one, with or without TLS */
export function checkAddress(option: string, value: string, kind: 'http' | 'ws'): void {
  const { protocol } = URL.parse(value) ?? {}
  if (protocol !== `${kind}:` && protocol !== `${kind}s:`)
    throw invalid(option, value, `an address with ${kind} or ${kind}s`)
}

export function invalid(option: string, value: string, expected: string): ShagunError<'invalid-options'> {
  return new ShagunError('invalid-options', `The option ${option} is ${value}; expected ${expected}.`, {
    details: { option, value, expected },
  })
}
