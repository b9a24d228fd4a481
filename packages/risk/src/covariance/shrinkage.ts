/** Centred returns and their covariance over n, which the formulas of shrinkage are written in. */
export interface Sample {
  /** Row by row, `size` of `length` each. */
  readonly rows: Readonly<Float64Array>
  readonly covariance: Readonly<Float64Array>
  readonly size: number
  readonly length: number
}

/** What a sample covariance is pulled to, and how far: 0 leaves it, 1 puts the target in its place. */
export interface Shrinkage {
  readonly target: Float64Array
  readonly intensity: number
}

export function shrink({ covariance }: Sample, { target, intensity }: Shrinkage): Float64Array {
  return target.map((value, i) => intensity * value + (1 - intensity) * covariance[i]!)
}

/** The sum of the squares of the entries. */
export function squaredNorm(values: Readonly<Float64Array>): number {
  let sum = 0
  for (const value of values) sum += value * value
  return sum
}

export function squaredDistance(a: Readonly<Float64Array>, b: Readonly<Float64Array>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2
  return sum
}

/** Between 0 and 1. */
export function clampIntensity(intensity: number): number {
  return Math.min(1, Math.max(0, intensity))
}

/** For each period, the sum over rows of `weight` times the return to a power; all pair sums come from such sums. */
export function sumRows(
  { rows, size, length }: Sample,
  power: 1 | 2 | 3,
  weight?: Readonly<Float64Array>,
): Float64Array {
  const sums = new Float64Array(length)
  for (let i = 0; i < size; i++) {
    const factor = weight === undefined ? 1 : weight[i]!
    for (let t = 0, at = i * length; t < length; t++, at++) {
      const value = rows[at]!
      sums[t]! += factor * (power === 1 ? value : power === 2 ? value * value : value * value * value)
    }
  }
  return sums
}

/** The mean over periods of the product of what is given for each. */
export function meanProduct(a: Readonly<Float64Array>, b: Readonly<Float64Array>): number {
  let sum = 0
  for (let t = 0; t < a.length; t++) sum += a[t]! * b[t]!
  return sum / a.length
}

/** The diagonal of the sample covariance. */
export function variancesOf({ covariance, size }: Sample): Float64Array {
  return Float64Array.from({ length: size }, (_, i) => covariance[i * size + i]!)
}

/** For each row, the mean of its fourth powers: what the squared returns of the same row sum to. */
export function fourthMoments({ rows, size, length }: Sample): Float64Array {
  return Float64Array.from({ length: size }, (_, i) => {
    let sum = 0
    for (let t = 0, at = i * length; t < length; t++, at++) sum += rows[at]! ** 4
    return sum / length
  })
}

/** The sum over all pairs of the variance of their products: how uncertain the sample covariance is (pi of the papers). */
export function uncertainty(sample: Sample): number {
  const squares = sumRows(sample, 2)
  return meanProduct(squares, squares) - squaredNorm(sample.covariance)
}

/** The same over the diagonal alone. */
export function diagonalUncertainty(sample: Sample): number {
  const variances = variancesOf(sample)
  return fourthMoments(sample).reduce((sum, moment, i) => sum + moment - variances[i]! ** 2, 0)
}
