import type { Timestamp } from '../model/time.ts'
import type { Clock } from '../ports/environment.ts'
import { grownMs } from './backoff.ts'

/** When a source is left alone because it fails too often. */
export interface BreakerOptions {
  /** Over how long failures are counted, in milliseconds; a minute by default. */
  readonly windowMs?: number
  /** Fewer requests in that time say nothing; 5 by default. */
  readonly minimumRequests?: number
  /** The part of them that has to fail, from 0 to 1; 0.5 by default. */
  readonly failureFraction?: number
  /** How long nothing is asked then, in milliseconds, doubled each time the probe after it fails; 30 s by default. */
  readonly openMs?: number
  /** No pause is longer, in milliseconds; 10 minutes by default. */
  readonly maxOpenMs?: number
}

/** Closed while all is well; open while nothing is asked; then one request is let through and decides. */
export interface Breaker {
  /** Whether a request may go; while the probe is under way, no other may. */
  readonly isOpen: boolean
  /** How long it stays open, in milliseconds. */
  readonly openForMs: number
  /** A request goes; the returned function tells how it went, once. What was canceled says nothing of the source. */
  enter(): (result: 'good' | 'bad' | 'canceled') => void
}

/** @param opened - told whenever it opens */
export function createBreaker(
  {
    windowMs = 60_000,
    minimumRequests = 5,
    failureFraction = 0.5,
    openMs = 30_000,
    maxOpenMs = 600_000,
  }: BreakerOptions,
  clock: Clock,
  opened: (forMs: number) => void,
): Breaker {
  let results: { readonly at: Timestamp; readonly isBad: boolean }[] = []
  let openUntil: Timestamp | undefined
  let openings = 0
  let isProbing = false
  /** Counts changes of state: what was under way before one says nothing about what is now. */
  let era = 0

  function open(): void {
    openings++
    const forMs = grownMs({ firstMs: openMs, maxMs: maxOpenMs }, openings)
    openUntil = clock.now() + forMs
    begin()
    opened(forMs)
  }

  function close(): void {
    openUntil = undefined
    openings = 0
    begin()
  }

  function begin(): void {
    era++
    isProbing = false
    results = []
  }

  function count(isBad: boolean): void {
    const now = clock.now()
    results.push({ at: now, isBad })
    if (results[0]!.at <= now - windowMs) results = results.filter(({ at }) => at > now - windowMs)
    if (!isBad || results.length < minimumRequests) return
    const failed = results.reduce((sum, each) => sum + Number(each.isBad), 0)
    if (failed >= failureFraction * results.length) open()
  }

  return {
    get isOpen() {
      return openUntil !== undefined && (isProbing || clock.now() < openUntil)
    },
    get openForMs() {
      return Math.max(0, (openUntil ?? 0) - clock.now())
    },
    enter() {
      const isProbe = openUntil !== undefined
      if (isProbe) isProbing = true
      const entered = era
      let isOver = false
      return (result) => {
        if (isOver || entered !== era) return
        isOver = true
        if (!isProbe) {
          if (result !== 'canceled') count(result === 'bad')
        } else if (result === 'good') close()
        else if (result === 'bad') open()
        // The next request is the probe in place of the canceled one.
        else isProbing = false
      }
    },
  }
}
