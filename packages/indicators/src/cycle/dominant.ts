import { pushAt, ringAt } from '../parts/ring.ts'
import type { Cycle } from './hilbert.ts'

/** The most bars of a cycle. */
const longest = 50
const degrees = 180 / Math.PI

/** What a ring of as many numbers as the longest cycle begins with: TA-Lib sets out from zeros. */
export function noCycle(): readonly number[] {
  return new Array<number>(cycleSize).fill(0)
}
export const cycleSize = 51

/** The period of the dominant cycle in bars, steadied: a third of what was measured, and the rest of what was before. */
export function steady({ period }: Cycle, before: number): number {
  return 0.33 * period + 0.67 * before
}

/**
 * How far the price is through its dominant cycle, in degrees from -45 to 315: the angle of a Fourier sum over one cycle of
 * smoothed prices.
 *
 * @param at - where the ring of smoothed prices is
 * @param before - the phase of the bar before
 */
export function phaseOf(
  from: Float64Array,
  to: Float64Array,
  at: number,
  { smooth }: Cycle,
  period: number,
  before: number,
): number {
  const bars = Math.trunc(period + 0.5)
  let real = 0
  let imaginary = 0
  for (let i = 0; i < bars; i++) {
    const angle = (i * 2 * Math.PI) / bars
    const price = i === 0 ? smooth : ringAt(from, at, i, longest)
    real += Math.sin(angle) * price
    imaginary += Math.cos(angle) * price
  }
  pushAt(from, to, at, smooth, longest)
  const angle = imaginary === 0 ? before + 90 * Math.sign(real) : Math.atan(real / imaginary) * degrees
  // Plus one bar, by which the smoothed price is late.
  const phase = angle + 90 + 360 / period + (imaginary < 0 ? 180 : 0)
  return phase > 315 ? phase - 360 : phase
}

/** The memory of a trend line: the averages over one cycle of three bars before, and a ring of prices. */
export function noTrend(): readonly number[] {
  return [0, 0, 0, ...noCycle()]
}

/** The line under the cycle: the price averaged over one cycle, and that over four bars. */
export function trendOf(from: Float64Array, to: Float64Array, at: number, price: number, period: number): number {
  const bars = Math.trunc(period + 0.5)
  let sum = 0
  for (let i = 0; i < bars; i++) sum += i === 0 ? price : ringAt(from, at + 3, i, longest)
  const average = bars > 0 ? sum / bars : 0
  keepPrice(from, to, at, price)
  const trend = (4 * average + 3 * from[at]! + 2 * from[at + 1]! + from[at + 2]!) / 10
  to[at + 2] = from[at + 1]!
  to[at + 1] = from[at]!
  to[at] = average
  return trend
}

/** A price before there is a cycle, which the first averages reach back to. */
export function keepPrice(from: Float64Array, to: Float64Array, at: number, price: number): void {
  pushAt(from, to, at + 3, price, longest)
}
