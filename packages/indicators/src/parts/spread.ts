import type { Series } from '../series.ts'

/*
 * Mean and variance of a sliding window, in blocks of one period as in `fold.ts`.
 *
 * Numbers are counted from one of their neighbours, the last of the block before or the very first, and not from 0: squares of prices would
 * take the digits that their differences need. The variance divides by the period, as TA-Lib's does.
 */

/** Mean and variance at every number of a series; NaN in the warm-up and where a window holds one. */
export function spreads(source: Series, period: number, means: Float64Array, variances: Float64Array): void {
  const { length } = source
  for (let start = 0; start < length; start += period) {
    const end = Math.min(start + period, length)
    const origin = start === 0 ? source[0]! : originOf(source[start - 1]!)
    if (start === 0) {
      means.fill(NaN, 0, end)
      variances.fill(NaN, 0, end)
    } else
      for (let i = start - 1, sum = 0, squares = 0; i > start - period; i--) {
        const x = source[i]! - origin
        sum += x
        squares += x * x
        means[i + period - 1] = sum
        variances[i + period - 1] = squares
      }
    if (end === start + period) means[end - 1] = variances[end - 1] = 0
    for (let i = start, sum = 0, squares = 0; i < end; i++) {
      const x = source[i]! - origin
      sum += x
      squares += x * x
      const mean = (means[i]! + sum) / period
      variances[i] = varianceOf((variances[i]! + squares) / period, mean)
      means[i] = origin + mean
    }
  }
}

/** The memory of the same in streaming: mean, variance, place, origin, sums of the head, and two slots for each number. */
export function noSpread(period: number): readonly number[] {
  const tails = [...new Array<number>(period).fill(NaN), 0]
  return [NaN, NaN, 0, NaN, 0, 0, ...tails, ...tails]
}

/** One number: the mean is left in `to` at `at`, the variance behind it. */
export function spreadAt(from: Float64Array, to: Float64Array, at: number, number: number, period: number): void {
  const place = from[at + 2]!
  const origin = place === 0 && Number.isNaN(from[at + 3]!) ? number : from[at + 3]!
  const sums = at + 6
  const squared = sums + period + 1
  const x = number - origin
  const sum = from[at + 4]! + x
  const squares = from[at + 5]! + x * x
  const mean = (from[sums + place + 1]! + sum) / period
  to[at + 1] = varianceOf((from[squared + place + 1]! + squares) / period, mean)
  to[at] = origin + mean
  to[sums + place] = number
  to[at + 2] = place + 1
  to[at + 3] = origin
  to[at + 4] = sum
  to[at + 5] = squares
  if (to !== from || place + 1 < period) return
  // The block is full: its numbers are turned into tails, counted from its last one.
  const next = originOf(number)
  for (let i = period - 1, tail = 0, tailSquares = 0; i > 0; i--) {
    const y = to[sums + i]! - next
    to[sums + i] = tail += y
    to[squared + i] = tailSquares += y * y
  }
  to[at + 2] = to[at + 4] = to[at + 5] = 0
  to[at + 3] = next
}

/** A hole is no place to count from. */
function originOf(number: number): number {
  return Number.isFinite(number) ? number : 0
}

/** Never below 0, where rounding may lead; NaN stays. */
function varianceOf(meanSquare: number, mean: number): number {
  const variance = meanSquare - mean * mean
  return variance < 0 ? 0 : variance
}
