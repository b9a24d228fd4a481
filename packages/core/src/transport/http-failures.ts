import { ShagunError } from '../errors.ts'
import { type Call, mayRepeat } from './http-call.ts'
import type { Redactor } from './redact.ts'

/** How one source's failures are put into words, without a secret. */
export interface HttpFailures {
  messageOf(call: Call, what: string, remedy: string): string
  /** No answer, or one that says the source is down. */
  unreachable(
    call: Call,
    why: 'network' | 'timeout' | 'server' | 'breaker-open' | 'busy',
    what: string,
    remedy: string,
    more?: { readonly cause?: unknown; readonly retryAfterMs?: number },
  ): ShagunError<'unreachable'>
  late(call: Call): ShagunError<'unreachable'>
  rateLimited(call: Call, retryAfterMs: number, what: string): ShagunError<'rate-limited'>
  invalid(
    call: Call,
    expected: string,
    more: { readonly passes?: boolean; readonly value?: string; readonly cause?: unknown },
  ): ShagunError<'invalid-data'>
  /** The beginning of a text. */
  excerptOf(text: string): string
}

export function createHttpFailures(source: string, redactor: Redactor): HttpFailures {
  function messageOf({ prepared: { name } }: Call, what: string, remedy: string): string {
    return `${source} ${what} (${name}). ${remedy}`
  }

  function unreachable(
    call: Call,
    why: 'network' | 'timeout' | 'server' | 'breaker-open' | 'busy',
    what: string,
    remedy: string,
    { cause, retryAfterMs }: { readonly cause?: unknown; readonly retryAfterMs?: number } = {},
  ): ShagunError<'unreachable'> {
    return new ShagunError('unreachable', messageOf(call, what, remedy), {
      details: { source, why, ...call.trace, ...(retryAfterMs !== undefined && { retryAfterMs }) },
      retryable: mayRepeat(call),
      cause,
    })
  }

  function rateLimited(call: Call, retryAfterMs: number, what: string): ShagunError<'rate-limited'> {
    return new ShagunError('rate-limited', messageOf(call, what, 'Ask again after that, and less often.'), {
      details: { source, retryAfterMs, ...call.trace },
      retryable: true,
    })
  }

  function invalid(
    call: Call,
    expected: string,
    { passes = false, value, cause }: { readonly passes?: boolean; readonly value?: string; readonly cause?: unknown },
  ): ShagunError<'invalid-data'> {
    const message = messageOf(call, `answered with what cannot be read; expected ${expected}`, 'Look at what came.')
    return new ShagunError('invalid-data', message, {
      details: { source, field: 'body', ...(value !== undefined && { value }), expected, ...call.trace },
      retryable: passes && mayRepeat(call),
      cause: redactor.cause(cause),
    })
  }

  /** The beginning, without secrets: they are taken out while they are whole. */
  function excerptOf(text: string): string {
    return redactor.text(text.slice(0, 10_000)).slice(0, 300)
  }

  function late(call: Call): ShagunError<'unreachable'> {
    const what = `did not answer within ${call.lane.policy.deadlineMs} ms`
    return unreachable(call, 'timeout', what, 'Ask again later.', { cause: call.last })
  }

  return { messageOf, unreachable, late, rateLimited, invalid, excerptOf }
}
