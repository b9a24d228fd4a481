/*
 * What John Ehlers measures cycles with (Rocket Science for Traders, 2001): the price, smoothed, is split into a part in
 * phase and a part in quadrature by a Hilbert transformer of seven taps, and the angle between two bars of them gives the
 * period of the cycle. TA-Lib's HT functions and MAMA stand on it.
 */

/** How many prices go by before the transformer is fed, and how many it takes in before what it gives is shown. */
export interface Warmth {
  readonly skip: number
  readonly hidden: number
}

/** From index 32 on. */
export const short: Warmth = { skip: 12, hidden: 20 }
/** From index 63 on. */
export const long: Warmth = { skip: 37, hidden: 26 }

// Offsets behind `at`. Each history holds the newest first.
const seenAt = 0
const pricesAt = 1 // three prices before
const smoothAt = 4 // six smoothed prices before
const detrendedAt = 10 // six detrended prices before
const inPhaseAt = 16 // six values in phase before
const quadratureAt = 22 // six values in quadrature before
const i2At = 28
const q2At = 29
const realAt = 30
const imaginaryAt = 31
const periodAt = 32
export const hilbertSize = 33

/** What the transformer found at a bar. */
export interface Cycle {
  /** The price, smoothed over four bars. */
  smooth: number
  inPhase: number
  quadrature: number
  /** Bars of one cycle, from 6 to 50; less while it sets out from 0. */
  period: number
}

export function newCycle(): Cycle {
  return { smooth: 0, inPhase: 0, quadrature: 0, period: 0 }
}

/** The memory of a transformer. Made where it is needed: bundlers keep what a file works out when it is loaded. */
export function unheard(): readonly number[] {
  return new Array<number>(hilbertSize).fill(0)
}

/**
 * One price through the transformer, and `found` is filled.
 *
 * @returns how many prices it has taken in; 0 or less before the first, and from a NaN or an Infinity on until there is one
 * again
 */
export function transform(
  from: Float64Array,
  to: Float64Array,
  at: number,
  price: number,
  { skip }: Warmth,
  found: Cycle,
): number {
  if (!Number.isFinite(price)) {
    to.fill(0, at, at + hilbertSize)
    return 0
  }
  const seen = from[at + seenAt]!
  const smooth = (4 * price + 3 * from[at + pricesAt]! + 2 * from[at + pricesAt + 1]! + from[at + pricesAt + 2]!) / 10
  to[at + seenAt] = seen + 1
  shift(from, to, at + pricesAt, price, 3)
  if (seen < skip) return 0

  const previousPeriod = from[at + periodAt]!
  const scale = 0.075 * previousPeriod + 0.54
  const inPhase = from[at + detrendedAt + 2]!
  const detrended = quadratureOf(from, at + smoothAt, smooth) * scale
  const quadrature = quadratureOf(from, at + detrendedAt, detrended) * scale
  const advancedI = quadratureOf(from, at + inPhaseAt, inPhase) * scale
  const advancedQ = quadratureOf(from, at + quadratureAt, quadrature) * scale
  shift(from, to, at + smoothAt, smooth, 6)
  shift(from, to, at + detrendedAt, detrended, 6)
  shift(from, to, at + inPhaseAt, inPhase, 6)
  shift(from, to, at + quadratureAt, quadrature, 6)

  const i2Before = from[at + i2At]!
  const q2Before = from[at + q2At]!
  const i2 = 0.2 * (inPhase - advancedQ) + 0.8 * i2Before
  const q2 = 0.2 * (quadrature + advancedI) + 0.8 * q2Before
  const real = 0.2 * (i2 * i2Before + q2 * q2Before) + 0.8 * from[at + realAt]!
  const imaginary = 0.2 * (i2 * q2Before - q2 * i2Before) + 0.8 * from[at + imaginaryAt]!
  to[at + i2At] = i2
  to[at + q2At] = q2
  to[at + realAt] = real
  to[at + imaginaryAt] = imaginary
  const measured = imaginary !== 0 && real !== 0 ? (2 * Math.PI) / Math.atan(imaginary / real) : previousPeriod
  // A cycle changes slowly, and is never shorter than 6 bars nor longer than 50.
  const held = Math.max(Math.min(measured, 1.5 * previousPeriod), 0.67 * previousPeriod)
  const period = 0.2 * Math.min(Math.max(held, 6), 50) + 0.8 * previousPeriod
  to[at + periodAt] = period

  found.smooth = smooth
  found.inPhase = inPhase
  found.quadrature = quadrature
  found.period = period
  return seen - skip + 1
}

/** Seven taps, of which every second is 0. */
function quadratureOf(from: Float64Array, at: number, x: number): number {
  return 0.0962 * x + 0.5769 * from[at + 1]! - 0.5769 * from[at + 3]! - 0.0962 * from[at + 5]!
}

/** Puts a number before a history, whose last one falls away. */
function shift(from: Float64Array, to: Float64Array, at: number, x: number, length: number): void {
  for (let i = length - 1; i > 0; i--) to[at + i] = from[at + i - 1]!
  to[at] = x
}
