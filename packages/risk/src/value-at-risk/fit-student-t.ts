import { minimize } from '../statistics/minimize.ts'
import { moments } from '../statistics/moments.ts'
import { select } from '../statistics/select.ts'
import type { Series } from '../statistics/series.ts'
import { logDensityAtZero } from '../statistics/student-t.ts'

export interface StudentTFit {
  readonly location: number
  readonly scale: number
  readonly degrees: number
}

/**
 * Location, scale and degrees of freedom by maximum likelihood, for returns that spread.
 *
 * The search runs over 1 / degrees from 0, the normal distribution, to 1; for each of them location and scale follow
 * from the weights that Student's t gives to the returns (Liu and Rubin, Statistica Sinica 5, 1995).
 *
 * @returns `null` where half of the returns are equal, as of what hardly trades: the likelihood of a scale that shrinks
 * to nothing around them has no bound
 */
export function fitStudentT(returns: Series): StudentTFit | null {
  if (isHalfEqual(returns)) return null
  const { mean, deviation } = moments(returns)
  const standard = Float64Array.from(returns, (value) => (value - mean) / deviation)
  const best = fitAt(
    standard,
    minimize((inverse) => -fitAt(standard, inverse).logLikelihood, 0, 1, 25),
  )
  return { location: mean + deviation * best.location, scale: deviation * best.scale, degrees: best.degrees }
}

/** Then it is the median, too. */
function isHalfEqual(returns: Series): boolean {
  const values = new Float64Array(returns)
  const middle = Math.floor(values.length / 2)
  return [middle, values.length - 1 - middle].some((rank) => {
    select(values, rank)
    const median = values[rank]!
    return 2 * values.reduce((count, value) => count + Number(value === median), 0) >= values.length
  })
}

function fitAt(values: Float64Array, inverse: number): StudentTFit & { readonly logLikelihood: number } {
  // Below this the likelihood does not differ from the normal one's in any digit that counts.
  const degrees = inverse < 1e-6 ? Infinity : 1 / inverse
  const n = values.length
  let location = 0
  let scale = 1
  for (let round = 0; round < 500; round++) {
    let weightSum = 0
    let weighted = 0
    let squares = 0
    for (const value of values) {
      const weight = weightOf((value - location) / scale, degrees)
      weightSum += weight
      weighted += weight * value
      squares += weight * (value - location) ** 2
    }
    const nextLocation = weighted / weightSum
    // Dividing by the sum of weights and not by n is what makes it converge fast (Kent, Tyler and Vardi, 1994).
    const nextScale = Math.sqrt(Math.max(0, squares / weightSum - (nextLocation - location) ** 2))
    const change = Math.abs(nextLocation - location) + Math.abs(nextScale - scale)
    location = nextLocation
    scale = nextScale
    if (change < 1e-11 * scale) break
  }
  let logs = 0
  for (const value of values) logs += logKernel((value - location) / scale, degrees)
  return { location, scale, degrees, logLikelihood: logs + n * (logDensityAtZero(degrees) - Math.log(scale)) }
}

function weightOf(distance: number, degrees: number): number {
  return degrees === Infinity ? 1 : (degrees + 1) / (degrees + distance * distance)
}

function logKernel(distance: number, degrees: number): number {
  const squared = distance * distance
  return degrees === Infinity ? -squared / 2 : -0.5 * (degrees + 1) * Math.log1p(squared / degrees)
}
