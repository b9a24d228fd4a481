import { type Formula, remember } from '../formula.ts'
import type { Part } from '../parts/part.ts'

/** The three lines of the moving average convergence and divergence. */
export interface Macd<T> {
  /** The faster average less the slower one. */
  readonly macd: T
  /** The average of that. */
  readonly signal: T
  /** The one less the other. */
  readonly histogram: T
}

export const lines = ['macd', 'signal', 'histogram'] as const

/** An average, and how many numbers it takes in before its first value. */
export interface Side {
  readonly average: Part
  readonly lookback: number
}

/**
 * The lines of two averages and that of their difference.
 *
 * Both begin at the same bar, as in TA-Lib: the one that needs fewer numbers is fed later, so that it is seeded with those
 * just before. There is nothing to see before there is a signal.
 */
export function convergence(fast: Side, slow: Side, signal: Part): Formula {
  const latest = Math.max(fast.lookback, slow.lookback)
  const [fastSkips, slowSkips] = [latest - fast.lookback, latest - slow.lookback]
  const fastAt = 4
  const slowAt = fastAt + fast.average.start.length
  const signalAt = slowAt + slow.average.start.length
  return {
    // The lines, and how many numbers have been seen since the last hole.
    memory: remember(3, [0], fast.average.start, slow.average.start, signal.start),
    step(from, to, close) {
      const seen = from[3]!
      const faster = fast.average.next(from, to, fastAt, seen < fastSkips ? NaN : close)
      const slower = slow.average.next(from, to, slowAt, seen < slowSkips ? NaN : close)
      const macd = faster - slower
      const average = signal.next(from, to, signalAt, macd)
      to[3] = Number.isFinite(close) ? seen + 1 : 0
      to[0] = Number.isNaN(average) ? NaN : macd
      to[1] = average
      to[2] = macd - average
    },
  }
}
