import { type Formula, remember, streamLines } from '../formula.ts'
import { indicatorError } from '../indicator-error.ts'
import { byNumber } from '../inputs.ts'
import { outputsFor, type Reuse } from '../output.ts'
import { noSpread, spreadAt, spreads } from '../parts/spread.ts'
import { checkPeriod } from '../period.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { averageOf } from './average.ts'
import type { AverageKind } from './average-lookback.ts'

const lines = ['upper', 'middle', 'lower'] as const

/** The three lines of {@link bbands}. */
export interface Bands<T> {
  readonly upper: T
  readonly middle: T
  readonly lower: T
}

/** What {@link bbands} can do otherwise. */
export interface BbandsOptions {
  /** The average in the middle. Default: `sma`. */
  readonly ma?: AverageKind
}

/**
 * Bollinger bands: a moving average, and lines so many standard deviations above and below it, after John Bollinger, as
 * TA-Lib's BBANDS. The deviation is that of the window's numbers from their mean, divided by the period, whatever the average
 * in the middle.
 *
 * The first value is at index `period - 1`, counted from the first number where the series begins with NaN, and later with an
 * average that starts later; NaN before. A window that holds a NaN gives NaN, and later ones are not touched.
 *
 * @param close - any series, usually prices; the results are in its unit
 * @param period - bars in the window, from 1
 * @param deviationsUp - standard deviations from the middle to the upper line
 * @param deviationsDown - the same to the lower one. Default: as up
 * @param options - `ma`: the average in the middle; `out`: arrays of the same length to write into
 * @throws IndicatorError where a parameter is not such a number, or `out` does not fit
 *
 * @example
 * ```ts
 * import { bbands } from '@shagun/indicators'
 *
 * const { upper, middle, lower } = bbands(new Float64Array([1, 3, 5]), 2, 2)
 * upper    // NaN, 4, 6
 * middle   // NaN, 2, 4
 * lower    // NaN, 0, 2
 * ```
 */
export function bbands(
  close: Series,
  period: number,
  deviationsUp = 2,
  deviationsDown: number = deviationsUp,
  options: BbandsOptions & Reuse<Bands<Float64Array>> = {},
): Bands<Float64Array> {
  check(period, deviationsUp, deviationsDown)
  const { ma = 'sma', out } = options
  const bands = outputsFor('bbands', lines, { close }, out)
  const { upper, middle, lower } = bands
  spreads(close, period, middle, upper)
  if (ma !== 'sma') {
    const { start, next } = averageOf('bbands', ma, period)
    const memory = Float64Array.from(start)
    for (let i = 0; i < close.length; i++) middle[i] = next(memory, memory, 0, close[i]!)
  }
  for (let i = 0; i < close.length; i++) {
    const deviation = Math.sqrt(upper[i]!)
    const at = middle[i]!
    upper[i] = at + deviationsUp * deviation
    lower[i] = at - deviationsDown * deviation
    // Where one of them has no value yet, neither has the other.
    if (Number.isNaN(deviation)) middle[i] = NaN
  }
  return bands
}

/**
 * {@link bbands} fed one number at a time; what it gives is one object, overwritten by the next call.
 *
 * @param period - bars in the window, from 1
 * @param deviationsUp - standard deviations from the middle to the upper line
 * @param deviationsDown - the same to the lower one. Default: as up
 * @param options - `ma`: the average in the middle
 * @throws IndicatorError where a parameter is not such a number
 *
 * @example
 * ```ts
 * import { createBbands } from '@shagun/indicators'
 *
 * const bands = createBbands(2)
 * bands.update(1)
 * const { upper, lower } = bands.update(3)   // 4 and 0
 * ```
 */
export function createBbands(
  period: number,
  deviationsUp = 2,
  deviationsDown: number = deviationsUp,
  { ma = 'sma' }: BbandsOptions = {},
): Streaming<number, Bands<number>> {
  check(period, deviationsUp, deviationsDown)
  const average = ma === 'sma' ? undefined : averageOf('bbands', ma, period)
  const averageAt = 3 + noSpread(period).length
  const formula: Formula = {
    memory: remember(3, noSpread(period), average?.start ?? []),
    step(from, to, close) {
      spreadAt(from, to, 3, close, period)
      const middle = average === undefined ? to[3]! : average.next(from, to, averageAt, close)
      const deviation = Math.sqrt(to[4]!)
      to[0] = middle + deviationsUp * deviation
      to[1] = Number.isNaN(deviation) ? NaN : middle
      to[2] = middle - deviationsDown * deviation
    },
  }
  const parameters = [period, deviationsUp, deviationsDown, ma].join()
  return streamLines(`bbands(${parameters})`, lines, formula, byNumber)
}

function check(period: number, deviationsUp: number, deviationsDown: number): void {
  checkPeriod('bbands', period)
  for (const [parameter, deviations] of Object.entries({ deviationsUp, deviationsDown }))
    if (!Number.isFinite(deviations))
      throw indicatorError('bbands', parameter, `is ${deviations}, expected a finite number`)
}
