import { outputFor, type Reuse } from '../output.ts'
import { type Part, streamPart } from '../parts/part.ts'
import { checkPeriod } from '../period.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'

/**
 * The relative strength index: `100 * gain / (gain + loss)`, where gain and loss are the rises and the falls from close to
 * close in Wilder's smoothing, `((period - 1) * average + change) / period`, seeded with the means of the first `period`
 * changes. After J. Welles Wilder, New Concepts in Technical Trading Systems (1978), as TA-Lib's RSI.
 *
 * Without a unit, from 0 (only falls) to 100 (only rises). A flat series gives 0, as in TA-Lib; TA-Lib gives 0 also where
 * both averages together stay below 1e-14, while here the smallest prices have an index too.
 *
 * The first value is at index `period`, counted from the first number where the series begins with NaN; NaN before. A NaN
 * or an Infinity further on is a hole: the index is NaN there and is seeded anew from the changes behind it.
 *
 * @param close - any series, usually prices
 * @param period - changes in the seed, from 2 (over a single change it could only be 0 or 100)
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number, or `out` does not fit
 *
 * @example
 * ```ts
 * import { rsi } from '@shagun/indicators'
 *
 * rsi(new Float64Array([10, 13, 12, 14]), 2)   // NaN, NaN, 75, 87.5
 * ```
 */
export function rsi(close: Series, period: number, options?: Reuse): Float64Array {
  checkPeriod('rsi', period, 2)
  const out = outputFor('rsi', { close }, options?.out)
  // Gain and loss are kept as sums, `period` times Wilder's averages: the index is a ratio, so that this cancels out.
  const keep = (period - 1) / period
  let seen = 0
  let gain = 0
  let loss = 0
  out[0] = NaN
  for (let i = 1; i < out.length; i++) {
    const change = close[i]! - close[i - 1]!
    const kept = seen < period ? 1 : keep
    gain = kept * gain + rise(change)
    loss = kept * loss + rise(-change)
    if (seen < period) seen++
    if (!Number.isFinite(gain + loss)) seen = gain = loss = 0
    out[i] = seen === period ? strength(gain, loss) : NaN
  }
  return out
}

/**
 * {@link rsi} fed one number at a time.
 *
 * @param period - changes in the seed, from 2
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createRsi } from '@shagun/indicators'
 *
 * const index = createRsi(2)
 * for (const close of [10, 13, 12]) index.update(close)
 * index.value      // 75
 * index.peek(14)   // 87.5: if the next bar closed at 14
 * ```
 */
export function createRsi(period: number): Streaming<number, number> {
  return streamPart(`rsi(${period})`, relativeStrength(period))
}

/** The index as a part. What is remembered: changes seen, gain, loss, and the number before. */
function relativeStrength(period: number): Part {
  checkPeriod('rsi', period, 2)
  const keep = (period - 1) / period
  return {
    start: [0, 0, 0, NaN],
    next(from, to, at, close) {
      const change = close - from[at + 3]!
      let seen = from[at]!
      const kept = seen < period ? 1 : keep
      let gain = kept * from[at + 1]! + rise(change)
      let loss = kept * from[at + 2]! + rise(-change)
      if (seen < period) seen++
      if (!Number.isFinite(gain + loss)) seen = gain = loss = 0
      to[at] = seen
      to[at + 1] = gain
      to[at + 2] = loss
      to[at + 3] = close
      return seen === period ? strength(gain, loss) : NaN
    },
  }
}

/** The change where it is positive, else 0; NaN for NaN. Without a branch, because no processor foresees prices. */
function rise(change: number): number {
  return (Math.abs(change) + change) / 2
}

/** The index of what was gained and lost. Below 1e-290, where some 9,000 flat bars lead, the sums begin to lose their digits: this is flat. */
export function strength(gain: number, loss: number): number {
  const total = gain + loss
  return total < 1e-290 ? 0 : 100 * (gain / total)
}
