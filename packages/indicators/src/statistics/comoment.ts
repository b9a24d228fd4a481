import { mean } from '../overlap/sma.ts'
import { pushAt, ring, ringAt } from '../parts/ring.ts'

/** Sums of products of two series' distances from their means. */
export interface Comoments {
  xx: number
  yy: number
  xy: number
}

/** The co-moments of the last `period` pairs, about their means; NaN where one of them is not there. */
export function comoment(period: number): {
  readonly start: readonly number[]
  readonly next: (from: Float64Array, to: Float64Array, at: number, x: number, y: number, found: Comoments) => void
} {
  const { start, next } = mean(period)
  const xsAt = 2 * start.length
  const ysAt = xsAt + ring(period).length
  return {
    start: [...start, ...start, ...ring(period), ...ring(period)],
    next(from, to, at, x, y, found) {
      const meanX = next(from, to, at, x)
      const meanY = next(from, to, at + start.length, y)
      let xx = 0
      let yy = 0
      let xy = 0
      for (let ago = 0; ago < period; ago++) {
        const dx = (ago === 0 ? x : ringAt(from, at + xsAt, ago, period)) - meanX
        const dy = (ago === 0 ? y : ringAt(from, at + ysAt, ago, period)) - meanY
        xx += dx * dx
        yy += dy * dy
        xy += dx * dy
      }
      pushAt(from, to, at + xsAt, x, period)
      pushAt(from, to, at + ysAt, y, period)
      found.xx = xx
      found.yy = yy
      found.xy = xy
    },
  }
}
