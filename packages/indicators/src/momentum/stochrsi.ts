import { batchLines, type Formula, remember, streamLines } from '../formula.ts'
import { byNumber } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import { averageOf } from '../overlap/average.ts'
import type { Part } from '../parts/part.ts'
import { checkPeriod } from '../period.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { strength } from './rsi.ts'
import { rawStochastic } from './stochastic.ts'
import type { FastStochastic, FastStochasticOptions } from './stochf.ts'

const lines = ['fastK', 'fastD'] as const

/**
 * The stochastic of the relative strength index: where the index lies between its lowest and its highest value of the
 * window, in percent, and the average of that, after Tushar Chande and Stanley Kroll (The New Technical Trader, 1994), as
 * TA-Lib's STOCHRSI; 0 where the window has no range. While the price stands still the index trembles in its last digit, so
 * that the stochastic may be anything from 0 to 100: it is what TA-Lib gives, and means nothing.
 *
 * The first value is at index `period + fastKPeriod + fastDPeriod - 2` with simple averages, counted from the first number
 * where the series begins with NaN; NaN before. A NaN or an Infinity further on is a hole: the index begins anew behind it.
 *
 * @param close - any series, usually prices; the results are in percent
 * @param period - changes in the seed of the index, from 2
 * @param fastKPeriod - values of the index in the window, from 1
 * @param fastDPeriod - bars of the average, from 1
 * @param options - `fastD`: the kind of average; `out`: arrays of the same length to write into
 * @throws IndicatorError where a period or the kind is not such a one, or `out` does not fit
 *
 * @example
 * ```ts
 * import { stochrsi } from '@shagun/indicators'
 *
 * stochrsi(new Float64Array([10, 13, 12, 14]), 2, 2, 1).fastK   // NaN, NaN, NaN, 100
 * ```
 */
export function stochrsi(
  close: Series,
  period: number,
  fastKPeriod: number,
  fastDPeriod: number,
  options: FastStochasticOptions & Reuse<FastStochastic<Float64Array>> = {},
): FastStochastic<Float64Array> {
  return batchLines('stochrsi', lines, { close }, options, formula(period, fastKPeriod, fastDPeriod, options))
}

/**
 * {@link stochrsi} fed one number at a time; what it gives is one object, overwritten by the next call.
 *
 * @param period - changes in the seed of the index, from 2
 * @param fastKPeriod - values of the index in the window, from 1
 * @param fastDPeriod - bars of the average, from 1
 * @param options - `fastD`: the kind of average
 * @throws IndicatorError where a period or the kind is not such a one
 *
 * @example
 * ```ts
 * import { createStochrsi } from '@shagun/indicators'
 *
 * const lines = createStochrsi(2, 2, 1)
 * for (const close of [10, 13, 12, 14]) lines.update(close)
 * lines.value.fastK   // 100
 * ```
 */
export function createStochrsi(
  period: number,
  fastKPeriod: number,
  fastDPeriod: number,
  options: FastStochasticOptions = {},
): Streaming<number, FastStochastic<number>> {
  const signature = `stochrsi(${[period, fastKPeriod, fastDPeriod, options.fastD ?? 'sma']})`
  return streamLines(signature, lines, formula(period, fastKPeriod, fastDPeriod, options), byNumber)
}

function formula(
  period: number,
  fastKPeriod: number,
  fastDPeriod: number,
  { fastD = 'sma' }: FastStochasticOptions,
): Formula {
  const index = strengthInSteps(period)
  const raw = rawStochastic('stochrsi', fastKPeriod)
  const average = averageOf('stochrsi', fastD, fastDPeriod, 'fastDPeriod')
  const rawAt = 2 + index.start.length
  const averageAt = rawAt + raw.start.length
  return {
    memory: remember(2, index.start, raw.start, average.start),
    step(from, to, close) {
      const strength = index.next(from, to, 2, close)
      const k = raw.next(from, to, rawAt, strength, strength, strength)
      const d = average.next(from, to, averageAt, k)
      to[0] = Number.isNaN(d) ? NaN : k
      to[1] = d
    },
  }
}

/**
 * The index in TA-Lib's own steps. While the price stands still the index does, too, but for its last digit, and a stochastic
 * makes anything from 0 to 100 of that: only the same steps give the same.
 *
 * What is remembered: changes seen, the average gain and loss, and the number before.
 */
function strengthInSteps(period: number): Part {
  checkPeriod('stochrsi', period, 2)
  return {
    start: [0, 0, 0, NaN],
    next(from, to, at, close) {
      const change = close - from[at + 3]!
      let seen = from[at]!
      const kept = seen < period ? 1 : period - 1
      if (seen < period) seen++
      const divisor = seen < period ? 1 : period
      let gain = (kept * from[at + 1]! + (change < 0 ? 0 : change)) / divisor
      let loss = (kept * from[at + 2]! - (change < 0 ? change : 0)) / divisor
      if (!Number.isFinite(gain + loss)) seen = gain = loss = 0
      to[at] = seen
      to[at + 1] = gain
      to[at + 2] = loss
      to[at + 3] = close
      return seen === period ? strength(gain, loss) : NaN
    },
  }
}
