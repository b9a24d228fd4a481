import { batchLines, type Formula, remember, streamLines } from '../formula.ts'
import { byOpenHighLowClose } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import type { OpenHighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'

const lines = ['open', 'high', 'low', 'close'] as const

/**
 * Heikin-Ashi candles, "average bars": `close = (open + high + low + close) / 4`; `open` is halfway between open and close
 * of the candle before, the first one halfway between those of its bar; `high` and `low` reach to the bar's, or to the open or
 * close of the candle itself; after Dan Valcu (Stocks & Commodities, February 2004).
 *
 * There is a candle at every bar. A bar with a NaN or an Infinity has none, and the next one is a first one again. These are
 * not prices that anything traded at: an order is never filled at them.
 *
 * @param bars - four columns of the same bars; the results are in their unit, and can be passed on as bars
 * @param options - `out`: arrays of the same length to write into
 * @throws IndicatorError where the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { heikinAshi } from '@shagun/indicators'
 *
 * const [open, high] = [new Float64Array([10, 12]), new Float64Array([14, 15])]
 * const [low, close] = [new Float64Array([8, 11]), new Float64Array([12, 14])]
 * const candles = heikinAshi({ open, high, low, close })
 * candles.open    // 11, 11
 * candles.close   // 11, 13
 * ```
 */
export function heikinAshi(
  bars: OpenHighLowClose<Series>,
  options?: Reuse<OpenHighLowClose<Float64Array>>,
): OpenHighLowClose<Float64Array> {
  const { open, high, low, close } = bars
  return batchLines('heikinAshi', lines, { open, high, low, close }, options, formula())
}

/**
 * {@link heikinAshi} fed one bar at a time; what it gives is one object, overwritten by the next call.
 *
 * @example
 * ```ts
 * import { createHeikinAshi } from '@shagun/indicators'
 *
 * const candles = createHeikinAshi()
 * candles.update({ open: 10, high: 14, low: 8, close: 12 })
 * const { open, close } = candles.update({ open: 12, high: 15, low: 11, close: 14 })   // 11 and 13
 * ```
 */
export function createHeikinAshi(): Streaming<OpenHighLowClose<number>, OpenHighLowClose<number>> {
  return streamLines('heikinAshi()', lines, formula(), byOpenHighLowClose)
}

function formula(): Formula {
  return {
    memory: remember(4),
    step(from, to, open, high, low, close) {
      const before = (from[0]! + from[3]!) / 2
      const average = (open + high + low + close) / 4
      const begin = Number.isNaN(before) ? (open + close) / 2 : before
      const isKnown = Number.isFinite(average)
      to[0] = isKnown ? begin : NaN
      to[1] = isKnown ? Math.max(high, begin, average) : NaN
      to[2] = isKnown ? Math.min(low, begin, average) : NaN
      to[3] = isKnown ? average : NaN
    },
  }
}
