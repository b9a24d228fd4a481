import { type Evidence, ShagunError } from '@shagun/core'
import { source } from '../source.ts'

/** Why Kite gives no prices. A token can be good, and the plan of the app hold no market data. */
export function refused(what: string, { reason, vendorCode = '', httpStatus }: Evidence): ShagunError {
  const said = reason.slice(0, 200)
  if (vendorCode.startsWith('Permission')) {
    const message = `${source} gives no ${what} to this API key: ${said} Take the plan of Kite Connect that holds market data, or another provider.`
    return new ShagunError('unsupported', message, { details: { feature: what, by: source } })
  }
  const message = `${source} refused ${what}: ${said}`
  return new ShagunError('invalid-data', message, {
    details: { source, field: vendorCode || 'status', value: said, ...(httpStatus !== undefined && { httpStatus }) },
  })
}

/** Data in which nothing can be believed. */
export function unbelievable(what: string, field: string, expected: string): ShagunError {
  const message = `${source} answered ${what} with what cannot be believed; expected ${expected}. Ask again later, or another provider.`
  return new ShagunError('invalid-data', message, { details: { source, field, expected }, retryable: true })
}
