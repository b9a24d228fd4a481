/**
 * The density of the standard normal distribution at `x`.
 *
 * exp(-x^2 / 2) is taken in two parts, since the square of a large x has lost more digits than its exponential can.
 */
export function normalDensity(x: number): number {
  return halfSquareExponential(Math.abs(x)) / Math.sqrt(2 * Math.PI)
}

/**
 * The probability that a standard normal variable is `x` or less, to a few units in the last place of the probability
 * itself, however small: -37 gives 5.7e-300. For the upper tail ask for `normalCdf(-x)`; 1 - normalCdf(x) has lost it.
 *
 * Rational approximations on three ranges: Cody, "Rational Chebyshev Approximations for the Error Function",
 * Mathematics of Computation 23 (1969), in the form of his ANORM.
 */
export function normalCdf(x: number): number {
  const size = Math.abs(x)
  if (size <= 0.66291) {
    const square = x * x
    return 0.5 + (x * polynomial(centre.over, square)) / polynomial(centre.under, square)
  }
  const tail = halfSquareExponential(size) * millsRatio(size)
  return x > 0 ? 1 - tail : tail
}

/**
 * The value that a standard normal variable does not exceed with probability `p`: -Infinity at 0, Infinity at 1, NaN
 * outside. For the upper tail ask for `-normalQuantile(tail)`; 1 - tail has lost its digits.
 *
 * Accurate to about a part in 1e16: Wichura, "Algorithm AS 241", Applied Statistics 37 (1988), PPND16.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN
  if (p === 0 || p === 1) return p === 0 ? -Infinity : Infinity
  const distance = p - 0.5
  if (Math.abs(distance) <= 0.425) {
    const r = 0.180625 - distance * distance
    return (distance * polynomial(inner.over, r)) / polynomial(inner.under, r)
  }
  const r = Math.sqrt(-Math.log(Math.min(p, 1 - p)))
  const { from, over, under } = r <= 5 ? middle : outer
  const size = polynomial(over, r - from) / polynomial(under, r - from)
  return distance < 0 ? -size : size
}

/** The tail beyond `x` above 0.66, over exp(-x^2 / 2). */
function millsRatio(x: number): number {
  if (x <= Math.sqrt(32)) return polynomial(shoulder.over, x) / polynomial(shoulder.under, x)
  const square = 1 / (x * x)
  const rest = (square * polynomial(far.over, square)) / polynomial(far.under, square)
  return (1 / Math.sqrt(2 * Math.PI) - rest) / x
}

/** exp(-x^2 / 2): the square of x cut to sixteenths is exact, and what was cut off is small. */
function halfSquareExponential(x: number): number {
  if (x > 40) return 0
  const cut = Math.trunc(x * 16) / 16
  return Math.exp((-cut * cut) / 2) * Math.exp((-(x - cut) * (x + cut)) / 2)
}

/** Coefficients from the highest power down. */
function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0
  for (const coefficient of coefficients) value = value * x + coefficient
  return value
}

// Cody's coefficients, rounded to what a number holds: of (cdf(x) - 1/2) / x in x^2, of the tail over exp(-x^2 / 2) in
// x, and of the same in 1 / x^2.
const centre = {
  over: [0.06568233791820745, 2.2352520354606837, 161.02823106855587, 1067.6894854603709, 18154.98125334356],
  under: [1, 47.202581904688245, 976.0985517377767, 10260.932208618979, 45507.78933502673],
}
const shoulder = {
  over: [
    1.0765576773720192e-8, 0.39894151208813466, 8.883149794388377, 93.50665613217785, 597.2702763948002,
    2494.5375852903726, 6848.190450536283, 11602.65143764735, 9842.714838383978,
  ],
  under: [
    1, 22.266688044328117, 235.387901782625, 1519.3775994075547, 6485.558298266761, 18615.571640885097,
    34900.95272114598, 38912.00328609327, 19685.429676859992,
  ],
}
const far = {
  over: [
    0.023073441764940174, 0.215898534057957, 0.12740116116024736, 0.022235277870649807, 0.0014216191932278934,
    2.9112874951168793e-5,
  ],
  under: [1, 1.284260096144911, 0.4682382124808651, 0.06598813786892856, 0.0037823963320275824, 7.297515550839662e-5],
}

// Wichura's coefficients: in 0.425^2 - (p - 1/2)^2, and in sqrt(-ln p) less 1.6 or 5.
const inner = {
  over: [
    2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946, 1971.5909503065513,
    133.14166789178438, 3.3871328727963665,
  ],
  under: [
    5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751, 687.1870074920579,
    42.31333070160091, 1,
  ],
}
const middle = {
  from: 1.6,
  over: [
    0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
    5.769497221460691, 4.630337846156546, 1.4234371107496835,
  ],
  under: [
    1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
    1.6763848301838038, 2.053191626637759, 1,
  ],
}
const outer = {
  from: 5,
  over: [
    2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124, 0.29656057182850487,
    1.7848265399172913, 5.463784911164114, 6.657904643501103,
  ],
  under: [
    2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133, 0.014875361290850615,
    0.1369298809227358, 0.599832206555888, 1,
  ],
}
