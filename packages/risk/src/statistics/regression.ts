import { moments } from './moments.ts'
import type { Series } from './series.ts'

/**
 * The line of least squares through two values or more: y = intercept + slope x.
 *
 * `null` where x has no spread but for rounding.
 *
 * @param size - where x are differences, the size of what they were taken from; default: that of their mean
 */
export function regress(
  y: Series,
  x: Series,
  size?: number,
): { readonly slope: number; readonly intercept: number } | null {
  const across = moments(x, size)
  if (across.deviation === 0) return null
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
