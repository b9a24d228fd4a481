import { batch, type Formula, remember, stream } from '../formula.ts'
import { byNumber } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { noCycle, phaseOf, steady } from './dominant.ts'
import { hilbertSize, long, newCycle, transform, unheard } from './hilbert.ts'

/**
 * The phase of the dominant cycle, in degrees from -45 to 315, after John Ehlers (Rocket Science for Traders, 2001), as
 * TA-Lib's HT_DCPHASE.
 *
 * The first value is at index 63, counted from the first number where the series begins with NaN; NaN before. A NaN or an
 * Infinity further on is a hole: it begins anew behind it.
 *
 * @param close - any series, usually prices; the result is in degrees
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where `out` does not fit
 *
 * @example
 * ```ts
 * import { htDcPhase } from '@shagun/indicators'
 *
 * const close = Float64Array.from({ length: 200 }, (_, i) => 100 + 5 * Math.sin((2 * Math.PI * i) / 20))
 * htDcPhase(close).at(-1)   // where the last bar stands in its cycle
 * ```
 */
export function htDcPhase(close: Series, options?: Reuse): Float64Array {
  return batch('htDcPhase', { close }, options, formula())
}

/**
 * {@link htDcPhase} fed one number at a time.
 *
 * @example
 * ```ts
 * import { createHtDcPhase } from '@shagun/indicators'
 *
 * const phase = createHtDcPhase()
 * for (let i = 0; i < 200; i++) phase.update(100 + 5 * Math.sin((2 * Math.PI * i) / 20))
 * phase.value   // where the last bar stands in its cycle
 * ```
 */
export function createHtDcPhase(): Streaming<number, number> {
  return stream('htDcPhase()', formula(), byNumber)
}

function formula(): Formula {
  const cycle = newCycle()
  const ringAt = 3 + hilbertSize
  return {
    // The value, the steadied period, the phase, the transformer, and one cycle of smoothed prices.
    memory: remember(1, [0, 0], unheard(), noCycle()),
    step(from, to, close) {
      const ran = transform(from, to, 3, close, long, cycle)
      if (ran < 1) {
        to.fill(0, 1, 3)
        to.fill(0, ringAt)
        to[0] = NaN
        return
      }
      const period = steady(cycle, from[1]!)
      const phase = phaseOf(from, to, ringAt, cycle, period, from[2]!)
      to[1] = period
      to[2] = phase
      to[0] = ran > long.hidden ? phase : NaN
    },
  }
}
