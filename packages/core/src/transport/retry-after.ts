import type { Timestamp } from '../model/time.ts'

/** Nobody waits longer because of a header. */
const longestMs = 86_400_000

/**
 * How long a `Retry-After` asks to wait, in milliseconds: a whole number of seconds or an HTTP date. What is neither says
 * nothing.
 */
export function parseRetryAfter(value: string | null, now: Timestamp): number | undefined {
  if (value === null) return undefined
  const text = value.trim()
  if (/^\d{1,15}$/.test(text)) return Math.min(longestMs, Number(text) * 1_000)
  if (!/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text)) return undefined
  const time = Date.parse(text)
  return Number.isNaN(time) ? undefined : Math.min(longestMs, Math.max(0, time - now))
}
