import { moments } from '../statistics/moments.ts'
import { requireFinite, type Series } from '../statistics/series.ts'
import { studentTDensity, studentTQuantile } from '../statistics/student-t.ts'
import { fitStudentT, type StudentTFit } from './fit-student-t.ts'
import { noLosses, type TailLosses } from './loss.ts'
import { readBetween, type Tail, type TailQuestion } from './tail-options.ts'

/**
 * Student's t: -(location + t scale), t = T^-1(1 - confidence; degrees).
 *
 * With `degreesOfFreedom` given, location and scale take the sample's mean and standard deviation, so that the variance
 * is the sample's: scale = sd x sqrt((degrees - 2) / degrees). Without it all three are fitted by maximum likelihood.
 * Over a horizon location grows with time and scale with its square root, though a sum of t's has thinner tails than
 * that: the figure errs to the careful side.
 */
export interface StudentTTail extends Tail {
  readonly method: 'student-t'
  /** Above 2, so that there is a variance; Infinity is the normal distribution. Default: fitted, from 1 to Infinity. */
  readonly degreesOfFreedom?: number
}

export function studentT(question: TailQuestion, returns: Series, options: StudentTTail): TailLosses {
  const { measure, tail, horizon } = question
  const { degreesOfFreedom: given } = options
  if (given !== undefined && given !== Infinity) readBetween(measure, 'degreesOfFreedom', given, 2, Infinity)
  requireFinite(measure, returns)
  if (returns.length < 2 || (given === undefined && returns.length < leastForFit)) return noLosses('too-few-returns')
  const { mean, deviation } = moments(returns)
  if (deviation === 0) return noLosses('no-spread')
  const fit = given === undefined ? fitStudentT(returns) : matched(mean, deviation, given)
  if (fit === null) return noLosses('no-fit')
  const { degrees } = fit
  const location = fit.location * horizon
  const scale = fit.scale * Math.sqrt(horizon)
  const t = studentTQuantile(tail, degrees)
  return {
    valueAtRisk: () => 0 - (location + t * scale),
    expectedShortfall: () => (degrees <= 1 ? 'mean-infinite' : scale * meanBeyond(t, degrees, tail) - location),
  }
}

/** Three parameters from fewer returns than this would be made up. */
const leastForFit = 10

function matched(mean: number, deviation: number, degrees: number): StudentTFit {
  const scale = degrees === Infinity ? deviation : deviation * Math.sqrt((degrees - 2) / degrees)
  return { location: mean, scale, degrees }
}

/** The mean of -T where T lies below its quantile t. */
export function meanBeyond(t: number, degrees: number, tail: number): number {
  const spread = degrees === Infinity ? 1 : (degrees + t * t) / (degrees - 1)
  return (studentTDensity(t, degrees) / tail) * spread
}
