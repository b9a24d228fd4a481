import type { Part } from '../parts/part.ts'
import { smoothAt, unsmoothed } from '../smoothing.ts'

/** An exponential average as a part; `keep` is what stays of it when a number comes. */
export function exponential(period: number, keep: number = (period - 1) / (period + 1)): Part {
  return { start: unsmoothed, next: (from, to, at, x) => smoothAt(from, to, at, x, period, keep) }
}

/**
 * One exponential average of another, so many times: each is seeded with the first `period` values of the one before.
 *
 * @param combine - makes the value of the averages, which stand in `to` from index `at` on, the first one first
 */
export function nested(times: number, period: number, combine: (averages: Float64Array, at: number) => number): Part {
  const keep = (period - 1) / (period + 1)
  return {
    // The averages of this bar, and behind them what each remembers.
    start: [...new Array<number>(times).fill(NaN), ...new Array<readonly number[]>(times).fill(unsmoothed).flat()],
    next(from, to, at, x) {
      let average = x
      for (let i = 0; i < times; i++)
        to[at + i] = average = smoothAt(from, to, at + times + 2 * i, average, period, keep)
      return combine(to, at)
    },
  }
}
