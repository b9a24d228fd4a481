import { batchLines, type Formula, remember, streamLines } from '../formula.ts'
import { byNumber } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { newCycle, short, transform, unheard } from './hilbert.ts'

const lines = ['inPhase', 'quadrature'] as const

/** The two parts of {@link htPhasor}. */
export interface Phasor<T> {
  readonly inPhase: T
  readonly quadrature: T
}

/**
 * The two parts of the price's cycle, in phase with it and a quarter of a cycle ahead, after John Ehlers (Rocket Science for
 * Traders, 2001), as TA-Lib's HT_PHASOR. Both are in the unit of the price.
 *
 * The first value is at index 32, counted from the first number where the series begins with NaN; NaN before. A NaN or an
 * Infinity further on is a hole: it begins anew behind it.
 *
 * @param close - any series, usually prices
 * @param options - `out`: arrays of the same length to write into
 * @throws IndicatorError where `out` does not fit
 *
 * @example
 * ```ts
 * import { htPhasor } from '@shagun/indicators'
 *
 * const close = Float64Array.from({ length: 200 }, (_, i) => 100 + 5 * Math.sin((2 * Math.PI * i) / 20))
 * const { inPhase, quadrature } = htPhasor(close)
 * Math.hypot(inPhase.at(-1)!, quadrature.at(-1)!)   // about 5, the height of the wave
 * ```
 */
export function htPhasor(close: Series, options?: Reuse<Phasor<Float64Array>>): Phasor<Float64Array> {
  return batchLines('htPhasor', lines, { close }, options, formula())
}

/**
 * {@link htPhasor} fed one number at a time; what it gives is one object, overwritten by the next call.
 *
 * @example
 * ```ts
 * import { createHtPhasor } from '@shagun/indicators'
 *
 * const phasor = createHtPhasor()
 * const { inPhase, quadrature } = phasor.update(100)   // NaN, NaN
 * ```
 */
export function createHtPhasor(): Streaming<number, Phasor<number>> {
  return streamLines('htPhasor()', lines, formula(), byNumber)
}

function formula(): Formula {
  const cycle = newCycle()
  return {
    memory: remember(2, unheard()),
    step(from, to, close) {
      const isShown = transform(from, to, 2, close, short, cycle) > short.hidden
      to[0] = isShown ? cycle.inPhase : NaN
      to[1] = isShown ? cycle.quadrature : NaN
    },
  }
}
