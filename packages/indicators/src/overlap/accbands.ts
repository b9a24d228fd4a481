import { batchLines, type Formula, remember, streamLines } from '../formula.ts'
import { byHighLowClose } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { checkPeriod } from '../period.ts'
import type { HighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import type { Bands } from './bbands.ts'
import { mean } from './sma.ts'

const lines = ['upper', 'middle', 'lower'] as const

/**
 * Acceleration bands: simple averages of the close, of the highs stretched upwards and of the lows stretched downwards by
 * `4 * (high - low) / (high + low)`, after Price Headley (Big Trends in Trading, 2002), as TA-Lib's ACCBANDS.
 *
 * The first value is at index `period - 1`; NaN before. A window that holds a NaN gives NaN, and later ones are not touched.
 *
 * @param bars - three columns of the same bars; the results are in their unit
 * @param period - bars in the window, from 1
 * @param options - `out`: arrays of the same length to write into
 * @throws IndicatorError where the period is not such a number, the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { accbands } from '@shagun/indicators'
 *
 * const [high, low, close] = [new Float64Array([5]), new Float64Array([3]), new Float64Array([4])]
 * accbands({ high, low, close }, 1)   // upper 10, middle 4, lower 0
 * ```
 */
export function accbands(
  bars: HighLowClose<Series>,
  period: number,
  options?: Reuse<Bands<Float64Array>>,
): Bands<Float64Array> {
  const { high, low, close } = bars
  return batchLines('accbands', lines, { high, low, close }, options, formula(period))
}

/**
 * {@link accbands} fed one bar at a time; what it gives is one object, overwritten by the next call.
 *
 * @param period - bars in the window, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createAccbands } from '@shagun/indicators'
 *
 * const bands = createAccbands(1)
 * const { upper } = bands.update({ high: 5, low: 3, close: 4 })   // 10
 * ```
 */
export function createAccbands(period: number): Streaming<HighLowClose<number>, Bands<number>> {
  return streamLines(`accbands(${period})`, lines, formula(period), byHighLowClose)
}

function formula(period: number): Formula {
  checkPeriod('accbands', period)
  const { start, next } = mean(period)
  const [second, third] = [3 + start.length, 3 + 2 * start.length]
  return {
    memory: remember(3, start, start, start),
    step(from, to, high, low, close) {
      const total = high + low
      const stretch = total === 0 ? 0 : (4 * (high - low)) / total
      to[0] = next(from, to, 3, high * (1 + stretch))
      to[1] = next(from, to, second, close)
      to[2] = next(from, to, third, low * (1 - stretch))
    },
  }
}
