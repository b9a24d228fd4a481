import { keepPrice, noTrend, steady, trendOf } from '../cycle/dominant.ts'
import { hilbertSize, long, newCycle, transform, unheard } from '../cycle/hilbert.ts'
import { batch, type Formula, remember, stream } from '../formula.ts'
import { byNumber } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'

/**
 * The instantaneous trend line: the price averaged over one dominant cycle, so that the cycle falls out of it, after John
 * Ehlers (Rocket Science for Traders, 2001), as TA-Lib's HT_TRENDLINE.
 *
 * The first value is at index 63, counted from the first number where the series begins with NaN; NaN before. A NaN or an
 * Infinity further on is a hole: it begins anew behind it.
 *
 * @param close - any series, usually prices; the result is in its unit
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where `out` does not fit
 *
 * @example
 * ```ts
 * import { htTrendline } from '@shagun/indicators'
 *
 * const close = Float64Array.from({ length: 200 }, (_, i) => 100 + 5 * Math.sin((2 * Math.PI * i) / 20))
 * htTrendline(close).at(-1)   // about 100
 * ```
 */
export function htTrendline(close: Series, options?: Reuse): Float64Array {
  return batch('htTrendline', { close }, options, formula())
}

/**
 * {@link htTrendline} fed one number at a time.
 *
 * @example
 * ```ts
 * import { createHtTrendline } from '@shagun/indicators'
 *
 * const line = createHtTrendline()
 * for (let i = 0; i < 200; i++) line.update(100 + 5 * Math.sin((2 * Math.PI * i) / 20))
 * line.value   // about 100
 * ```
 */
export function createHtTrendline(): Streaming<number, number> {
  return stream('htTrendline()', formula(), byNumber)
}

function formula(): Formula {
  const cycle = newCycle()
  const trendAt = 2 + hilbertSize
  return {
    // The value, the steadied period, the transformer, and the line.
    memory: remember(1, [0], unheard(), noTrend()),
    step(from, to, close) {
      const ran = transform(from, to, 2, close, long, cycle)
      if (ran < 1) {
        to[1] = 0
        to.fill(0, trendAt, trendAt + 3)
        keepPrice(from, to, trendAt, close)
        to[0] = NaN
        return
      }
      const period = steady(cycle, from[1]!)
      const trend = trendOf(from, to, trendAt, close, period)
      to[1] = period
      to[0] = ran > long.hidden ? trend : NaN
    },
  }
}
