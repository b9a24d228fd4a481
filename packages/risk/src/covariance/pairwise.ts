import { correlationOf } from './correlation.ts'
import { isPositiveSemidefinite, repair } from './nearest-positive-semidefinite.ts'
import { center, type Observations } from './observations.ts'
import { ranks } from './ranks.ts'

/** A matrix over periods that differ from pair to pair. */
export interface Pairwise {
  readonly values: Float64Array
  /** The fewest periods that a pair had in common. */
  readonly observations: number
  /** Whether the pairs did not fit together, and the nearest matrix that they can be was put in their place. */
  readonly repaired: boolean
}

/** What is asked of each pair. */
export type PairKind = 'covariance' | 'pearson' | 'spearman'

/** Each pair over the periods that both have; `null` where two have fewer than two in common. */
export function pairwise({ rows, size, length }: Observations, kind: PairKind): Pairwise | null {
  const values = new Float64Array(size * size)
  const [x, y] = [new Float64Array(length), new Float64Array(length)]
  let observations = Infinity
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      let count = 0
      for (let t = 0; t < length; t++) {
        x[count] = rows[i * length + t]!
        y[count] = rows[j * length + t]!
        // Overwritten by the next one unless both are there.
        if (!Number.isNaN(x[count]! + y[count]!)) count++
      }
      observations = Math.min(observations, count)
      if (count < 2) return null
      const measured = measurePair(x.subarray(0, count), y.subarray(0, count), kind)
      const itself = i === j && kind !== 'covariance' && !Number.isNaN(measured)
      values[i * size + j] = values[j * size + i] = itself ? 1 : measured
    }
  // Correlations that are none stand for 0 here, which cannot make the others fit worse.
  const fitted = values.map((value, at) => (Number.isNaN(value) ? Number(at % (size + 1) === 0) : value))
  if (isPositiveSemidefinite(fitted, size)) return { values, observations, repaired: false }
  const nearest = repair(fitted, size)
  return {
    values: nearest.map((value, at) => (Number.isNaN(values[at]) ? Number.NaN : value)),
    observations,
    repaired: true,
  }
}

/** Changes both. */
function measurePair(x: Float64Array, y: Float64Array, kind: PairKind): number {
  for (const values of [x, y]) {
    if (kind === 'spearman') values.set(ranks(values))
    center(values, 1, values.length)
  }
  let product = 0
  let first = 0
  let second = 0
  for (let t = 0; t < x.length; t++) {
    product += x[t]! * y[t]!
    first += x[t]! * x[t]!
    second += y[t]! * y[t]!
  }
  return kind === 'covariance' ? product / (x.length - 1) : correlationOf(product, first, second)
}
