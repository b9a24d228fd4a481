import { batch, type Formula, remember, stream } from '../formula.ts'
import { byNumber } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { steady } from './dominant.ts'
import { newCycle, short, transform, unheard } from './hilbert.ts'

/**
 * The period of the dominant cycle, in bars, from 6 to 50, as a Hilbert transformer finds it, after John Ehlers (Rocket
 * Science for Traders, 2001), as TA-Lib's HT_DCPERIOD.
 *
 * The first value is at index 32, counted from the first number where the series begins with NaN; NaN before. A NaN or an
 * Infinity further on is a hole: it begins anew behind it.
 *
 * @param close - any series, usually prices; the result is in bars
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where `out` does not fit
 *
 * @example
 * ```ts
 * import { htDcPeriod } from '@shagun/indicators'
 *
 * const close = Float64Array.from({ length: 200 }, (_, i) => 100 + 5 * Math.sin((2 * Math.PI * i) / 20))
 * htDcPeriod(close).at(-1)   // about 20
 * ```
 */
export function htDcPeriod(close: Series, options?: Reuse): Float64Array {
  return batch('htDcPeriod', { close }, options, formula())
}

/**
 * {@link htDcPeriod} fed one number at a time.
 *
 * @example
 * ```ts
 * import { createHtDcPeriod } from '@shagun/indicators'
 *
 * const period = createHtDcPeriod()
 * for (let i = 0; i < 200; i++) period.update(100 + 5 * Math.sin((2 * Math.PI * i) / 20))
 * period.value   // about 20
 * ```
 */
export function createHtDcPeriod(): Streaming<number, number> {
  return stream('htDcPeriod()', formula(), byNumber)
}

function formula(): Formula {
  const cycle = newCycle()
  return {
    // The value, the steadied period, and the transformer.
    memory: remember(1, [0], unheard()),
    step(from, to, close) {
      const ran = transform(from, to, 2, close, short, cycle)
      const period = ran < 1 ? 0 : steady(cycle, from[1]!)
      to[1] = period
      to[0] = ran > short.hidden ? period : NaN
    },
  }
}
