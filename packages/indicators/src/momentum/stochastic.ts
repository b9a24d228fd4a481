import { type Formula, remember } from '../formula.ts'
import { highest, lowest } from '../parts/fold.ts'
import type { Part } from '../parts/part.ts'
import { checkPeriod } from '../period.ts'

/** Where the close lies in the range of the last bars, in percent; 0 where there is no range. Three numbers a bar. */
export interface RawStochastic {
  readonly start: readonly number[]
  readonly next: (from: Float64Array, to: Float64Array, at: number, high: number, low: number, close: number) => number
}

export function rawStochastic(indicator: string, period: number): RawStochastic {
  checkPeriod(indicator, period, 1, 'fastKPeriod')
  const top = highest(period)
  const bottom = lowest(period)
  const bottomAt = top.start.length
  return {
    start: [...top.start, ...bottom.start],
    next(from, to, at, high, low, close) {
      const low0 = bottom.next(from, to, at + bottomAt, low)
      const range = top.next(from, to, at, high) - low0
      return range === 0 ? 0 : 100 * ((close - low0) / range)
    },
  }
}

/**
 * Two lines: the raw stochastic put through a first average, and that through a second one. There is nothing to see before
 * the second has a value.
 */
export function twoLines(raw: RawStochastic, first: Part, second: Part): Formula {
  const firstAt = 2 + raw.start.length
  const secondAt = firstAt + first.start.length
  return {
    memory: remember(2, raw.start, first.start, second.start),
    step(from, to, high, low, close) {
      const k = first.next(from, to, firstAt, raw.next(from, to, 2, high, low, close))
      const d = second.next(from, to, secondAt, k)
      to[0] = Number.isNaN(d) ? NaN : k
      to[1] = d
    },
  }
}

/** A line as it is. */
export const unchanged: Part = { start: [], next: (_from, _to, _at, x) => x }
