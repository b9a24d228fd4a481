/** Of a covariance: the variance of money at risk, w'Sw, for weights that change a few at a time. */
export interface QuadraticForm {
  /** Sets the weight of a row; costs a pass over that row where it changed, and nothing where not. */
  set(row: number, weight: number): void
  /** w'Sw as it would be with these added, without setting them. */
  with(changes: readonly { readonly row: number; readonly weight: number }[]): number
}

/**
 * Keeps Sw beside w, so that one changed weight costs n and not n squared. What rounding leaves behind is cleared by working
 * it out anew after so many changes that this costs nothing beside them.
 *
 * @param values - symmetric, row by row
 */
export function createQuadraticForm(values: ArrayLike<number>, size: number): QuadraticForm {
  const weights = new Float64Array(size)
  const products = new Float64Array(size)
  let changes = 0

  function rebuild(): void {
    products.fill(0)
    for (let row = 0; row < size; row++) addRow(row, weights[row]!)
    changes = 0
  }

  function addRow(row: number, weight: number): void {
    if (weight === 0) return
    for (let i = 0, at = row * size; i < size; i++, at++) products[i]! += weight * values[at]!
  }

  return {
    set(row, weight) {
      const change = weight - weights[row]!
      if (change === 0) return
      weights[row] = weight
      if (++changes > 16 * size) rebuild()
      else addRow(row, change)
    },
    with(changed) {
      let sum = 0
      for (let i = 0; i < size; i++) sum += weights[i]! * products[i]!
      for (const { row, weight } of changed) {
        sum += 2 * weight * products[row]!
        for (const other of changed) sum += weight * other.weight * values[row * size + other.row]!
      }
      return Math.max(sum, 0)
    },
  }
}
