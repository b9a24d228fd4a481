import { isRounding } from '../statistics/moments.ts'
import {
  clampIntensity,
  diagonalUncertainty,
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
 * Towards what a market would make of it that is the mean of all rows: covariances by betas, variances as they are.
 * Ledoit and Wolf, "Improved estimation of the covariance matrix of stock returns with an application to portfolio
 * selection", Journal of Empirical Finance 10 (2003).
 */
export function singleFactor(sample: Sample): Shrinkage {
  const { rows, covariance, size, length } = sample
  const market = sumRows(sample, 1).map((sum) => sum / size)
  const marketVariance = meanProduct(market, market)
  const variances = variancesOf(sample)
  // Rows that cancel out make no market; without one, betas are 0.
  const none = isRounding(Math.sqrt(marketVariance), Math.sqrt(Math.max(0, ...variances)))
  const betas = Float64Array.from({ length: size }, (_, i) =>
    none ? 0 : meanProduct(rows.subarray(i * length, (i + 1) * length), market) / marketVariance,
  )
  const target = new Float64Array(size * size)
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++)
      target[i * size + j] = i === j ? variances[i]! : betas[i]! * betas[j]! * marketVariance
  const distance = squaredDistance(target, covariance)
  if (isRounding(Math.sqrt(distance), Math.sqrt(squaredNorm(covariance)))) return { target, intensity: 0 }
  const shared = diagonalUncertainty(sample) + sharedWithMarket(sample, market, marketVariance, betas)
  return { target, intensity: clampIntensity((uncertainty(sample) - shared) / distance / length) }
}

/**
 * How much the errors of the covariances go along with those of the target, whose parts are the covariances with the
 * market and the variance of the market: the paper's sum over i and j apart, as sums of each period in place of pairs.
 */
function sharedWithMarket(sample: Sample, market: Float64Array, marketVariance: number, betas: Float64Array): number {
  const { rows, covariance, size, length } = sample
  const explained = sumRows(sample, 1, betas)
  const squares = sumRows(sample, 2)
  let withCovariances = meanProduct(
    squares.map((square, t) => square * market[t]!),
    explained,
  )
  let withVariance = meanProduct(
    explained.map((value, t) => (value * market[t]!) ** 2),
    new Float64Array(length).fill(1),
  )
  for (let i = 0; i < size; i++) {
    let cubes = 0
    let marketSquares = 0
    for (let t = 0, at = i * length; t < length; t++, at++) {
      const value = rows[at]!
      cubes += value ** 3 * market[t]!
      marketSquares += (value * market[t]!) ** 2
    }
    withCovariances -= (betas[i]! * cubes) / length
    withVariance -= (betas[i]! ** 2 * marketSquares) / length
    for (let j = 0; j < size; j++) {
      if (i === j) continue
      const product = betas[i]! * betas[j]! * marketVariance * covariance[i * size + j]!
      withCovariances -= product
      withVariance -= product
    }
  }
  return 2 * withCovariances - withVariance
}
