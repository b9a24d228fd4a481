import { batchLines, type Formula, remember, streamLines } from '../formula.ts'
import { byNumber } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { noCycle, phaseOf, steady } from './dominant.ts'
import { hilbertSize, long, newCycle, transform, unheard } from './hilbert.ts'

const lines = ['sine', 'leadSine'] as const

/** The two lines of {@link htSine}. */
export interface SineWave<T> {
  readonly sine: T
  /** The same, 45 degrees ahead. */
  readonly leadSine: T
}

/**
 * The sine of the dominant cycle's phase, and that of 45 degrees ahead, from -1 to 1: they cross where a cycle turns, after
 * John Ehlers (Rocket Science for Traders, 2001), as TA-Lib's HT_SINE.
 *
 * The first value is at index 63, counted from the first number where the series begins with NaN; NaN before. A NaN or an
 * Infinity further on is a hole: it begins anew behind it.
 *
 * @param close - any series, usually prices
 * @param options - `out`: arrays of the same length to write into
 * @throws IndicatorError where `out` does not fit
 *
 * @example
 * ```ts
 * import { htSine } from '@shagun/indicators'
 *
 * const close = Float64Array.from({ length: 200 }, (_, i) => 100 + 5 * Math.sin((2 * Math.PI * i) / 20))
 * const { sine, leadSine } = htSine(close)
 * ```
 */
export function htSine(close: Series, options?: Reuse<SineWave<Float64Array>>): SineWave<Float64Array> {
  return batchLines('htSine', lines, { close }, options, formula())
}

/**
 * {@link htSine} fed one number at a time; what it gives is one object, overwritten by the next call.
 *
 * @example
 * ```ts
 * import { createHtSine } from '@shagun/indicators'
 *
 * const wave = createHtSine()
 * const { sine, leadSine } = wave.update(100)   // NaN, NaN
 * ```
 */
export function createHtSine(): Streaming<number, SineWave<number>> {
  return streamLines('htSine()', lines, formula(), byNumber)
}

function formula(): Formula {
  const cycle = newCycle()
  const ringAt = 4 + hilbertSize
  return {
    // The values, the steadied period, the phase, the transformer, and one cycle of smoothed prices.
    memory: remember(2, [0, 0], unheard(), noCycle()),
    step(from, to, close) {
      const ran = transform(from, to, 4, close, long, cycle)
      if (ran < 1) {
        to.fill(0, 2, 4)
        to.fill(0, ringAt)
        to[0] = to[1] = NaN
        return
      }
      const period = steady(cycle, from[2]!)
      const phase = phaseOf(from, to, ringAt, cycle, period, from[3]!)
      to[2] = period
      to[3] = phase
      to[0] = ran > long.hidden ? Math.sin(phase * radians) : NaN
      to[1] = ran > long.hidden ? Math.sin((phase + 45) * radians) : NaN
    },
  }
}

const radians = Math.PI / 180
