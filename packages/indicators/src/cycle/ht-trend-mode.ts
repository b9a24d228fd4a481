import { batch, type Formula, remember, stream } from '../formula.ts'
import { byNumber } from '../inputs.ts'
import type { Reuse } from '../output.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { cycleSize, keepPrice, noCycle, noTrend, phaseOf, steady, trendOf } from './dominant.ts'
import { hilbertSize, long, newCycle, transform, unheard } from './hilbert.ts'

/**
 * Whether the price trends, 1, or goes in cycles, 0, after John Ehlers (Rocket Science for Traders, 2001), as TA-Lib's
 * HT_TRENDMODE.
 *
 * It goes in cycles for half a cycle after the sine and its lead have crossed, and while the phase turns at the pace of
 * the cycle; it trends where the smoothed price is 1.5 % or more away from its trend line.
 *
 * The first value is at index 63, counted from the first number where the series begins with NaN; NaN before. A NaN or an
 * Infinity further on is a hole: it begins anew behind it.
 *
 * @param close - any series, usually prices; the result is 1 or 0
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where `out` does not fit
 *
 * @example
 * ```ts
 * import { htTrendMode } from '@shagun/indicators'
 *
 * htTrendMode(Float64Array.from({ length: 200 }, (_, i) => 100 + i)).at(-1)   // 1
 * ```
 */
export function htTrendMode(close: Series, options?: Reuse): Float64Array {
  return batch('htTrendMode', { close }, options, formula())
}

/**
 * {@link htTrendMode} fed one number at a time.
 *
 * @example
 * ```ts
 * import { createHtTrendMode } from '@shagun/indicators'
 *
 * const mode = createHtTrendMode()
 * for (let i = 0; i < 200; i++) mode.update(100 + i)
 * mode.value   // 1
 * ```
 */
export function createHtTrendMode(): Streaming<number, number> {
  return stream('htTrendMode()', formula(), byNumber)
}

function formula(): Formula {
  const cycle = newCycle()
  const ringAt = 6 + hilbertSize
  const trendAt = ringAt + cycleSize
  return {
    // The value, the steadied period, the phase, the sine, its lead, bars since they crossed, the transformer, one cycle of
    // smoothed prices, and the trend line.
    memory: remember(1, [0, 0, 0, 0, 0], unheard(), noCycle(), noTrend()),
    step(from, to, close) {
      const ran = transform(from, to, 6, close, long, cycle)
      if (ran < 1) {
        to.fill(0, 1, 6)
        to.fill(0, ringAt, trendAt + 3)
        keepPrice(from, to, trendAt, close)
        to[0] = NaN
        return
      }
      const period = steady(cycle, from[1]!)
      const phase = phaseOf(from, to, ringAt, cycle, period, from[2]!)
      const trend = trendOf(from, to, trendAt, close, period)
      const sine = Math.sin(phase * radians)
      const lead = Math.sin((phase + 45) * radians)
      const crossed = (sine > lead && from[3]! <= from[4]!) || (sine < lead && from[3]! >= from[4]!)
      const sinceCrossed = crossed ? 1 : from[5]! + 1
      const turned = phase - from[2]!
      const pace = 360 / period
      const cycles = crossed || sinceCrossed < 0.5 * period || (turned > 0.67 * pace && turned < 1.5 * pace)
      const strays = trend !== 0 && Math.abs((cycle.smooth - trend) / trend) >= 0.015
      to[1] = period
      to[2] = phase
      to[3] = sine
      to[4] = lead
      to[5] = sinceCrossed
      to[0] = ran > long.hidden ? Number(strays || !cycles) : NaN
    },
  }
}

const radians = Math.PI / 180
