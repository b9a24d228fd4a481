import { batch, type Formula, stream } from '../formula.ts'
import { byHighLowClose } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import type { HighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { directional } from './directional.ts'

/**
 * The directional movement index: the difference of the two directional indicators in percent of their sum, after J.
 * Welles Wilder, New Concepts in Technical Trading Systems (1978), as TA-Lib's DX. Where there was no movement or no
 * range it stays what it was, 0 at first.
 *
 * The first value is at index `period`; NaN before. A NaN or an Infinity further on is a hole: it begins anew behind
 * it.
 *
 * @param bars - three columns of the same bars; the result is in percent
 * @param period - bars of the smoothing, from 1
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the period is not such a number, the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { dx } from '@shagun/indicators'
 *
 * const [high, low, close] = [new Float64Array([5, 7]), new Float64Array([4, 5]), new Float64Array([4, 6])]
 * dx({ high, low, close }, 1)   // NaN, 100
 * ```
 */
export function dx(bars: HighLowClose<Series>, period: number, options?: Reuse): Float64Array {
  const { high, low, close } = bars
  return batch('dx', { high, low, close }, options, formula(period))
}

/**
 * {@link dx} fed one bar at a time.
 *
 * @param period - bars of the smoothing, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createDx } from '@shagun/indicators'
 *
 * const index = createDx(1)
 * index.update({ high: 5, low: 4, close: 4 })   // NaN
 * index.update({ high: 7, low: 5, close: 6 })   // 100
 * ```
 */
export function createDx(period: number): Streaming<HighLowClose<number>, number> {
  return stream(`dx(${period})`, formula(period), byHighLowClose)
}

function formula(period: number): Formula {
  return directional('dx', period, ({ dx }) => dx)
}
