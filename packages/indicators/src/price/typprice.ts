import { batch, type Formula, remember, stream } from '../formula.ts'
import { byHighLowClose } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import type { HighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'

/**
 * The typical price of a bar: `(high + low + close) / 3`, as TA-Lib's TYPPRICE.
 *
 * NaN where a number of the bar is NaN.
 *
 * @param bars - three columns of the same bars; the result is in their unit
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length or `out` does not fit
 *
 * @example
 * ```ts
 * import { typprice } from '@shagun/indicators'
 *
 * const [high, low, close] = [new Float64Array([6]), new Float64Array([2]), new Float64Array([5])]
 * typprice({ high, low, close })   // 4.33
 * ```
 */
export function typprice(bars: HighLowClose<Series>, options?: Reuse): Float64Array {
  const { high, low, close } = bars
  return batch('typprice', { high, low, close }, options, formula())
}

/**
 * {@link typprice} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createTypprice } from '@shagun/indicators'
 *
 * const price = createTypprice()
 * price.update({ high: 6, low: 2, close: 4 })   // 4
 * ```
 */
export function createTypprice(): Streaming<HighLowClose<number>, number> {
  return stream('typprice()', formula(), byHighLowClose)
}

function formula(): Formula {
  return {
    memory: remember(1),
    step(_from, to, high, low, close) {
      to[0] = (high + low + close) / 3
    },
  }
}
