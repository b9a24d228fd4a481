import { ShagunError } from '../errors.ts'
import type { Backoff } from '../resilience/backoff.ts'
import type { BreakerOptions } from '../resilience/breaker.ts'
import type { RateLimiter } from './rate-limiter.ts'

/** How requests of one class of endpoints are treated: quotes, history, orders. */
export interface HttpPolicy {
  /** How long one attempt may take, its body included, in milliseconds; 10 s by default. */
  readonly attemptTimeoutMs?: number
  /** How long all of it may take, waiting and retries included, in milliseconds; 30 s by default. */
  readonly deadlineMs?: number
  /** How often a read is tried in all; 3 by default. What is not idempotent is sent once, whatever this says. */
  readonly attempts?: number
  /** The pauses between attempts; 250 ms to 10 s by default. A longer `Retry-After` is obeyed. */
  readonly backoff?: Backoff
  /** The pauses after 429 without a `Retry-After`, longer with each in a row; 1 s to 60 s by default. */
  readonly rateLimitedBackoff?: Backoff
  /** How many requests may be under way; 8 by default. */
  readonly concurrency?: number
  /** How many more may wait for one of them to end; 256 by default. */
  readonly queueLength?: number
  /** A longer body is not read, in bytes after unpacking; 32 MiB by default. */
  readonly maxResponseBytes?: number
  /** What the source allows; hand the same one to all that it counts together. */
  readonly limiter?: RateLimiter
  readonly breaker?: BreakerOptions
}

/** A policy with nothing left open. */
export type SettledPolicy = Required<Omit<HttpPolicy, 'limiter'>> & Pick<HttpPolicy, 'limiter'>

export function settlePolicy(policy: HttpPolicy): SettledPolicy {
  const settled: SettledPolicy = {
    attemptTimeoutMs: 10_000,
    deadlineMs: 30_000,
    attempts: 3,
    backoff: { firstMs: 250, maxMs: 10_000 },
    rateLimitedBackoff: { firstMs: 1_000, maxMs: 60_000 },
    concurrency: 8,
    queueLength: 256,
    maxResponseBytes: 32 * 1024 * 1024,
    breaker: {},
    ...policy,
  }
  const { breaker, backoff, rateLimitedBackoff } = settled
  checkAbove(0, { attemptTimeoutMs: settled.attemptTimeoutMs, deadlineMs: settled.deadlineMs })
  checkAbove(0, { maxResponseBytes: settled.maxResponseBytes })
  checkAbove(0, breaker)
  checkBackoff(backoff)
  checkBackoff(rateLimitedBackoff)
  checkWhole(1, { attempts: settled.attempts, concurrency: settled.concurrency })
  checkWhole(0, { queueLength: settled.queueLength })
  return settled
}

export function checkBackoff({ firstMs, maxMs }: Backoff): void {
  checkAbove(0, { firstMs, maxMs })
}

/** Also refuses what has no end: a timer that never runs, a queue that only grows. */
export function checkAbove(least: number, options: object): void {
  for (const [option, value] of Object.entries(options))
    if (!(Number.isFinite(value) && value > least))
      throw refused(option, value, `a number above ${least}, and an end to it`)
}

function checkWhole(least: number, options: object): void {
  for (const [option, value] of Object.entries(options))
    if (!(Number.isSafeInteger(value) && value >= least))
      throw refused(option, value, `a whole number from ${least} on`)
}

function refused(option: string, value: unknown, expected: string): ShagunError<'invalid-options'> {
  return new ShagunError('invalid-options', `The option ${option} is ${value}; expected ${expected}.`, {
    details: { option, value: String(value), expected },
  })
}
