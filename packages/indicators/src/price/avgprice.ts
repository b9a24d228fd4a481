import { batch, type Formula, remember, stream } from '../formula.ts'
import { byOpenHighLowClose } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'

/**
 * The average price of a bar: `(open + high + low + close) / 4`, as TA-Lib's AVGPRICE.
 *
 * NaN where a number of the bar is NaN.
 *
 * @param bars - four columns of the same bars; the result is in their unit
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length or `out` does not fit
 *
 * @example
 * ```ts
 * import { avgprice } from '@shagun/indicators'
 *
 * const open = new Float64Array([3])
 * const [high, low, close] = [new Float64Array([6]), new Float64Array([2]), new Float64Array([5])]
 * avgprice({ open, high, low, close })   // 4
 * ```
 */
export function avgprice(bars: OpenHighLowClose<Series>, options?: Reuse): Float64Array {
  const { open, high, low, close } = bars
  return batch('avgprice', { open, high, low, close }, options, formula())
}

/**
 * {@link avgprice} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createAvgprice } from '@shagun/indicators'
 *
 * const price = createAvgprice()
 * price.update({ open: 3, high: 6, low: 2, close: 5 })   // 4
 * ```
 */
export function createAvgprice(): Streaming<OpenHighLowClose<number>, number> {
  return stream('avgprice()', formula(), byOpenHighLowClose)
}

function formula(): Formula {
  return {
    memory: remember(1),
    step(_from, to, open, high, low, close) {
      to[0] = (open + high + low + close) / 4
    },
  }
}
