import { type Formula, remember, streamLines } from '../formula.ts'
import { indicatorError } from '../indicator-error.ts'
import { outputsFor, type Reuse } from '../output.ts'
import type { Bands } from '../overlap/bbands.ts'
import type { HighLowCloseVolume, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { byTrade, type Marks, markColumn, type Sessions } from './sessions.ts'
import { nothingTraded, weighed } from './vwap.ts'

const lines = ['upper', 'middle', 'lower'] as const

/**
 * The volume-weighted average price of the session with lines so many standard deviations above and below it. The deviation
 * is that of the typical prices `(high + low + close) / 3` so far from their average, each weighed by its volume: `sqrt(sum(
 * volume * (typical price - vwap)^2) / sum(volume))`, as TradingView's bands.
 *
 * There are values from the first bar of a session on in which something was traded; NaN before. A bar with a NaN or an
 * Infinity gives NaN and counts for nothing.
 *
 * @param bars - four columns of the same bars, and `sessionStart`, which marks where sessions begin; without it all bars are
 *   one session. The results are in the unit of prices
 * @param deviations - standard deviations from the middle to the other lines
 * @param options - `out`: arrays of the same length to write into
 * @throws IndicatorError where `deviations` is no finite number, the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { vwapBands } from '@shagun/indicators'
 *
 * const price = new Float64Array([10, 14])
 * const bars = { high: price, low: price, close: price, volume: new Float64Array([100, 100]) }
 * const { upper, middle, lower } = vwapBands(bars, 1)
 * upper    // 10, 14
 * middle   // 10, 12
 * lower    // 10, 10
 * ```
 */
export function vwapBands(
  bars: HighLowCloseVolume<Series> & Sessions<Marks>,
  deviations = 1,
  options?: Reuse<Bands<Float64Array>>,
): Bands<Float64Array> {
  const { high, low, close, volume, sessionStart } = bars
  const { memory, step } = formula(deviations)
  const bands = outputsFor('vwapBands', lines, { high, low, close, volume }, options?.out)
  const marks = markColumn('vwapBands', sessionStart, high.length)
  for (let i = 0; i < high.length; i++) {
    step(memory, memory, high[i]! + low[i]! + close[i]!, volume[i]!, marks[i]!, 0)
    bands.upper[i] = memory[0]!
    bands.middle[i] = memory[1]!
    bands.lower[i] = memory[2]!
  }
  return bands
}

/**
 * {@link vwapBands} fed one bar at a time, `sessionStart: true` beginning a session; what it gives is one object, overwritten
 * by the next call.
 *
 * @param deviations - standard deviations from the middle to the other lines
 * @throws IndicatorError where it is no finite number
 *
 * @example
 * ```ts
 * import { createVwapBands } from '@shagun/indicators'
 *
 * const bands = createVwapBands(1)
 * bands.update({ high: 10, low: 10, close: 10, volume: 100, sessionStart: true })
 * const { upper, lower } = bands.update({ high: 14, low: 14, close: 14, volume: 100 })   // 14 and 10
 * ```
 */
export function createVwapBands(
  deviations = 1,
): Streaming<HighLowCloseVolume<number> & Sessions<boolean>, Bands<number>> {
  return streamLines(`vwapBands(${deviations})`, lines, formula(deviations), byTrade)
}

function formula(deviations: number): Formula {
  if (!Number.isFinite(deviations))
    throw indicatorError('vwapBands', 'deviations', `is ${deviations}, expected a finite number`)
  return {
    // The lines, what was traded, and the sum of the weighed squares.
    memory: remember(3, nothingTraded, [0]),
    step(from, to, prices, volume, mark) {
      const isFirst = mark !== 0
      const before = isFirst ? NaN : from[3]! / (3 * from[4]!)
      const sum = isFirst ? 0 : from[5]!
      const middle = weighed(from, to, 3, prices, volume, isFirst)
      // Squares are counted from the averages before and after, which is exact and cancels nothing, however large prices
      // are (Welford 1962, West 1979). Where there is no average on either side, it is NaN and nothing is added.
      const grown = volume * (prices / 3 - before) * (prices / 3 - middle)
      const squares = grown > 0 ? sum + grown : sum
      const deviation = Math.sqrt(squares / to[4]!)
      to[5] = squares
      to[0] = middle + deviations * deviation
      to[1] = middle
      to[2] = middle - deviations * deviation
    },
  }
}
