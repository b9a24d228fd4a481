import { batch, type Formula, remember, stream } from '../formula.ts'
import { byHighLowClose } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { summed } from '../parts/fold.ts'
import { checkPeriod } from '../period.ts'
import type { HighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { trueRange } from '../volatility/trange.ts'

/**
 * The ultimate oscillator: the buying pressure, close less the true low, over the true range, over three windows that
 * weigh 4, 2 and 1, the shortest most, in percent, after Larry Williams (Stocks & Commodities, April 1985), as
 * TA-Lib's ULTOSC. A window without a range counts 0.
 *
 * The first value is at index of the longest period; NaN before. A window that holds a NaN gives NaN, and later ones
 * are not touched.
 *
 * @param bars - three columns of the same bars; the result is in percent
 * @param period1 - changes in the first window, from 1
 * @param period2 - changes in the second window, from 1
 * @param period3 - changes in the third window, from 1
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where a parameter is not such a number, the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { ultosc } from '@shagun/indicators'
 *
 * const close = new Float64Array([10, 12])
 * ultosc({ high: close, low: close, close }, 1, 1, 1)   // NaN, 100
 * ```
 */
export function ultosc(
  bars: HighLowClose<Series>,
  period1 = 7,
  period2 = 14,
  period3 = 28,
  options?: Reuse,
): Float64Array {
  const { high, low, close } = bars
  return batch('ultosc', { high, low, close }, options, formula(period1, period2, period3))
}

/**
 * {@link ultosc} fed one bar at a time.
 *
 * @param period1 - changes in the first window, from 1
 * @param period2 - changes in the second window, from 1
 * @param period3 - changes in the third window, from 1
 * @throws IndicatorError where a parameter is not such a number
 *
 * @example
 * ```ts
 * import { createUltosc } from '@shagun/indicators'
 *
 * const oscillator = createUltosc(1, 1, 1)
 * oscillator.update({ high: 10, low: 10, close: 10 })   // NaN
 * oscillator.update({ high: 12, low: 12, close: 12 })   // 100
 * ```
 */
export function createUltosc(period1 = 7, period2 = 14, period3 = 28): Streaming<HighLowClose<number>, number> {
  return stream(`ultosc(${period1},${period2},${period3})`, formula(period1, period2, period3), byHighLowClose)
}

function formula(...periods: readonly [number, number, number]): Formula {
  periods.forEach((period, i) => {
    checkPeriod('ultosc', period, 1, `period${i + 1}`)
  })
  const windows = periods.toSorted((a, b) => a - b).map(summed)
  const memory = remember(2, ...windows.flatMap(({ start }) => [start, start]))
  return {
    memory,
    step(from, to, high, low, close) {
      const before = from[1]!
      const pressure = close - Math.min(low, before)
      const range = trueRange(high, low, before)
      let total = 0
      for (let i = 0, at = 2; i < 3; i++) {
        const { start, next } = windows[i]!
        const bought = next(from, to, at, pressure)
        const ranged = next(from, to, at + start.length, range)
        total += ranged === 0 ? 0 : (4 >> i) * (bought / ranged)
        at += 2 * start.length
      }
      to[1] = close
      to[0] = 100 * (total / 7)
    },
  }
}
