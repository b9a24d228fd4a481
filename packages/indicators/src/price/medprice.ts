import { batch, type Formula, remember, stream } from '../formula.ts'
import { byHighLow } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import type { HighLow, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'

/**
 * The median price of a bar: `(high + low) / 2`, as TA-Lib's MEDPRICE.
 *
 * NaN where a number of the bar is NaN.
 *
 * @param bars - two columns of the same bars; the result is in their unit
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length or `out` does not fit
 *
 * @example
 * ```ts
 * import { medprice } from '@shagun/indicators'
 *
 * medprice({ high: new Float64Array([6]), low: new Float64Array([2]) })   // 4
 * ```
 */
export function medprice(bars: HighLow<Series>, options?: Reuse): Float64Array {
  const { high, low } = bars
  return batch('medprice', { high, low }, options, formula())
}

/**
 * {@link medprice} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createMedprice } from '@shagun/indicators'
 *
 * const price = createMedprice()
 * price.update({ high: 6, low: 2 })   // 4
 * ```
 */
export function createMedprice(): Streaming<HighLow<number>, number> {
  return stream('medprice()', formula(), byHighLow)
}

function formula(): Formula {
  return {
    memory: remember(1),
    step(_from, to, high, low) {
      to[0] = (high + low) / 2
    },
  }
}
