import { moments } from './moments.ts'
import type { Series } from './series.ts'

/**
 * Skewness g1 and excess kurtosis g2 of two values or more, both of the population: central moments over n, over powers
 * of the deviation over n. A normal distribution has 0 and 0.
 *
 * `null` where the values differ by rounding alone.
 */
export function shape(values: Series): { readonly skewness: number; readonly excessKurtosis: number } | null {
  const n = values.length
  const { mean, deviation } = moments(values)
  if (deviation === 0) return null
  // In units of the deviation, so that powers of small returns do not vanish.
  let squares = 0
  let cubes = 0
  let fourths = 0
  for (let i = 0; i < n; i++) {
    const distance = (values[i]! - mean) / deviation
    const square = distance * distance
    squares += square
    cubes += square * distance
    fourths += square * square
  }
  const variance = squares / n
  return { skewness: cubes / n / variance ** 1.5, excessKurtosis: fourths / n / variance ** 2 - 3 }
}
