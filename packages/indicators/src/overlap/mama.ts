import { newCycle, short, transform, unheard } from '../cycle/hilbert.ts'
import { batchLines, type Formula, remember, streamLines } from '../formula.ts'
import { indicatorError } from '../indicator-error.ts'
import { byNumber } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import type { Part } from '../parts/part.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'

const lines = ['mama', 'fama'] as const

/** The two averages of {@link mama}. */
export interface Mama<T> {
  /** The adaptive average. */
  readonly mama: T
  /** The same, following it with half its speed. */
  readonly fama: T
}

/**
 * The MESA adaptive moving average and the one that follows it: an exponential average whose speed is that at which the
 * phase of the price's cycle turns, after John Ehlers (Stocks & Commodities, September 2001), as TA-Lib's MAMA.
 *
 * The first value is at index 32, counted from the first number where the series begins with NaN; NaN before. A NaN or an
 * Infinity further on is a hole: it begins anew behind it.
 *
 * @param close - any series, usually prices; the results are in its unit
 * @param fastLimit - the most of a new price that is taken, from 0.01 to 0.99
 * @param slowLimit - the least of it, from 0.01 to 0.99
 * @param options - `out`: arrays of the same length to write into
 * @throws IndicatorError where a limit is not such a number, or `out` does not fit
 *
 * @example
 * ```ts
 * import { mama } from '@shagun/indicators'
 *
 * const lines = mama(new Float64Array(40).fill(100))
 * lines.mama[39]   // 100, nearly: it set out from 0
 * ```
 */
export function mama(
  close: Series,
  fastLimit = 0.5,
  slowLimit = 0.05,
  options?: Reuse<Mama<Float64Array>>,
): Mama<Float64Array> {
  return batchLines('mama', lines, { close }, options, formula(fastLimit, slowLimit))
}

/**
 * {@link mama} fed one number at a time; what it gives is one object, overwritten by the next call.
 *
 * @param fastLimit - the most of a new price that is taken, from 0.01 to 0.99
 * @param slowLimit - the least of it, from 0.01 to 0.99
 * @throws IndicatorError where a limit is not such a number
 *
 * @example
 * ```ts
 * import { createMama } from '@shagun/indicators'
 *
 * const averages = createMama()
 * const { mama, fama } = averages.update(100)   // NaN, NaN
 * ```
 */
export function createMama(fastLimit = 0.5, slowLimit = 0.05): Streaming<number, Mama<number>> {
  return streamLines(`mama(${fastLimit},${slowLimit})`, lines, formula(fastLimit, slowLimit), byNumber)
}

/** The adaptive average alone, as a part. */
export function mesa(fastLimit = 0.5, slowLimit = 0.05): Part {
  const { start, next } = both(fastLimit, slowLimit)
  return {
    start,
    next(from, to, at, x) {
      next(from, to, at, x)
      return shownOf(to, at)
    },
  }
}

function formula(fastLimit: number, slowLimit: number): Formula {
  const { start, next } = both(fastLimit, slowLimit)
  return {
    memory: remember(2, start),
    step(from, to, close) {
      next(from, to, 2, close)
      to[0] = shownOf(to, 2)
      to[1] = Number.isNaN(to[0]) ? NaN : to[3]!
    },
  }
}

// What is remembered: both averages, the phase, how many bars they have run, and the transformer.
const phaseAt = 2
const ranAt = 3
const cycleAt = 4

function shownOf(to: Float64Array, at: number): number {
  return to[at + ranAt]! > short.hidden ? to[at]! : NaN
}

function both(
  fastLimit: number,
  slowLimit: number,
): { start: readonly number[]; next: (from: Float64Array, to: Float64Array, at: number, x: number) => void } {
  for (const [parameter, limit] of Object.entries({ fastLimit, slowLimit }))
    if (!(limit >= 0.01 && limit <= 0.99))
      throw indicatorError('mama', parameter, `is ${limit}, expected a number from 0.01 to 0.99`)
  const cycle = newCycle()
  return {
    start: [0, 0, 0, 0, ...unheard()],
    next(from, to, at, x) {
      const ran = transform(from, to, at + cycleAt, x, short, cycle)
      if (ran < 1) {
        to.fill(0, at, at + cycleAt)
        return
      }
      const { inPhase, quadrature } = cycle
      const phase = inPhase === 0 ? 0 : (Math.atan(quadrature / inPhase) * 180) / Math.PI
      const turned = Math.max(from[at + phaseAt]! - phase, 1)
      const share = turned > 1 ? Math.max(fastLimit / turned, slowLimit) : fastLimit
      const mama = share * x + (1 - share) * from[at]!
      to[at + 1] = (share / 2) * mama + (1 - share / 2) * from[at + 1]!
      to[at] = mama
      to[at + phaseAt] = phase
      to[at + ranAt] = ran
    },
  }
}
