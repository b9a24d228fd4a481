import { isRounding } from '../statistics/moments.ts'
import { clampIntensity, type Sample, type Shrinkage, squaredDistance, squaredNorm, uncertainty } from './shrinkage.ts'

/**
 * Towards the identity times the mean variance, as far as Ledoit and Wolf, "A well-conditioned estimator for
 * large-dimensional covariance matrices", Journal of Multivariate Analysis 88 (2004), find best without assumptions
 * about the distribution.
 */
export function ledoitWolf(sample: Sample): Shrinkage {
  const { target, distance } = measure(sample)
  const intensity = distance === 0 ? 0 : clampIntensity(uncertainty(sample) / sample.length / distance)
  return { target, intensity }
}

/**
 * The same, as far as is best for Gaussian returns: the oracle approximating shrinkage of Chen, Wiesel, Eldar and Hero,
 * "Shrinkage algorithms for MMSE covariance estimation", IEEE Transactions on Signal Processing 58 (2010), without the
 * terms of 2 / p, as it is computed everywhere.
 */
export function oracleApproximating(sample: Sample): Shrinkage {
  const { target, distance, trace } = measure(sample)
  const reach = squaredNorm(sample.covariance) + trace * trace
  const intensity = distance === 0 ? 1 : clampIntensity(reach / ((sample.length + 1) * distance))
  return { target, intensity }
}

/** The target, and how far the sample lies from it, squared; 0 where that is all rounding. */
function measure({ covariance, size }: Sample) {
  let trace = 0
  for (let i = 0; i < size; i++) trace += covariance[i * size + i]!
  const target = new Float64Array(size * size)
  for (let i = 0; i < size; i++) target[i * size + i] = trace / size
  const distance = squaredDistance(covariance, target)
  return { target, trace, distance: isRounding(Math.sqrt(distance), trace) ? 0 : distance }
}
