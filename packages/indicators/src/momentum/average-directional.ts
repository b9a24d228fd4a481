import { move, noMovement, unmoved } from './directional.ts'

// Behind the memory of the movement: how many indexes have been taken up, and their sum or average.
const takenAt = 8
const averageAt = 9

/** The average directional movement index, remembering from index `at` on. */
export function averageDirectional(period: number): {
  readonly start: readonly number[]
  readonly next: (from: Float64Array, to: Float64Array, at: number, high: number, low: number, close: number) => number
} {
  const movement = noMovement()
  return {
    start: [...unmoved, 0, 0],
    next(from, to, at, high, low, close) {
      const seen = move(from, to, at, high, low, close, period, movement)
      let taken = from[at + takenAt]!
      let average = from[at + averageAt]!
      if (seen < period) taken = average = 0
      else if (taken < period) {
        average += movement.hasMoved ? movement.dx : 0
        if (++taken === period) average /= period
      } else if (movement.hasMoved) average += (movement.dx - average) / period
      to[at + takenAt] = taken
      to[at + averageAt] = average
      return taken === period ? average : NaN
    },
  }
}
