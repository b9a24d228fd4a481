import { batch, type Formula, remember, stream } from '../formula.ts'
import { byHighLowClose } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import type { HighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'

/**
 * The weighted close of a bar: `(high + low + 2 * close) / 4`, as TA-Lib's WCLPRICE.
 *
 * NaN where a number of the bar is NaN.
 *
 * @param bars - three columns of the same bars; the result is in their unit
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length or `out` does not fit
 *
 * @example
 * ```ts
 * import { wclprice } from '@shagun/indicators'
 *
 * const [high, low, close] = [new Float64Array([6]), new Float64Array([2]), new Float64Array([5])]
 * wclprice({ high, low, close })   // 4.5
 * ```
 */
export function wclprice(bars: HighLowClose<Series>, options?: Reuse): Float64Array {
  const { high, low, close } = bars
  return batch('wclprice', { high, low, close }, options, formula())
}

/**
 * {@link wclprice} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createWclprice } from '@shagun/indicators'
 *
 * const price = createWclprice()
 * price.update({ high: 6, low: 2, close: 5 })   // 4.5
 * ```
 */
export function createWclprice(): Streaming<HighLowClose<number>, number> {
  return stream('wclprice()', formula(), byHighLowClose)
}

function formula(): Formula {
  return {
    memory: remember(1),
    step(_from, to, high, low, close) {
      to[0] = (high + low + 2 * close) / 4
    },
  }
}
