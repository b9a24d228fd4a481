import { batch, type Formula, remember, stream } from '../formula.ts'
import { byOpenHighLowClose } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'

/**
 * The balance of power: `(close - open) / (high - low)`, from -1 to 1, after Igor Livshin (Stocks & Commodities,
 * August 2001), as TA-Lib's BOP; 0 where a bar has no range.
 *
 * NaN where a number of the bar is NaN.
 *
 * @param bars - four columns of the same bars; the result is a ratio
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length or `out` does not fit
 *
 * @example
 * ```ts
 * import { bop } from '@shagun/indicators'
 *
 * const [open, high, low, close] = [2, 6, 2, 5].map((price) => new Float64Array([price])) as [Float64Array, Float64Array, Float64Array, Float64Array]
 * bop({ open, high, low, close })   // 0.75
 * ```
 */
export function bop(bars: OpenHighLowClose<Series>, options?: Reuse): Float64Array {
  const { open, high, low, close } = bars
  return batch('bop', { open, high, low, close }, options, formula())
}

/**
 * {@link bop} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createBop } from '@shagun/indicators'
 *
 * const balance = createBop()
 * balance.update({ open: 2, high: 6, low: 2, close: 5 })   // 0.75
 * ```
 */
export function createBop(): Streaming<OpenHighLowClose<number>, number> {
  return stream('bop()', formula(), byOpenHighLowClose)
}

function formula(): Formula {
  return {
    memory: remember(1),
    step(_from, to, open, high, low, close) {
      const range = high - low
      to[0] = range <= 0 ? 0 : (close - open) / range
    },
  }
}
