import { ShagunError, type Timestamp } from '@shagun/core'

/** @param time - where the clock stood */
export function strategyFailed(strategy: string, time: Timestamp, cause: unknown): ShagunError {
  const why = cause instanceof Error ? cause.message : String(cause)
  const message = `The strategy ${strategy} threw at ${new Date(time).toISOString()}: ${why}`
  return new ShagunError('strategy-failed', message, { details: { strategy, time }, cause })
}
