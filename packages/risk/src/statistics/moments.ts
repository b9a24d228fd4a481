import type { Series } from './series.ts'

/**
 * Mean and sample standard deviation (n - 1) of two values or more.
 *
 * Two passes, with the rounding of the first mean corrected by the second. A spread that is all rounding, a part in
 * 1e12 of the mean or less, is 0: ten times 0.01 does not sum to 0.1, and a ratio over what is left reads 8e16.
 *
 * @param size - where the values are differences, the size of what they were taken from; default: that of the mean
 */
export function moments(values: Series, size?: number): { readonly mean: number; readonly deviation: number } {
  const n = values.length
  let sum = 0
  for (let i = 0; i < n; i++) sum += values[i]!
  const guess = sum / n
  let rest = 0
  let squares = 0
  for (let i = 0; i < n; i++) {
    const distance = values[i]! - guess
    rest += distance
    squares += distance * distance
  }
  const mean = guess + rest / n
  const deviation = Math.sqrt(Math.max(0, squares - (rest * rest) / n) / (n - 1))
  return { mean, deviation: isRounding(deviation, size ?? mean) ? 0 : deviation }
}

/** Whether a spread is no more than what rounding leaves of values of this size. */
export function isRounding(spread: number, size: number): boolean {
  return spread <= 1e-12 * Math.abs(size)
}
