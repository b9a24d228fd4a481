import { remember, type Step, stream } from '../formula.ts'
import { byCloseVolume } from '../inputs.ts'
import { outputFor, type Reuse } from '../output.ts'
import type { CloseVolume, Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'

/**
 * On-balance volume: the sum of the volume of all bars so far that closed higher than the one before, less that of those
 * that closed lower, after Joseph Granville (New Key to Stock Market Profits, 1963), as TA-Lib's OBV: it begins with the first
 * volume.
 *
 * There is a value at every bar. One with a NaN or an Infinity gives NaN and counts for nothing; the next is compared with
 * the last close that is known.
 *
 * @param bars - two columns of the same bars; the result is in the unit of volume
 * @param options - `out`: an array of the same length to write into
 * @throws IndicatorError where the columns differ in length, or `out` does not fit
 *
 * @example
 * ```ts
 * import { obv } from '@shagun/indicators'
 *
 * obv({ close: new Float64Array([5, 6, 4]), volume: new Float64Array([10, 20, 30]) })   // 10, 30, 0
 * ```
 */
export function obv(bars: CloseVolume<Series>, options?: Reuse): Float64Array {
  const { close, volume } = bars
  const out = outputFor('obv', { close, volume }, options?.out)
  // Most series have no hole. A sum that met one is finite no more, and is taken once again with an eye on every bar.
  let before = -Infinity
  let balance = 0
  for (let i = 0; i < out.length; i++) {
    const price = close[i]!
    out[i] = balance = balanceOf(balance, before, price, volume[i]!)
    before = price
  }
  if (!Number.isFinite(balance)) passOverHoles(bars, out)
  return out
}

function passOverHoles({ close, volume }: CloseVolume<Series>, out: Float64Array): void {
  let before = -Infinity
  let balance = 0
  for (let i = 0; i < out.length; i++) {
    const next = balanceOf(balance, before, close[i]!, volume[i]!)
    const isKnown = Number.isFinite(next)
    out[i] = isKnown ? next : NaN
    if (isKnown) {
      balance = next
      before = close[i]!
    }
  }
}

/**
 * {@link obv} fed one bar at a time.
 *
 * @example
 * ```ts
 * import { createObv } from '@shagun/indicators'
 *
 * const balance = createObv()
 * balance.update({ close: 5, volume: 10 })   // 10
 * balance.update({ close: 6, volume: 20 })   // 30
 * ```
 */
export function createObv(): Streaming<CloseVolume<number>, number> {
  // The value, the close before, and the balance.
  const memory = remember(1, [-Infinity, 0])
  const step: Step = (from, to, close, volume) => {
    const next = balanceOf(from[2]!, from[1]!, close, volume)
    const isKnown = Number.isFinite(next)
    to[1] = isKnown ? close : from[1]!
    to[2] = isKnown ? next : from[2]!
    to[0] = isKnown ? next : NaN
  }
  return stream('obv()', { memory, step }, byCloseVolume)
}

/**
 * NaN where something of the bar is not known. The sign is reckoned without a branch, since processors foresee no prices; the
 * first close is a rise from -Infinity, and so needs none either.
 */
function balanceOf(balance: number, before: number, close: number, volume: number): number {
  return balance + volume * (Number(close > before) - Number(close < before)) + 0 * close
}
