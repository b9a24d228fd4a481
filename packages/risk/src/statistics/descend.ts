/** Where a search for a minimum ended. */
export interface Descent {
  readonly at: Float64Array
  readonly value: number
  /** Whether it is flat there. */
  readonly converged: boolean
}

/** Returns the value at a point and writes the slopes there. */
export type Slope = (at: Float64Array, gradient: Float64Array) => number

/**
 * Goes downhill to a minimum by the method of Broyden, Fletcher, Goldfarb and Shanno: steps along the slope, bent by what
 * the steps so far have shown of the curvature.
 */
export function descend(slope: Slope, from: readonly number[]): Descent {
  const n = from.length
  let at = Float64Array.from(from)
  let gradient = new Float64Array(n)
  let value = slope(at, gradient)
  let inverse = identity(n)
  let fresh = true
  for (let round = 0; round < 500 && steepness(gradient) > flat; round++) {
    // No coordinate moves by more than 2 at once: these are logarithms, and further lies nothing but overflow. Each is
    // held back by itself, so that one on its way to a boundary does not hold back the others.
    const step = bend(inverse, gradient).map((size) => Math.min(2, Math.max(-2, size)))
    const taken = search(slope, at, value, gradient, step)
    if (taken === undefined) {
      // The curvature that was learnt has led astray; once more along the bare slope, and then it is the end.
      if (fresh || steepness(gradient) < flatEnough) break
      inverse = identity(n)
      fresh = true
      continue
    }
    const moved = taken.at.map((x, i) => x - at[i]!)
    const turned = taken.gradient.map((x, i) => x - gradient[i]!)
    fresh = !learn(inverse, moved, turned)
    const stalled = taken.value >= value
    at = taken.at
    gradient = taken.gradient
    value = taken.value
    // Rounding leaves nothing to gain, and it is flat enough: further steps would only wander.
    if (stalled && steepness(gradient) < flatEnough) break
  }
  return { at, value, converged: Number.isFinite(value) && steepness(gradient) < flatEnough }
}

/** Aimed at, and good enough where rounding lets it come no further. */
const flat = 1e-11
const flatEnough = 1e-6

function steepness(gradient: Float64Array): number {
  return gradient.reduce((most, slope) => Math.max(most, Math.abs(slope)), 0)
}

function identity(n: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0))
}

function bend(inverse: Float64Array, gradient: Float64Array): Float64Array {
  const n = gradient.length
  return gradient.map((_, i) => -dot(inverse.subarray(i * n, i * n + n), gradient))
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

/** Halves the step until the value falls by a fair part of what the slope promises. */
function search(slope: Slope, at: Float64Array, value: number, gradient: Float64Array, step: Float64Array) {
  const promise = dot(gradient, step)
  if (!(promise < 0)) return undefined
  for (let halving = 0, part = 1; halving < 50; halving++, part /= 2) {
    const next = at.map((x, i) => x + part * step[i]!)
    const nextGradient = new Float64Array(at.length)
    const found = slope(next, nextGradient)
    if (found <= value + 1e-4 * part * promise && nextGradient.every(Number.isFinite))
      return { at: next, gradient: nextGradient, value: found }
  }
  return undefined
}

/** Takes what a step showed into the inverse curvature; tells whether it showed a valley. */
function learn(inverse: Float64Array, moved: Float64Array, turned: Float64Array): boolean {
  const n = moved.length
  const curvature = dot(moved, turned)
  if (!(curvature > 1e-14 * Math.sqrt(dot(moved, moved) * dot(turned, turned)))) return false
  const spread = turned.map((_, i) => dot(inverse.subarray(i * n, i * n + n), turned))
  const factor = (1 + dot(turned, spread) / curvature) / curvature
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      inverse[i * n + j]! +=
        factor * moved[i]! * moved[j]! - (spread[i]! * moved[j]! + moved[i]! * spread[j]!) / curvature
  return true
}
