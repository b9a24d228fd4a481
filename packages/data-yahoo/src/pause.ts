import type { Environment } from '@shagun/core'

/** How long Yahoo is left alone after it refused us. */
export interface Pause {
  /** What is left of it, in milliseconds; 0 where we may ask. */
  readonly leftMs: number
  /** We were refused: those that are refused together count once. Gives how long to wait, in milliseconds. */
  refused(askedToWaitMs?: number): number
  /** We were not. */
  served(): void
}

const firstMs = 60_000
const longestMs = 3_600_000

/**
 * A pause that doubles with every refusal in a row, from a minute to an hour; some of it is left to chance, never the
 * minimum. A `Retry-After` can make it longer and never shorter, as Yahoo blocks for hours whatever it says.
 */
export function createPause({ clock, random }: Pick<Environment, 'clock' | 'random'>): Pause {
  let refusals = 0
  let until = 0
  return {
    get leftMs() {
      return Math.max(0, until - clock.now())
    },
    refused(askedToWaitMs = 0) {
      const now = clock.now()
      if (until <= now) {
        const pauseMs = firstMs * 2 ** Math.min(refusals, 30) * (1 + random() / 2)
        until = now + Math.round(Math.min(longestMs, pauseMs))
        refusals++
      }
      until = Math.max(until, now + askedToWaitMs)
      return until - now
    },
    served() {
      refusals = 0
    },
  }
}
