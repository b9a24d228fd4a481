/** ln of the gamma function of x > 0, by Stirling's series once x is large. */
export function logGamma(x: number): number {
  let shift = 0
  let at = x
  while (at < 12) shift -= Math.log(at++)
  const inverse = 1 / (at * at)
  const series =
    1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse * (1 / 1188 - inverse / 522))))
  return shift + (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series / at
}

/**
 * The regularised upper incomplete gamma function Q(a, x), to a relative 1e-13 in the tail too.
 *
 * A power series for the lower part where x is small beside a, otherwise Lentz's continued fraction for the upper part.
 */
export function upperGamma(a: number, x: number): number {
  if (!(x > 0)) return 1
  if (x === Infinity) return 0
  const scale = Math.exp(a * Math.log(x) - x - logGamma(a))
  return x < a + 1 ? 1 - scale * lowerSeries(a, x) : scale * upperFraction(a, x)
}

function lowerSeries(a: number, x: number): number {
  let term = 1 / a
  let sum = term
  for (let n = 1; term > sum * Number.EPSILON; n++) {
    term *= x / (a + n)
    sum += term
  }
  return sum
}

function upperFraction(a: number, x: number): number {
  let b = x + 1 - a
  let c = 1e300
  let d = 1 / b
  let product = d
  let change = 0
  for (let n = 1; Math.abs(change - 1) > Number.EPSILON; n++) {
    const part = n * (a - n)
    b += 2
    d = 1 / nonZero(part * d + b)
    c = nonZero(b + part / c)
    change = c * d
    product *= change
    // Past this many steps rounding alone moves it.
    if (n > 10_000) break
  }
  return product
}

function nonZero(value: number): number {
  return Math.abs(value) < 1e-300 ? 1e-300 : value
}
