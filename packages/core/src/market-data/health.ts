import { type AnyShagunError, isShagunError } from '../errors.ts'
import type { Timestamp } from '../model/time.ts'
import type { DataProvider } from '../ports/data-provider.ts'
import type { Environment } from '../ports/environment.ts'
import { grownMs } from '../resilience/backoff.ts'
import { type Breaker, type BreakerOptions, createBreaker } from '../resilience/breaker.ts'
import { jitter } from '../resilience/jitter.ts'

/** What a provider is asked for; one may be fine for history and dead for quotes. */
export type Ask = 'quotes' | 'bars' | 'instruments' | 'stream'

/** How long a provider that another one has taken over from is not asked, although it comes first. */
export interface FailbackOptions {
  /** In milliseconds, doubled each time it is found still failing; 30 s by default. */
  readonly holdMs?: number
  /** No hold is longer, in milliseconds; 10 minutes by default. */
  readonly maxHoldMs?: number
  /** How many probes in a row it has to pass then, beside the one who serves meanwhile; 3 by default. */
  readonly probes?: number
}

/** How a provider fares, as it is now. */
export interface ProviderHealth {
  readonly source: string
  /** What others serve in its place. */
  readonly held: readonly Ask[]
  /** Why it is not asked for anything at all, where that is so. */
  readonly refusal?: string
}

/** A provider, and what its failures have come to. Health skips a provider; it never changes the order. */
export interface Source {
  readonly provider: DataProvider
  readonly id: string
  /** Why it must not be asked at all now: it fails too often, or has asked to be left alone. */
  refusal(): string | undefined
  /** When it may be asked again; now where nothing is against it. */
  askAgainAt(ask: Ask): Timestamp
  isHeld(ask: Ask): boolean
  /** It is asked; the returned function tells how that went, once. */
  readonly enter: Breaker['enter']
  /** Leaves it alone for as long as an error asks for. */
  weigh(error: unknown): void
  /** Another one serves in its place. True where that is news. */
  hold(ask: Ask, servedBy: string): boolean
  /** Its hold is over, and nobody is trying it out yet: whoever gets `true` tells `probed` what came of it. */
  beginProbe(ask: Ask): boolean
  /**
   * Whom it takes over from where this was the last probe that it had to pass.
   *
   * @param isGood - `undefined` for one that says nothing of how it fares
   */
  probed(ask: Ask, isGood: boolean | undefined): string | undefined
  /** Its hold is over now, for want of another one. */
  hasten(ask: Ask): void
  /** It is asked again like any other. */
  release(ask: Ask): void
  health(): ProviderHealth
}

interface Hold {
  until: Timestamp
  times: number
  passed: number
  isProbing: boolean
  servedBy: string
}

const minuteMs = 60_000
const dayMs = 86_400_000

export function createSource(
  provider: DataProvider,
  { clock, log }: Environment,
  { holdMs = 30_000, maxHoldMs = 600_000, probes = 3 }: FailbackOptions,
  breakerOptions: BreakerOptions,
): Source {
  const { id } = provider
  const holds = new Map<Ask, Hold>()
  const breaker = createBreaker(breakerOptions, clock, (forMs) =>
    log.warn(`${id} fails too often and is left alone for ${forMs / 1000} s.`),
  )
  let pausedUntil = Number.NEGATIVE_INFINITY
  let pausedBecause = ''

  function refusal(): string | undefined {
    const now = clock.now()
    if (now < pausedUntil) return `${pausedBecause}; asked again in ${seconds(pausedUntil - now)}`
    if (breaker.isOpen) return `it fails too often; asked again in ${seconds(breaker.openForMs)}`
    return undefined
  }

  function pause(error: AnyShagunError, because: string): void {
    const { retryAfterMs } = error.details as { readonly retryAfterMs?: number }
    // No quota is longer than a day; who asks for longer, or for no time, is not believed.
    const forMs = retryAfterMs !== undefined && retryAfterMs >= 0 ? Math.min(retryAfterMs, dayMs) : minuteMs
    pausedUntil = Math.max(pausedUntil, clock.now() + forMs)
    pausedBecause = because
  }

  /** A little longer for one than for another, so that many who failed together are not tried together. */
  function holdFor(times: number, ask: Ask): number {
    return grownMs({ firstMs: holdMs, maxMs: maxHoldMs }, times) + jitter(holdMs / 10, `${id} ${ask} ${times}`)
  }

  return {
    provider,
    id,
    refusal,
    askAgainAt: (ask) =>
      Math.max(clock.now(), pausedUntil, clock.now() + breaker.openForMs, holds.get(ask)?.until ?? pausedUntil),
    isHeld: (ask) => holds.has(ask),
    enter: breaker.enter,
    weigh(error) {
      if (isShagunError(error, 'rate-limited')) pause(error, 'it asked to wait')
      else if (isShagunError(error, 'unauthenticated')) {
        pause(error, 'it does not take the credentials')
        log.error(`${id} does not take the credentials: look at them.`, { cause: error })
      } else if (isShagunError(error, 'unreachable') && error.details.retryAfterMs !== undefined)
        pause(error, 'it is not there')
    },
    hold(ask, servedBy) {
      const held = holds.get(ask)
      if (held !== undefined) {
        held.servedBy = servedBy
        return false
      }
      const hold = { until: clock.now() + holdFor(1, ask), times: 1, passed: 0, isProbing: false, servedBy }
      holds.set(ask, hold)
      return true
    },
    beginProbe(ask) {
      const held = holds.get(ask)
      if (held === undefined || held.isProbing || clock.now() < held.until || refusal() !== undefined) return false
      held.isProbing = true
      return true
    },
    probed(ask, isGood) {
      const held = holds.get(ask)
      if (held === undefined) return undefined
      held.isProbing = false
      if (isGood === false) {
        held.times++
        held.passed = 0
        held.until = clock.now() + holdFor(held.times, ask)
        return undefined
      }
      if (isGood) held.passed++
      // Probes in one moment would be one probe.
      held.until = clock.now() + holdMs / 10
      if (held.passed < probes) return undefined
      holds.delete(ask)
      return held.servedBy
    },
    hasten(ask) {
      const held = holds.get(ask)
      if (held !== undefined) held.until = clock.now()
    },
    release(ask) {
      holds.delete(ask)
    },
    health() {
      const refused = refusal()
      return { source: id, held: [...holds.keys()], ...(refused !== undefined && { refusal: refused }) }
    },
  }
}

/** Whether an error says nothing about how its source fares: it answered, and does not have what was asked for. */
export function isHarmless(error: unknown): boolean {
  return isShagunError(error, 'not-found', 'unsupported', 'invalid-options')
}

function seconds(ms: number): string {
  return `${Math.ceil(ms / 1000)} s`
}
