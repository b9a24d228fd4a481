import { batchLines, type Formula, remember, streamLines } from '../formula.ts'
import { indicatorError } from '../indicator-error.ts'
import { byHighLow } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { turnAt } from '../parts/turn.ts'
import type { HighLow, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'

const lines = ['price', 'index', 'direction'] as const

/** The last swing point that is known at a bar. */
export interface Swing<T> {
  /** The high or the low that it reached. */
  readonly price: T
  /** The bar that it was reached at, counted from the first one. */
  readonly index: T
  /** 1 for a high, where a rise ended, -1 for a low. */
  readonly direction: T
}

/**
 * The zigzag: the highs and lows between which the price moved by `percent` or more, in turn. At each bar it gives the last one
 * that is confirmed: a high is, once a later bar has a low of `percent` below it, and a low once a later bar has a high of
 * `percent` above it. So every value is known at its bar and none is changed afterwards; a new swing is seen by another
 * `index`, which lies some bars back.
 *
 * A swing that still may go on is not shown. Of equal highs or lows the first counts. Within one bar nobody knows what came
 * first: a bar that makes a new high confirms no high by its own low, and where the first swing may be either, it waits.
 *
 * NaN up to the first swing that is confirmed. A bar with a NaN or an Infinity is passed over.
 *
 * @param bars - two columns of the same bars; `price` is in their unit
 * @param percent - how far the price must come back, in percent of the swing point, more than 0; 5 is usual on daily bars
 * @param options - `out`: arrays of the same length to write into
 * @throws IndicatorError where `percent` is not such a number, the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { zigzag } from '@shagun/indicators'
 *
 * const price = new Float64Array([90, 100, 97, 94, 95, 99])
 * const swing = zigzag({ high: price, low: price }, 5)
 * swing.price   // NaN, 90, 90, 100, 100, 94
 * swing.index   // NaN, 0, 0, 1, 1, 3
 * ```
 */
export function zigzag(bars: HighLow<Series>, percent = 5, options?: Reuse<Swing<Float64Array>>): Swing<Float64Array> {
  const { high, low } = bars
  return batchLines('zigzag', lines, { high, low }, options, formula(percent))
}

/**
 * {@link zigzag} fed one bar at a time; what it gives is one object, overwritten by the next call.
 *
 * @param percent - how far the price must come back, in percent of the swing point, more than 0
 * @throws IndicatorError where it is not such a number
 *
 * @example
 * ```ts
 * import { createZigzag } from '@shagun/indicators'
 *
 * const swing = createZigzag(5)
 * swing.update({ high: 90, low: 90 })
 * const { price, direction } = swing.update({ high: 100, low: 100 })   // 90 and -1
 * ```
 */
export function createZigzag(percent = 5): Streaming<HighLow<number>, Swing<number>> {
  return streamLines(`zigzag(${percent})`, lines, formula(percent), byHighLow)
}

// Behind the values: bars seen, where the price is going (1, -1, or 0 for not known), and the ends of the swing so far.
const seenAt = 3
const goingAt = 4
const topAt = 5
const bottomAt = 7

function formula(percent: number): Formula {
  if (!(Number.isFinite(percent) && percent > 0))
    throw indicatorError('zigzag', 'percent', `is ${percent}, expected a finite number above 0`)
  const share = percent / 100
  return {
    memory: remember(3, [0, 0, -Infinity, NaN, Infinity, NaN]),
    step(from, to, high, low) {
      if (to !== from) to.set(from)
      const today = from[seenAt]!
      const going = from[goingAt]!
      const top = from[topAt]!
      const bottom = from[bottomAt]!
      to[seenAt] = today + 1
      if (!Number.isFinite(high + low)) return
      const floor = top - share * Math.abs(top)
      const ceiling = bottom + share * Math.abs(bottom)
      const turn = turnAt(high, low, going, top, floor, bottom, ceiling)
      if (turn === -1) confirm(to, topAt, 1)
      if (turn === 1) confirm(to, bottomAt, -1)
      if (turn === 1 || (going !== -1 && high > top)) begin(to, topAt, high, today)
      if (turn === -1 || (going !== 1 && low < bottom)) begin(to, bottomAt, low, today)
    },
  }
}

/** Shows the end that is held at `at`; from now on the price goes the other way. */
function confirm(to: Float64Array, at: number, direction: 1 | -1): void {
  to[0] = to[at]!
  to[1] = to[at + 1]!
  to[2] = direction
  to[goingAt] = -direction
}

/** Takes a price for the end of the swing so far. */
function begin(to: Float64Array, at: number, price: number, index: number): void {
  to[at] = price
  to[at + 1] = index
}
