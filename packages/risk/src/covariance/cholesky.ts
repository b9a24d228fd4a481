/**
 * The lower triangle L with L x transposed L = the matrix, row by row and zero above the diagonal.
 *
 * A pivot that is no more than what rounding leaves of its diagonal counts as 0: a singular matrix is not positive
 * definite, whatever sign the last bits of its pivots have.
 *
 * @param matrix - row by row, n x n; only its lower triangle is read
 * @returns `null` where the matrix is not positive definite, or not finite
 */
export function cholesky(matrix: Readonly<Float64Array>, n: number): Float64Array | null {
  const lower = new Float64Array(n * n)
  for (let row = 0; row < n; row++) {
    const start = row * n
    for (let column = 0; column <= row; column++) {
      const other = column * n
      let rest = matrix[start + column]!
      for (let k = 0; k < column; k++) rest -= lower[start + k]! * lower[other + k]!
      if (column < row) lower[start + column] = rest / lower[other + column]!
      else if (rest > n * Number.EPSILON * matrix[start + row]! && rest < Infinity) lower[start + row] = Math.sqrt(rest)
      else return null
    }
  }
  return lower
}

/** The x with matrix times x = b, by the matrix's {@link cholesky} factor. */
export function solveCholesky(lower: Readonly<Float64Array>, b: Readonly<ArrayLike<number>>): Float64Array {
  const n = b.length
  const x = new Float64Array(n)
  for (let row = 0; row < n; row++) {
    let rest = b[row]!
    for (let k = 0; k < row; k++) rest -= lower[row * n + k]! * x[k]!
    x[row] = rest / lower[row * n + row]!
  }
  for (let row = n - 1; row >= 0; row--) {
    let rest = x[row]!
    for (let k = row + 1; k < n; k++) rest -= lower[k * n + row]! * x[k]!
    x[row] = rest / lower[row * n + row]!
  }
  return x
}
