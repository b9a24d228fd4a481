import type { Series } from './series.ts'

/**
 * Smooths a whole series in the way of an exponential average or of Wilder's; `source` and `out` may be the same array.
 *
 * Where there is no finite number there is no average either, and the next number is the first of a new seed. So what
 * follows a hole is what a series that begins there would give, and never a number that skips over the hole.
 *
 * @param keep - what stays of the average when a value comes: (n - 1) / (n + 1) in an exponential one, (n - 1) / n in
 *   Wilder's
 */
export function smooth(source: Series, period: number, keep: number, out: Float64Array): void {
  let seen = 0
  let average = 0
  for (let i = 0; i < out.length; i++) {
    average = smoothed(average, source[i]!, seen, period, keep)
    if (seen < period) seen++
    if (!Number.isFinite(average)) seen = average = 0
    out[i] = seen === period ? average : NaN
  }
}

/** What a smoothing remembers before its first number: how many it has seen, and their sum or average. */
export const unsmoothed: readonly number[] = [0, 0]

/** The same as a step, that remembers from index `at` on. */
export function smoothAt(
  from: Float64Array,
  to: Float64Array,
  at: number,
  x: number,
  period: number,
  keep: number,
): number {
  let seen = from[at]!
  let average = smoothed(from[at + 1]!, x, seen, period, keep)
  if (seen < period) seen++
  if (!Number.isFinite(average)) seen = average = 0
  to[at] = seen
  to[at + 1] = average
  return seen === period ? average : NaN
}

/**
 * One step of a smoothing that is seeded with a mean: the running sum of the first `period` values, then their mean, then
 * `keep` of the average before and the rest of the new value.
 *
 * The step goes from the new value back towards the average, since in this form an average that has come to rest stays
 * put, and a period of 1 is the input.
 *
 * @param seen - how many values went in before this one, counted up to `period`
 */
function smoothed(previous: number, x: number, seen: number, period: number, keep: number): number {
  if (seen === period) return x + keep * (previous - x)
  return seen + 1 === period ? (previous + x) / period : previous + x
}
