import { type Formula, remember } from '../formula.ts'
import { checkPeriod } from '../period.ts'
import { trueRange } from '../volatility/trange.ts'

/*
 * Wilder's directional movement: how far a bar reaches beyond the one before, up or down, whichever is more, and the true
 * range, each summed up as he did: the first `period - 1` of them, and from then on less a `period`th, plus the new one.
 */

/** What there is at a bar. */
export interface Movement {
  /** The smoothed sum of movement upwards, and downwards. */
  plus: number
  minus: number
  /** The smoothed sum of true ranges. */
  range: number
  /** The difference of plus and minus in percent of their sum; where they are 0 what it was before, 0 at first. */
  dx: number
  /** Whether there was a movement and a range. */
  hasMoved: boolean
}

// The memory: high, low and close before, changes seen up to the period, and the sums.
const highAt = 0
const lowAt = 1
const closeAt = 2
const seenAt = 3
const plusAt = 4
const minusAt = 5
const rangeAt = 6
const dxAt = 7

export const unmoved: readonly number[] = [NaN, NaN, NaN, 0, 0, 0, 0, 0]

/** One bar, and `found` is filled. How many changes have been seen, up to the period; 0 behind a hole. */
export function move(
  from: Float64Array,
  to: Float64Array,
  at: number,
  high: number,
  low: number,
  close: number,
  period: number,
  found: Movement,
): number {
  const up = high - from[at + highAt]!
  const down = from[at + lowAt]! - low
  let seen = from[at + seenAt]! + 1
  const kept = seen < period ? 1 : 1 - 1 / period
  let plus = kept * from[at + plusAt]! + (up > 0 && up > down ? up : 0)
  let minus = kept * from[at + minusAt]! + (down > 0 && down > up ? down : 0)
  let range = kept * from[at + rangeAt]! + trueRange(high, low, from[at + closeAt]!)
  let dx = from[at + dxAt]!
  if (!Number.isFinite(range + up + down)) seen = plus = minus = range = dx = 0
  const moved = plus + minus
  found.hasMoved = moved > 0 && range > 0
  if (found.hasMoved && seen >= period) dx = (100 * Math.abs(plus - minus)) / moved
  to[at + highAt] = high
  to[at + lowAt] = low
  to[at + closeAt] = close
  to[at + seenAt] = Math.min(seen, period)
  found.plus = to[at + plusAt] = plus
  found.minus = to[at + minusAt] = minus
  found.range = to[at + rangeAt] = range
  found.dx = to[at + dxAt] = dx
  return Math.min(seen, period)
}

export function noMovement(): Movement {
  return { plus: 0, minus: 0, range: 0, dx: 0, hasMoved: false }
}

/** The formula that shows one number of the movement, once it is smoothed over the whole period. */
export function directional(indicator: string, period: number, pick: (movement: Movement) => number): Formula {
  checkPeriod(indicator, period)
  const movement = noMovement()
  return {
    memory: remember(1, unmoved),
    step(from, to, high, low, close) {
      const seen = move(from, to, 1, high, low, close, period, movement)
      to[0] = seen === period ? pick(movement) : NaN
    },
  }
}

/** A part in percent; 0 of nothing. */
export function share(part: number, whole: number): number {
  return whole > 0 ? 100 * (part / whole) : 0
}
