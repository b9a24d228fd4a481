import { isShagunError, type RequestTrace } from '../errors.ts'
import type { Timestamp } from '../model/time.ts'
import type { Breaker } from '../resilience/breaker.ts'
import type { Bulkhead } from '../resilience/bulkhead.ts'
import type { Schema } from './http-answer.ts'
import type { HttpRequest, PreparedRequest } from './http-request.ts'
import type { SettledPolicy } from './policy.ts'

/** A request with how its answer is to be read. */
export type Asked = HttpRequest & { readonly as?: 'json' | 'text' | 'bytes'; readonly schema?: Schema<unknown> }

/** What requests of one class share. */
export interface Lane {
  readonly policy: SettledPolicy
  readonly breaker: Breaker
  readonly bulkhead: Bulkhead
  /** Until then the source asked to be left alone. */
  pausedUntil: Timestamp
  /** How often in a row it did. */
  refusals: number
}

/** One call, over all its attempts. */
export interface Call {
  readonly given: Asked
  readonly lane: Lane
  readonly idempotent: boolean
  readonly prepared: PreparedRequest
  readonly signal: AbortSignal
  readonly endsAt: Timestamp
  readonly trace: { -readonly [K in keyof RequestTrace]: RequestTrace[K] } & {
    sent: NonNullable<RequestTrace['sent']>
    attempts: number
  }
  /** Whether the last attempt got as far as the network. */
  isSending?: boolean
  /** What ended the attempt before. */
  last?: unknown
}

/** Whether the same request may go once more without doing anything twice. */
export function mayRepeat({ idempotent, trace }: Call): boolean {
  return idempotent || trace.sent === 'no'
}

/** What a failure says of the source: that it refuses us is a sign of life, and what is not ours says nothing. */
export function resultOf(error: unknown): 'good' | 'bad' | 'canceled' {
  if (!isShagunError(error)) return 'canceled'
  return isShagunError(error, 'rate-limited', 'unauthenticated') ? 'good' : 'bad'
}

export function later(a: 'no' | 'perhaps' | 'yes', b: 'no' | 'perhaps'): 'no' | 'perhaps' | 'yes' {
  return a === 'no' ? b : a
}
