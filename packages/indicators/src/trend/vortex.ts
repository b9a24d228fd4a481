import { batchLines, type Formula, remember, streamLines } from '../formula.ts'
import { byHighLowClose } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { summed } from '../parts/fold.ts'
import { checkPeriod } from '../period.ts'
import type { HighLowClose, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { trueRange } from '../volatility/trange.ts'

const lines = ['plusVi', 'minusVi'] as const

/** The two lines of {@link vortex}. */
export interface Vortex<T> {
  /** The movement up. */
  readonly plusVi: T
  /** The movement down. */
  readonly minusVi: T
}

/**
 * The vortex indicator: how far the highs lie from the lows before, `sum(|high - low before|)`, and the lows from the highs
 * before, `sum(|low - high before|)`, each over the sum of the true ranges of the same `period` bars, after Etienne Botes and
 * Douglas Siepman (Stocks & Commodities, January 2010); 0 where nothing moved.
 *
 * The first values are at index `period`; NaN before. A window that holds a NaN, or has one just before it, gives NaN, and
 * later ones are not touched.
 *
 * @param bars - three columns of the same bars; the results have no unit
 * @param period - bars in the window, from 1; 14 is usual
 * @param options - `out`: arrays of the same length to write into
 * @throws IndicatorError where the period is not such a number, the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { vortex } from '@shagun/indicators'
 *
 * const [high, low, close] = [new Float64Array([10, 12]), new Float64Array([8, 9]), new Float64Array([9, 11])]
 * const { plusVi, minusVi } = vortex({ high, low, close }, 1)
 * plusVi    // NaN, 1.33: 4 / 3
 * minusVi   // NaN, 0.33: 1 / 3
 * ```
 */
export function vortex(
  bars: HighLowClose<Series>,
  period: number,
  options?: Reuse<Vortex<Float64Array>>,
): Vortex<Float64Array> {
  const { high, low, close } = bars
  return batchLines('vortex', lines, { high, low, close }, options, formula(period))
}

/**
 * {@link vortex} fed one bar at a time; what it gives is one object, overwritten by the next call.
 *
 * @param period - bars in the window, from 1
 * @throws IndicatorError where the period is not such a number
 *
 * @example
 * ```ts
 * import { createVortex } from '@shagun/indicators'
 *
 * const lines = createVortex(1)
 * lines.update({ high: 10, low: 8, close: 9 })
 * const { plusVi } = lines.update({ high: 12, low: 9, close: 11 })   // 1.33
 * ```
 */
export function createVortex(period: number): Streaming<HighLowClose<number>, Vortex<number>> {
  return streamLines(`vortex(${period})`, lines, formula(period), byHighLowClose)
}

function formula(period: number): Formula {
  checkPeriod('vortex', period)
  const { start, next } = summed(period)
  const [upAt, downAt, rangeAt] = [5, 5 + start.length, 5 + 2 * start.length]
  return {
    // The lines, the bar before, and the three sums.
    memory: remember(5, start, start, start),
    step(from, to, high, low, close) {
      const up = next(from, to, upAt, Math.abs(high - from[3]!))
      const down = next(from, to, downAt, Math.abs(low - from[2]!))
      const range = next(from, to, rangeAt, trueRange(high, low, from[4]!))
      to[0] = range === 0 ? 0 * up : up / range
      to[1] = range === 0 ? 0 * down : down / range
      to[2] = high
      to[3] = low
      to[4] = close
    },
  }
}
