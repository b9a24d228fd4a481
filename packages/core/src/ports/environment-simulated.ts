import { invalidOption } from '../errors.ts'
import type { Timestamp } from '../model/time.ts'
import type { Clock, Timers } from './environment.ts'

/** Time that stands still until it is moved. */
export interface SimulatedClock extends Clock, Timers {
  /**
   * Moves to `time`, running what is due on the way, each at its own moment, in order of time and then of asking.
   *
   * @throws ShagunError `invalid-options` where `time` lies in the past
   */
  advanceTo(time: Timestamp): void
}

/**
 * A clock that a backtest or a test moves by hand.
 *
 * @param start - epoch milliseconds
 * @example
 * ```ts
 * import { simulatedClock } from '@shagun/core'
 *
 * const clock = simulatedClock(0)
 * clock.after(1000, () => console.log('a second later'))
 * clock.advanceTo(5000)
 * ```
 */
export function simulatedClock(start: Timestamp): SimulatedClock {
  let now = start
  /** In order of time, and then of asking. */
  const waiting: { readonly at: Timestamp; readonly run: () => void }[] = []

  /** Where the first stands that is due after `time`; so many may wait that looking at each would take too long. */
  function firstAfter(time: Timestamp): number {
    let [low, high] = [0, waiting.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (waiting[middle]!.at > time) high = middle
      else low = middle + 1
    }
    return low
  }

  return {
    now: () => now,
    after(ms, run) {
      // What is no number is due at once, as with the machine's timers; as a time it could not be put in order.
      const timer = { at: now + (ms > 0 ? ms : 0), run }
      waiting.splice(firstAfter(timer.at), 0, timer)
      return () => {
        for (let i = firstAfter(timer.at) - 1; waiting[i]?.at === timer.at; i--)
          if (waiting[i] === timer) return void waiting.splice(i, 1)
      }
    },
    advanceTo(time) {
      if (!(time >= now)) throw invalidOption('The clock cannot move to', 'time', time, `${now} or later`)
      for (let next = waiting[0]; next !== undefined && next.at <= time; next = waiting[0]) {
        waiting.shift()
        now = next.at
        next.run()
      }
      // A timer may have moved it further.
      if (now < time) now = time
    },
  }
}

/**
 * Uniform numbers in [0, 1) that are the same for the same seed (xoshiro128**, seeded by SplitMix32).
 *
 * @param seed - a whole number; only its lowest 32 bits count
 * @example
 * ```ts
 * import { seededRandom } from '@shagun/core'
 *
 * const random = seededRandom(42)
 * random() === seededRandom(42)() // true
 * ```
 */
export function seededRandom(seed: number): () => number {
  let mixed = seed | 0
  const splitMix = (): number => {
    mixed = (mixed + 0x9e3779b9) | 0
    let z = mixed ^ (mixed >>> 16)
    z = Math.imul(z, 0x21f0aaad)
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
    return z ^ (z >>> 15)
  }
  let a = splitMix()
  let b = splitMix()
  let c = splitMix()
  let d = splitMix()
  const next32 = (): number => {
    const scrambled = Math.imul(b, 5)
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9)
    const t = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= t
    d = (d << 11) | (d >>> 21)
    return result >>> 0
  }
  // 53 bits, as many as a float64 holds below 1.
  return () => ((next32() >>> 5) * 67_108_864 + (next32() >>> 6)) / 9_007_199_254_740_992
}
