import { streamLines } from '../formula.ts'
import { byNumber } from '../inputs.ts'
import { outputsFor, type Reuse } from '../output.ts'
import { exponential } from '../overlap/exponential.ts'
import { checkPeriod } from '../period.ts'
import type { Series } from '../series.ts'
import type { Streaming } from '../streaming.ts'
import { convergence, lines, type Macd } from './convergence.ts'

/**
 * The moving average convergence and divergence: a faster exponential average less a slower one, the exponential average
 * of that, and what lies between them, after Gerald Appel, as TA-Lib's MACD.
 *
 * The first value is at index `slowPeriod + signalPeriod - 2`, counted from the first number where the series begins with
 * NaN; NaN before. Both averages are seeded so that they begin at the same bar. A NaN or an Infinity further on is a hole:
 * it begins anew behind it.
 *
 * @param close - any series, usually prices; the results are in its unit
 * @param fastPeriod - bars of the faster average, from 1; it and the slower one change places where it is not
 * @param slowPeriod - bars of the slower average, from 1
 * @param signalPeriod - bars of the signal, from 1
 * @param options - `out`: arrays of the same length to write into
 * @throws IndicatorError where a period is not such a number, or `out` does not fit
 *
 * @example
 * ```ts
 * import { macd } from '@shagun/indicators'
 *
 * const lines = macd(new Float64Array([1, 2, 3, 4]), 1, 2, 2)
 * lines.macd        // NaN, NaN, 0.5, 0.5
 * lines.signal      // NaN, NaN, 0.5, 0.5
 * lines.histogram   // NaN, NaN, 0, 0
 * ```
 */
export function macd(
  close: Series,
  fastPeriod: number,
  slowPeriod: number,
  signalPeriod: number,
  options?: Reuse<Macd<Float64Array>>,
): Macd<Float64Array> {
  const [fast, slow] = order(fastPeriod, slowPeriod, signalPeriod)
  const out = outputsFor('macd', lines, { close }, options?.out)
  const { macd: difference, signal: signals, histogram } = out
  const keepFast = (fast - 1) / (fast + 1)
  const keepSlow = (slow - 1) / (slow + 1)
  const keepSignal = (signalPeriod - 1) / (signalPeriod + 1)
  const skipped = slow - fast
  let seen = 0
  let faster = 0
  let slower = 0
  let signal = 0
  for (let i = 0; i < close.length; i++) {
    const x = close[i]!
    if (seen >= slow) {
      faster = x + keepFast * (faster - x)
      slower = x + keepSlow * (slower - x)
    } else {
      slower += x
      if (seen >= skipped) faster += x
      if (seen + 1 === slow) {
        slower /= slow
        faster /= fast
      }
    }
    seen++
    const line = faster - slower
    const taken = seen - slow
    if (taken >= signalPeriod) signal = line + keepSignal * (signal - line)
    else if (taken >= 0) {
      signal += line
      if (taken + 1 === signalPeriod) signal /= signalPeriod
    }
    if (!Number.isFinite(faster + slower + signal)) seen = faster = slower = signal = 0
    const isShown = seen - slow + 1 >= signalPeriod
    difference[i] = isShown ? line : NaN
    signals[i] = isShown ? signal : NaN
    histogram[i] = isShown ? line - signal : NaN
  }
  return out
}

/**
 * {@link macd} fed one number at a time; what it gives is one object, overwritten by the next call.
 *
 * @param fastPeriod - bars of the faster average, from 1
 * @param slowPeriod - bars of the slower average, from 1
 * @param signalPeriod - bars of the signal, from 1
 * @throws IndicatorError where a period is not such a number
 *
 * @example
 * ```ts
 * import { createMacd } from '@shagun/indicators'
 *
 * const lines = createMacd(1, 2, 2)
 * for (const close of [1, 2]) lines.update(close)
 * const { macd, signal } = lines.update(3)   // 0.5 and 0.5
 * ```
 */
export function createMacd(
  fastPeriod: number,
  slowPeriod: number,
  signalPeriod: number,
): Streaming<number, Macd<number>> {
  const [fast, slow] = order(fastPeriod, slowPeriod, signalPeriod)
  const side = (period: number) => ({ average: exponential(period), lookback: period - 1 })
  const formula = convergence(side(fast), side(slow), exponential(signalPeriod))
  return streamLines(`macd(${fast},${slow},${signalPeriod})`, lines, formula, byNumber)
}

/** The periods, checked, the shorter one first. */
function order(fastPeriod: number, slowPeriod: number, signalPeriod: number): readonly [number, number] {
  checkPeriod('macd', fastPeriod, 1, 'fastPeriod')
  checkPeriod('macd', slowPeriod, 1, 'slowPeriod')
  checkPeriod('macd', signalPeriod, 1, 'signalPeriod')
  return fastPeriod < slowPeriod ? [fastPeriod, slowPeriod] : [slowPeriod, fastPeriod]
}
