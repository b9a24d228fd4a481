import { type Formula, remember } from '../formula.ts'
import { indicatorError } from '../indicator-error.ts'
import type { HighLowClose, Series } from '../series.ts'
import { type Marks, markColumn } from './sessions.ts'

/** Bars with the marks of where sessions begin, without which the session before is not known. */
export interface MarkedBars<T, Mark> extends HighLowClose<T> {
  /** True, or any number but 0, at the first bar of a session. The very first bar begins one whatever it is marked with. */
  readonly sessionStart: Mark
}

/** Writes the levels that follow from a session's high, low and close into `to`, from index 0 on. */
type Levels = (to: Float64Array, high: number, low: number, close: number) => void

/** The columns of the bars, once there are marks. */
export function columnsOf(indicator: string, bars: MarkedBars<Series, Marks>): Readonly<Record<string, Series>> {
  const { high, low, close, sessionStart } = bars
  if (sessionStart === undefined)
    throw indicatorError(
      indicator,
      'sessionStart',
      'is missing, expected one mark for each bar: mark where sessions begin',
    )
  return { high, low, close, sessionStart: markColumn(indicator, sessionStart, high.length) }
}

/**
 * The levels of the session before, through the whole of a session. A bar with a NaN or an Infinity counts for nothing, and
 * so does a session that has no other bars.
 */
export function fromPreviousSession(count: number, levels: Levels): Formula {
  return {
    // The levels, and high, low and close of the session so far: NaN as long as there are none.
    memory: remember(count + 3),
    step(from, to, high, low, close, mark) {
      const top = from[count]!
      const isFirst = mark !== 0
      if (isFirst && !Number.isNaN(top)) levels(to, top, from[count + 1]!, from[count + 2]!)
      else for (let i = 0; i < count; i++) to[i] = from[i]!
      const isKnown = Number.isFinite(high + low + close)
      const isEmpty = isFirst || Number.isNaN(top)
      const bottom = from[count + 1]!
      const last = from[count + 2]!
      if (isKnown) {
        to[count] = isEmpty ? high : Math.max(top, high)
        to[count + 1] = isEmpty ? low : Math.min(bottom, low)
        to[count + 2] = close
      } else {
        to[count] = isFirst ? NaN : top
        to[count + 1] = bottom
        to[count + 2] = last
      }
    },
  }
}
