import { type Formula, remember, stream } from '../formula.ts'
import { outputFor, type Reuse } from '../output.ts'
import type { HighLowCloseVolume, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { byTrade, checkMarks, type Marks, type Sessions } from './sessions.ts'

/**
 * The volume-weighted average price of the session so far: `sum(typical price * volume) / sum(volume)`, with `typical price =
 * (high + low + close) / 3`, after Berkowitz, Logue and Noser (Journal of Finance, March 1988).
 *
 * There is a value from the first bar of a session on in which something was traded; NaN before. A bar with a NaN or an
 * Infinity gives NaN and counts for nothing; if a session begins at it, it does so nevertheless.
 *
 * @param bars - four columns of the same bars, and `sessionStart`, which marks where sessions begin; without it all bars are
 *   one session. The result is in the unit of prices
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { vwap } from '@shagun/indicators'
 *
 * const price = new Float64Array([10, 13, 20])
 * const volume = new Float64Array([200, 100, 300])
 * const bars = { high: price, low: price, close: price, volume }
 * vwap(bars)                                        // 10, 11, 15.5
 * vwap({ ...bars, sessionStart: [true, false, true] })   // 10, 11, 20
 * ```
 */
export function vwap(bars: HighLowCloseVolume<Series> & Sessions<Marks>, options?: Reuse): Float64Array {
  const { high, low, close, volume, sessionStart } = bars
  const out = outputFor('vwap', { high, low, close, volume }, options?.out)
  checkMarks('vwap', sessionStart, out.length)
  let worth = 0
  let traded = 0
  for (let i = 0; i < out.length; i++) {
    if (sessionStart?.[i]) worth = traded = 0
    const weight = volume[i]!
    const next = worth + (high[i]! + low[i]! + close[i]!) * weight
    if (Number.isFinite(next)) {
      worth = next
      traded += weight
      out[i] = worth / (3 * traded)
    } else out[i] = NaN
  }
  return out
}

/**
 * {@link vwap} fed one bar at a time; `sessionStart: true` in a bar begins a session with it.
 *
 * @example
 * ```ts
 * import { createVwap } from '@shagun/indicators'
 *
 * const average = createVwap()
 * average.update({ high: 10, low: 10, close: 10, volume: 200 })                       // 10
 * average.update({ high: 13, low: 13, close: 13, volume: 100 })                       // 11
 * average.update({ high: 20, low: 20, close: 20, volume: 300, sessionStart: true })   // 20
 * ```
 */
export function createVwap(): Streaming<HighLowCloseVolume<number> & Sessions<boolean>, number> {
  const formula: Formula = {
    memory: remember(1, nothingTraded),
    step(from, to, prices, volume, mark) {
      to[0] = weighed(from, to, 1, prices, volume, mark !== 0)
    },
  }
  return stream('vwap()', formula, byTrade)
}

/** What an average price remembers before the first trade: thrice what was paid, and how much was traded. */
export const nothingTraded: readonly number[] = [0, 0]

/**
 * The average price with one more bar in it.
 *
 * @param prices - thrice the typical price, so that a division is spared
 * @param isFirst - whether what came before is to be forgotten
 */
export function weighed(
  from: Float64Array,
  to: Float64Array,
  at: number,
  prices: number,
  volume: number,
  isFirst: boolean,
): number {
  const worth = isFirst ? 0 : from[at]!
  const traded = isFirst ? 0 : from[at + 1]!
  const next = worth + prices * volume
  const isKnown = Number.isFinite(next)
  to[at] = isKnown ? next : worth
  to[at + 1] = isKnown ? traded + volume : traded
  return isKnown ? next / (3 * (traded + volume)) : NaN
}
