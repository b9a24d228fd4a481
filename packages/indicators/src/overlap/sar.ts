import { batch, stream } from '../formula.ts'
import { byHighLow } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import type { HighLow, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { parabola } from './parabola.ts'

/**
 * The parabolic stop and reverse: a stop that follows a trend ever faster, and changes sides where it is touched, after
 * J. Welles Wilder, New Concepts in Technical Trading Systems (1978), as TA-Lib's SAR.
 *
 * The first value is at index 1: the first bar gives the first extreme, and the trend begins downwards only where the low
 * fell by more than the high rose. Below the price it is the stop of a long position, above it that of a short one. A bar
 * with a NaN or an Infinity is a hole: it begins anew behind it.
 *
 * @param bars - two columns of the same bars; the result is in their unit
 * @param acceleration - by how much of the way to the extreme the stop moves, more at each new extreme; 0 or more
 * @param maximum - the most of it; 0 or more
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where a parameter is not such a number, the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { sar } from '@shagun/indicators'
 *
 * sar({ high: new Float64Array([10, 11, 12]), low: new Float64Array([9, 10, 11]) })   // NaN, 9, 9.04 held down to 9
 * ```
 */
export function sar(bars: HighLow<Series>, acceleration = 0.02, maximum = 0.2, options?: Reuse): Float64Array {
  const { high, low } = bars
  return batch('sar', { high, low }, options, formula(acceleration, maximum))
}

/**
 * {@link sar} fed one bar at a time.
 *
 * @param acceleration - by how much of the way to the extreme the stop moves, more at each new extreme; 0 or more
 * @param maximum - the most of it; 0 or more
 * @throws IndicatorError where a parameter is not such a number
 *
 * @example
 * ```ts
 * import { createSar } from '@shagun/indicators'
 *
 * const stop = createSar()
 * stop.update({ high: 10, low: 9 })    // NaN
 * stop.update({ high: 11, low: 10 })   // 9
 * ```
 */
export function createSar(acceleration = 0.02, maximum = 0.2): Streaming<HighLow<number>, number> {
  return stream(`sar(${acceleration},${maximum})`, formula(acceleration, maximum), byHighLow)
}

function formula(acceleration: number, maximum: number) {
  const side = { initial: acceleration, step: acceleration, maximum }
  return parabola('sar', { long: side, short: side, startValue: 0, offsetOnReverse: 0, isSigned: false })
}
