import { moments } from './moments.ts'
import type { Series } from './series.ts'

/** What varies by less than this, the root of 1e-30, gives a slope no meaning. */
export const leastDeviation = 1e-15

/**
 * The line of least squares through two values or more: y = intercept + slope x.
 *
 * `null` where x has no spread: none but rounding, or a variance below 1e-30.
 *
 * @param size - where x are differences, the size of what they were taken from; default: that of their mean
 */
export function regress(
  y: Series,
  x: Series,
  size?: number,
): { readonly slope: number; readonly intercept: number } | null {
  const across = moments(x, size)
  if (across.deviation < leastDeviation) return null
  const { mean } = moments(y)
  let products = 0
  let squares = 0
  for (let i = 0; i < x.length; i++) {
    const distance = x[i]! - across.mean
    products += distance * (y[i]! - mean)
    squares += distance * distance
  }
  const slope = products / squares
  return { slope, intercept: mean - slope * across.mean }
}
