import type { ChildView, Timestamp } from '@shagun/core'
import { routeOf } from './keys.ts'
import type { Health } from './params.ts'

const longestMs = 300_000

/** A route that has failed is left out, for twice as long each time. */
export function fail(health: readonly Health[], route: number, now: Timestamp, backOffMs: number): readonly Health[] {
  return health.map((each, i) =>
    i === route
      ? { failures: each.failures + 1, until: now + Math.min(backOffMs * 2 ** each.failures, longestMs) }
      : each,
  )
}

/** A route that has answered has no failures against it any more. */
export function recover(health: readonly Health[], route: number): readonly Health[] {
  return health.map((each, i) => (i === route ? { failures: 0, until: 0 } : each))
}

/**
 * How many lots may go to a route: none while it is left out, then one small order at a time until it has answered for one.
 */
export function mostLots(
  { failures, until }: Health,
  route: number,
  now: Timestamp,
  trialLots: number,
  children: readonly ChildView[],
): number {
  if (failures === 0) return Number.POSITIVE_INFINITY
  // A clock that was set back must not leave it out for longer than it ever would be.
  if (now < until && until - now <= longestMs) return 0
  return children.some(({ working, key }) => working && routeOf(key) === route) ? 0 : trialLots
}
