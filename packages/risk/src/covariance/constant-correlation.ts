import { isRounding } from '../statistics/moments.ts'
import {
  clampIntensity,
  diagonalUncertainty,
  fourthMoments,
  meanProduct,
  type Sample,
  type Shrinkage,
  squaredDistance,
  squaredNorm,
  sumRows,
  uncertainty,
  variancesOf,
} from './shrinkage.ts'

/**
 * Towards a matrix with the same variances whose correlations are all their mean: Ledoit and Wolf, "Honey, I shrunk the
 * sample covariance matrix", Journal of Portfolio Management 30 (2004), with moments over n throughout.
 *
 * Constant rows have no correlation, and no part in the mean.
 */
export function constantCorrelation(sample: Sample): Shrinkage {
  const { covariance, size, length } = sample
  const deviations = variancesOf(sample).map(Math.sqrt)
  const mean = meanCorrelation(sample, deviations)
  const target = new Float64Array(size * size)
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++)
      target[i * size + j] = i === j ? covariance[i * size + i]! : mean * (deviations[i]! * deviations[j]!)
  const distance = squaredDistance(target, covariance)
  if (isRounding(Math.sqrt(distance), Math.sqrt(squaredNorm(covariance)))) return { target, intensity: 0 }
  const shared = diagonalUncertainty(sample) + mean * sharedWithVariances(sample, deviations)
  return { target, intensity: clampIntensity((uncertainty(sample) - shared) / distance / length) }
}

function meanCorrelation({ covariance, size }: Sample, deviations: Float64Array): number {
  let sum = 0
  let pairs = 0
  for (let i = 0; i < size; i++)
    for (let j = 0; j < i; j++) {
      const product = deviations[i]! * deviations[j]!
      if (product === 0) continue
      sum += covariance[i * size + j]! / product
      pairs++
    }
  return pairs === 0 ? 0 : sum / pairs
}

/**
 * How much the errors of the covariances go along with those of the variances that the target takes: the sum over
 * i and j apart of sd(j) / sd(i) x (mean of x(i)^3 x(j) - var(i) cov(i, j)), as sums of each period in place of pairs.
 */
function sharedWithVariances(sample: Sample, deviations: Float64Array): number {
  const { covariance, size } = sample
  const inverses = deviations.map((deviation) => (deviation === 0 ? 0 : 1 / deviation))
  let shared = meanProduct(sumRows(sample, 3, inverses), sumRows(sample, 1, deviations))
  for (const moment of fourthMoments(sample)) shared -= moment
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) if (i !== j) shared -= deviations[i]! * deviations[j]! * covariance[i * size + j]!
  return shared
}
