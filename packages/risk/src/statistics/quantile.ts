import type { Series } from './series.ts'
import { smallest } from './smallest.ts'

/**
 * How a quantile is read between observations, by the numbers of Hyndman and Fan: 1 is an observed value, 5 and 7 go
 * on a line between two.
 */
export type QuantileType = 1 | 5 | 7

/** The quantile at probability `p` of a series that is not empty; refuses what is not finite. */
export function quantile(measure: string, values: Series, p: number, type: QuantileType): number {
  const n = values.length
  const position = quantilePosition(n, p, type)
  const below = Math.floor(position)
  const part = position - below
  const tail = smallest(measure, values, part === 0 ? below + 1 : below + 2)
  const upper = tail[tail.length - 1]!
  if (part === 0) return upper
  let lower = -Infinity
  for (let i = 0; i < tail.length - 1; i++) lower = Math.max(lower, tail[i]!)
  return lower + part * (upper - lower)
}

/** Where the quantile lies among n sorted values, counted from 0 and between two of them where it is not whole. */
export function quantilePosition(n: number, p: number, type: QuantileType): number {
  return Math.min(Math.max(positions[type](n, p), 0), n - 1)
}

/** By the definitions of Hyndman and Fan (1996). */
const positions: Readonly<Record<QuantileType, (n: number, p: number) => number>> = {
  1: (n, p) => Math.ceil(countOf(n, p)) - 1,
  5: (n, p) => countOf(n, p) - 0.5,
  7: (n, p) => (n - 1) * p,
}

/** n x p, whole where it was meant to be: 20 x (1 - 0.95) is 1.0000000000000009 in floats. */
export function countOf(n: number, p: number): number {
  const count = n * p
  const whole = Math.round(count)
  return Math.abs(count - whole) <= 4 * Number.EPSILON * n ? whole : count
}
