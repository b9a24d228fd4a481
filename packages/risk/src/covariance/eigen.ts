/** A symmetric matrix as directions, and how much it stretches each. */
export interface Eigen {
  /** In no order. */
  readonly values: Float64Array
  /** Row i is the unit vector of value i. */
  readonly vectors: Float64Array
}

/**
 * The eigenvalues and eigenvectors of a symmetric matrix of finite numbers, row by row.
 *
 * Householder reflections bring it to three diagonals, from which implicit QR steps with Wilkinson's shift split one
 * value off after the other (Golub and Van Loan, "Matrix Computations", 8.3). Errors are a few last bits of the largest
 * eigenvalue.
 */
export function eigen(matrix: Readonly<Float64Array>, n: number): Eigen {
  let scale = 0
  for (const value of matrix) scale = Math.max(scale, Math.abs(value))
  const vectors = new Float64Array(n * n)
  for (let i = 0; i < n; i++) vectors[i * n + i] = 1
  if (scale === 0) return { values: new Float64Array(n), vectors }
  const { diagonal, beside } = tridiagonalize(
    matrix.map((value) => value / scale),
    vectors,
    n,
  )
  for (let last = n - 1; last > 0; ) {
    let first = last
    while (first > 0 && Math.abs(beside[first - 1]!) > Number.EPSILON) first--
    if (first === last) last--
    else step(diagonal, beside, vectors, n, first, last)
  }
  return { values: diagonal.map((value) => value * scale), vectors }
}

/** Reflects the matrix to three diagonals, in place, and leaves in `vectors` (the identity before) what takes it there. */
function tridiagonalize(a: Float64Array, vectors: Float64Array, n: number) {
  const beside = new Float64Array(n)
  const direction = new Float64Array(n)
  const image = new Float64Array(n)
  for (let k = 0; k < n - 1; k++) {
    let squares = 0
    for (let i = k + 1; i < n; i++) squares += (direction[i] = a[i * n + k]!) ** 2
    const head = direction[k + 1]!
    const length = head > 0 ? -Math.sqrt(squares) : Math.sqrt(squares)
    beside[k] = length
    direction[k + 1] = head - length
    const half = squares - head * length
    if (half === 0) continue
    // With v the direction and h half its square: A becomes A - v w' - w v', where w = A v / h - v (v' A v) / (2 h h).
    let along = 0
    for (let i = k + 1; i < n; i++) {
      let sum = 0
      for (let j = k + 1; j < n; j++) sum += a[i * n + j]! * direction[j]!
      image[i] = sum / half
      along += direction[i]! * image[i]!
    }
    for (let i = k + 1; i < n; i++) image[i]! -= (along / (2 * half)) * direction[i]!
    for (let i = k + 1; i < n; i++)
      for (let j = k + 1; j < n; j++) a[i * n + j]! -= direction[i]! * image[j]! + image[i]! * direction[j]!
    reflect(vectors, direction, half, k, n)
  }
  return { diagonal: Float64Array.from({ length: n }, (_, i) => a[i * n + i]!), beside }
}

/** Applies a reflection to what the earlier ones came to; rows are kept, so that the last step needs no transpose. */
function reflect(vectors: Float64Array, direction: Float64Array, half: number, k: number, n: number): void {
  const sums = new Float64Array(n)
  for (let i = k + 1; i < n; i++) for (let j = 0; j < n; j++) sums[j]! += direction[i]! * vectors[i * n + j]!
  for (let i = k + 1; i < n; i++) {
    const factor = direction[i]! / half
    for (let j = 0; j < n; j++) vectors[i * n + j]! -= factor * sums[j]!
  }
}

/** One QR step on the part from `first` to `last`, by rotations that chase what they push out of the three diagonals. */
function step(d: Float64Array, e: Float64Array, vectors: Float64Array, n: number, first: number, last: number): void {
  const half = (d[last - 1]! - d[last]!) / 2
  const edge = e[last - 1]!
  let x = d[first]! - d[last]! + (edge * edge) / (half + (half < 0 ? -1 : 1) * Math.hypot(half, edge))
  let z = e[first]!
  for (let k = first; k < last; k++) {
    const length = Math.hypot(x, z)
    const [c, s] = length === 0 ? [1, 0] : [x / length, z / length]
    if (k > first) e[k - 1] = length
    const [upper, middle, lower] = [d[k]!, e[k]!, d[k + 1]!]
    d[k] = c * c * upper + 2 * c * s * middle + s * s * lower
    d[k + 1] = s * s * upper - 2 * c * s * middle + c * c * lower
    e[k] = (c * c - s * s) * middle + c * s * (lower - upper)
    if (k < last - 1) {
      x = e[k]!
      z = s * e[k + 1]!
      e[k + 1]! *= c
    }
    for (let j = 0, at = k * n; j < n; j++, at++) {
      const [a, b] = [vectors[at]!, vectors[at + n]!]
      vectors[at] = c * a + s * b
      vectors[at + n] = c * b - s * a
    }
  }
}
