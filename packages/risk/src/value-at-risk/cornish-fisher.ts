import { moments } from '../statistics/moments.ts'
import { normalDensity, normalQuantile } from '../statistics/normal.ts'
import { requireFinite, type Series } from '../statistics/series.ts'
import { shape } from '../statistics/shape.ts'
import { ddofCorrection } from './gaussian.ts'
import { noLosses, type TailLosses } from './loss.ts'
import type { Tail, TailQuestion } from './tail-options.ts'

/**
 * The normal quantile corrected for skewness S and excess kurtosis K, both of the population (n, not n - 1):
 * w = z + (z^2 - 1) S / 6 + (z^3 - 3 z) K / 24 - (2 z^3 - 5 z) S^2 / 36, and -(mean + w sd).
 *
 * An expansion, good only for modest S and K. Where it stops rising on the way from the median to the tail, so that a
 * rarer loss comes out smaller than a commoner one, there is no figure but `not-monotone`: a desk is better served by no
 * number than by one that falls as confidence rises. Over a horizon, for independent returns: the mean grows with time,
 * the deviation with its square root, S shrinks with the root and K with time.
 * Sources: Favre and Galeano, Journal of Alternative Investments 5 (2002); for the shortfall Boudt, Peterson and Croux,
 * Journal of Risk 11 (2008); for the range Maillard, "A User's Guide to the Cornish Fisher Expansion" (2012).
 */
export interface CornishFisherTail extends Tail {
  readonly method: 'cornish-fisher'
  /** What is taken from n in the divisor of the variance: 1 for a sample, 0 for a population. Default: 1. */
  readonly ddof?: 0 | 1
}

export function cornishFisher(question: TailQuestion, returns: Series, options: CornishFisherTail): TailLosses {
  const { measure, tail, horizon } = question
  const correction = ddofCorrection(measure, returns.length, options)
  requireFinite(measure, returns)
  if (returns.length < 4) return noLosses('too-few-returns')
  const { mean, deviation } = moments(returns)
  const found = shape(returns)
  if (found === null) return noLosses('no-spread')
  const skewness = found.skewness / Math.sqrt(horizon)
  const kurtosis = found.excessKurtosis / horizon
  const location = mean * horizon
  const scale = deviation * correction * Math.sqrt(horizon)
  const z = normalQuantile(tail)
  if (!risesTo(z, skewness, kurtosis)) return noLosses('not-monotone')
  const w =
    z + ((z * z - 1) * skewness) / 6 + ((z ** 3 - 3 * z) * kurtosis) / 24 - ((2 * z ** 3 - 5 * z) * skewness ** 2) / 36
  return {
    valueAtRisk: () => 0 - (location + w * scale),
    expectedShortfall() {
      const beyond = meanBeyond(w, skewness, kurtosis) / tail
      return beyond < -w ? 'not-monotone' : beyond * scale - location
    },
  }
}

/** Whether the slope a z^2 + b z + c of the expansion is above 0 all the way from the median, 0, to `z`. */
function risesTo(z: number, skewness: number, kurtosis: number): boolean {
  const a = kurtosis / 8 - skewness ** 2 / 6
  const b = skewness / 3
  const c = 1 - kurtosis / 8 + (5 * skewness ** 2) / 36
  const slope = (at: number) => (a * at + b) * at + c
  const bottom = -b / (2 * a)
  const within = a > 0 && bottom > Math.min(0, z) && bottom < Math.max(0, z)
  return slope(0) > 0 && slope(z) > 0 && (!within || slope(bottom) > 0)
}

/** The mean of -X below w, times its probability, under the Edgeworth density of X. */
function meanBeyond(w: number, skewness: number, kurtosis: number): number {
  const s = w * w
  const third = w * s
  const fourth = (s - 2) * s - 1
  const sixth = ((s - 9) * s + 9) * s + 3
  return normalDensity(w) * (1 + (skewness / 6) * third + (kurtosis / 24) * fourth + (skewness ** 2 / 72) * sixth)
}
