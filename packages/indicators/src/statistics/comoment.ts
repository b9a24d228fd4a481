import { pushAt, ring, ringAt } from '../parts/ring.ts'

/** Sums of products of two series' distances from their means. */
export interface Comoments {
  xx: number
  yy: number
  xy: number
}

/**
 * The co-moments of the last `period` pairs, about their means; NaN where one of them is not there.
 *
 * Numbers are counted from the newest one, so that a series that stands still has a moment of exactly 0: a mean that was
 * rounded would leave distances behind, and two of those correlate by 1.
 */
export function comoment(period: number): {
  readonly start: readonly number[]
  readonly next: (from: Float64Array, to: Float64Array, at: number, x: number, y: number, found: Comoments) => void
} {
  const ysFrom = ring(period).length
  return {
    start: [...ring(period), ...ring(period)],
    next(from, to, at, x, y, found) {
      const ysAt = at + ysFrom
      let meanX = x - x
      let meanY = y - y
      for (let ago = 1; ago < period; ago++) {
        meanX += ringAt(from, at, ago, period) - x
        meanY += ringAt(from, ysAt, ago, period) - y
      }
      meanX /= period
      meanY /= period
      let xx = meanX * meanX
      let yy = meanY * meanY
      let xy = meanX * meanY
      for (let ago = 1; ago < period; ago++) {
        const dx = ringAt(from, at, ago, period) - x - meanX
        const dy = ringAt(from, ysAt, ago, period) - y - meanY
        xx += dx * dx
        yy += dy * dy
        xy += dx * dy
      }
      pushAt(from, to, at, x, period)
      pushAt(from, to, ysAt, y, period)
      found.xx = xx
      found.yy = yy
      found.xy = xy
    },
  }
}
