import { normalCdf, normalDensity, normalQuantile } from './normal.ts'

/** Beyond so many degrees of freedom the first term of the expansion around the normal leaves less than 1e-13. */
const almostNormal = 1e7

/** The density of Student's t at `t`; `degrees` above 0, Infinity for the normal. */
export function studentTDensity(t: number, degrees: number): number {
  if (degrees === Infinity) return normalDensity(t)
  return Math.exp(logDensityAtZero(degrees) - 0.5 * (degrees + 1) * Math.log1p((t * t) / degrees))
}

/** ln of the density at 0, which is what the density is normalised by. */
export function logDensityAtZero(degrees: number): number {
  if (degrees === Infinity) return -0.5 * Math.log(2 * Math.PI)
  return logGammaHalfStep(degrees / 2) - 0.5 * Math.log(degrees * Math.PI)
}

/** The probability of at most `t`, with its relative precision kept in the lower tail. */
export function studentTCdf(t: number, degrees: number): number {
  if (degrees >= almostNormal) return normalCdf(t - (t * t * t + t) / (4 * degrees))
  const tail = lowerTail(-Math.abs(t), degrees)
  return t <= 0 ? tail : 1 - tail
}

/**
 * The `t` that is exceeded with a probability of 1 - p: the inverse of {@link studentTCdf}.
 *
 * Closed forms for 1 and 2 degrees, otherwise Newton's method on the logarithm of the tail, kept in a bracket.
 */
export function studentTQuantile(p: number, degrees: number): number {
  if (p === 0.5) return 0
  if (p > 0.5) return -lowerQuantile(1 - p, degrees)
  return lowerQuantile(p, degrees)
}

function lowerQuantile(p: number, degrees: number): number {
  if (p <= 0) return -Infinity
  const normal = normalQuantile(p)
  if (degrees >= almostNormal) return normal + (normal * normal * normal + normal) / (4 * degrees)
  if (degrees === 1) return -1 / Math.tan(Math.PI * p)
  if (degrees === 2) return (2 * p - 1) / Math.sqrt(2 * p * (1 - p))
  let upper = 0
  let lower = 2 * normal - 1
  while (lowerTail(lower, degrees) > p) {
    upper = lower
    lower *= 2
  }
  let t = Math.min(upper, Math.max(lower, normal))
  for (let i = 0; i < 100; i++) {
    const tail = lowerTail(t, degrees)
    if (tail > p) upper = t
    else lower = t
    // In logarithms the tail is nearly straight, so that a step from far out does not overshoot.
    let next = t - (Math.log(tail / p) * tail) / studentTDensity(t, degrees)
    if (!(next > lower && next < upper)) next = (lower + upper) / 2
    const step = Math.abs(next - t)
    t = next
    if (step <= 2 * Number.EPSILON * Math.abs(t)) break
  }
  return t
}

/** Half the regularised incomplete beta function of degrees / 2 and 1/2 at degrees / (degrees + t^2), for t <= 0. */
function lowerTail(t: number, degrees: number): number {
  const squared = t * t
  const a = degrees / 2
  const x = degrees / (degrees + squared)
  const rest = squared / (degrees + squared)
  // The front of both fractions: x^a rest^(1/2) / B(a, 1/2).
  const front = Math.exp(-a * Math.log1p(squared / degrees) + logGammaHalfStep(a)) * Math.sqrt(rest / Math.PI)
  if (x < (a + 1) / (a + 2.5)) return (0.5 * front * betaFraction(a, 0.5, x)) / a
  return 0.5 - 0.5 * front * betaFraction(0.5, a, rest) * 2
}

/** The continued fraction of the incomplete beta function, by Lentz's method. */
function betaFraction(a: number, b: number, x: number): number {
  const bounded = (value: number) => (Math.abs(value) < 1e-300 ? 1e-300 : value)
  let c = 1
  let d = 1 / bounded(1 - ((a + b) * x) / (a + 1))
  let product = d
  for (let m = 1; m < 20_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / bounded(1 + even * d)
    c = bounded(1 + even / c)
    product *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / bounded(1 + odd * d)
    c = bounded(1 + odd / c)
    product *= d * c
    if (Math.abs(d * c - 1) <= Number.EPSILON) break
  }
  return product
}

/**
 * ln of gamma(a + 1/2) / gamma(a).
 *
 * By its own series in 1 / a, because the difference of two large logarithms would have lost its digits.
 */
function logGammaHalfStep(a: number): number {
  let shift = 0
  let at = a
  for (; at < 15; at++) shift += Math.log(at / (at + 0.5))
  const inverse = 1 / (at * at)
  const series =
    -1 / 8 +
    inverse *
      (1 / 192 + inverse * (-1 / 640 + inverse * (17 / 14_336 + inverse * (-31 / 18_432 + (inverse * 691) / 180_224))))
  return shift + 0.5 * Math.log(at) + series / at
}
