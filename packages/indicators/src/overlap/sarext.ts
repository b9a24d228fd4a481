import { batch, type Formula, stream } from '../formula.ts'
import { byHighLow } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import type { HighLow, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { parabola } from './parabola.ts'

/**
 * The parabolic stop and reverse with every knob of its own, as TA-Lib's SAREXT: as {@link sar}, and the stop of a short
 * position is shown negative.
 *
 * The first value is at index 1. A bar with a NaN or an Infinity is a hole: it begins anew behind it.
 *
 * @param bars - two columns of the same bars; the result is in their unit
 * @param startValue - the first stop: above 0 of a long position, below 0 of a short one, 0 for what the first bars say
 * @param offsetOnReverse - the part of itself by which a stop is moved away where it changes sides; 0 or more
 * @param accelerationInitLong - the first acceleration of a long position; 0 or more
 * @param accelerationLong - what each new extreme of a long position adds; 0 or more
 * @param accelerationMaxLong - the most of it; 0 or more
 * @param accelerationInitShort - the same of a short position
 * @param accelerationShort - the same of a short position
 * @param accelerationMaxShort - the same of a short position
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where a parameter is not such a number, the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { sarext } from '@shagun/indicators'
 *
 * sarext({ high: new Float64Array([10, 9]), low: new Float64Array([9, 8]) })   // NaN, -10: short, with its stop at 10
 * ```
 */
export function sarext(
  bars: HighLow<Series>,
  startValue = 0,
  offsetOnReverse = 0,
  accelerationInitLong = 0.02,
  accelerationLong = 0.02,
  accelerationMaxLong = 0.2,
  accelerationInitShort = 0.02,
  accelerationShort = 0.02,
  accelerationMaxShort = 0.2,
  options?: Reuse,
): Float64Array {
  const { high, low } = bars
  return batch(
    'sarext',
    { high, low },
    options,
    formula(
      startValue,
      offsetOnReverse,
      accelerationInitLong,
      accelerationLong,
      accelerationMaxLong,
      accelerationInitShort,
      accelerationShort,
      accelerationMaxShort,
    ),
  )
}

/**
 * {@link sarext} fed one bar at a time, with the same parameters.
 *
 * @param parameters - in the order of the batch form
 * @throws IndicatorError where a parameter is not such a number
 *
 * @example
 * ```ts
 * import { createSarext } from '@shagun/indicators'
 *
 * const stop = createSarext(-12)
 * stop.update({ high: 10, low: 9 })   // NaN
 * stop.update({ high: 11, low: 9 })   // -12: short from the beginning
 * ```
 */
export function createSarext(...parameters: Parameters<typeof formula>): Streaming<HighLow<number>, number> {
  return stream(`sarext(${parameters})`, formula(...parameters), byHighLow)
}

function formula(
  startValue = 0,
  offsetOnReverse = 0,
  accelerationInitLong = 0.02,
  accelerationLong = 0.02,
  accelerationMaxLong = 0.2,
  accelerationInitShort = 0.02,
  accelerationShort = 0.02,
  accelerationMaxShort = 0.2,
): Formula {
  return parabola('sarext', {
    long: { initial: accelerationInitLong, step: accelerationLong, maximum: accelerationMaxLong },
    short: { initial: accelerationInitShort, step: accelerationShort, maximum: accelerationMaxShort },
    startValue,
    offsetOnReverse,
    isSigned: true,
  })
}
