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
  let observations = Infinity
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      const pair = common(rows.subarray(i * length, (i + 1) * length), rows.subarray(j * length, (j + 1) * length))
      const count = pair.length / 2
      observations = Math.min(observations, count)
      if (count < 2) return null
      const measured = measurePair(pair, count, kind)
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

/** Both rows, one after the other, where both have a return. */
function common(a: Float64Array, b: Float64Array): Float64Array {
  const has = (t: number): boolean => !Number.isNaN(a[t]) && !Number.isNaN(b[t])
  const [first, second] = [a.filter((_, t) => has(t)), b.filter((_, t) => has(t))]
  const pair = new Float64Array(2 * first.length)
  pair.set(first)
  pair.set(second, first.length)
  return pair
}

function measurePair(pair: Float64Array, count: number, kind: PairKind): number {
  if (kind === 'spearman') for (const half of [pair.subarray(0, count), pair.subarray(count)]) half.set(ranks(half))
  center(pair, 2, count)
  let product = 0
  let first = 0
  let second = 0
  for (let t = 0; t < count; t++) {
    const [x, y] = [pair[t]!, pair[count + t]!]
    product += x * y
    first += x * x
    second += y * y
  }
  return kind === 'covariance' ? product / (count - 1) : correlationOf(product, first, second)
}
