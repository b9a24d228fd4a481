type Series = readonly Float64Array[]

/** As the definition reads: every entry, both rows measured from their means as they are multiplied. */
export function everyEntry(series: Series): Float64Array {
  const [size, length] = [series.length, series[0]!.length]
  const means = series.map(meanOf)
  const covariance = new Float64Array(size * size)
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) covariance[i * size + j] = ofPair(series, means, i, j, length)
  return covariance
}

/** The same, with each pair once. */
export function everyPair(series: Series): Float64Array {
  const [size, length] = [series.length, series[0]!.length]
  const means = series.map(meanOf)
  const covariance = new Float64Array(size * size)
  for (let i = 0; i < size; i++)
    for (let j = i; j < size; j++)
      covariance[i * size + j] = covariance[j * size + i] = ofPair(series, means, i, j, length)
  return covariance
}

function ofPair(series: Series, means: readonly number[], i: number, j: number, length: number): number {
  const [x, y, xMean, yMean] = [series[i]!, series[j]!, means[i]!, means[j]!]
  let sum = 0
  for (let t = 0; t < length; t++) sum += (x[t]! - xMean) * (y[t]! - yMean)
  return sum / (length - 1)
}

function meanOf(values: Float64Array): number {
  let sum = 0
  for (let t = 0; t < values.length; t++) sum += values[t]!
  return sum / values.length
}
