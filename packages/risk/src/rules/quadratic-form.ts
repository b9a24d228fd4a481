/** Of a covariance: the variance of money at risk, w'Sw, for weights that change a few at a time. */
export interface QuadraticForm {
  /** Sets the weight of a row; costs a pass over that row where it changed, and nothing where not. */
  set(row: number, weight: number): void
  /** w'Sw as it would be with these added, without setting them. */
  with(changes: readonly Change[]): number
  /**
   * As `with`, and of what is open filled whatever makes it larger, one after the other, until nothing does.
   */
  worst(changes: readonly Change[], open: readonly Open[]): number
}

/** A weight that is added to that of a row. */
export interface Change {
  readonly row: number
  readonly weight: number
}

/** What open orders may add to the weight of a row: from `low`, 0 or less, to `high`, 0 or more. */
export interface Open {
  readonly row: number
  readonly low: number
  readonly high: number
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

  function varianceWith(changed: readonly Change[]): number {
    let sum = 0
    for (let i = 0; i < size; i++) sum += weights[i]! * products[i]!
    for (const { row, weight } of changed) {
      sum += 2 * weight * products[row]!
      for (const other of changed) sum += weight * other.weight * values[row * size + other.row]!
    }
    return Math.max(sum, 0)
  }

  return {
    set(row, weight) {
      const change = weight - weights[row]!
      if (change === 0) return
      weights[row] = weight
      if (++changes > 16 * size) rebuild()
      else addRow(row, change)
    },
    with: varianceWith,
    worst(changed, open) {
      let variance = varianceWith(changed)
      if (open.length === 0) return variance
      const slopes = products.slice()
      const add = (row: number, weight: number): void => {
        for (let i = 0, at = row * size; i < size; i++, at++) slopes[i]! += weight * values[at]!
      }
      for (const { row, weight } of changed) add(row, weight)
      const filled = new Float64Array(open.length)
      // In one weight a variance is a valley, so that its ends are highest. Each round goes up, and few are needed.
      for (let round = 0, isRising = true; isRising && round < 8; round++) {
        isRising = false
        for (const [k, { row, low, high }] of open.entries())
          for (const end of [low, high]) {
            const change = end - filled[k]!
            const gain = change * (2 * slopes[row]! + change * values[row * size + row]!)
            if (!(gain > 1e-12 * variance)) continue
            add(row, change)
            filled[k] = end
            variance += gain
            isRising = true
          }
      }
      return variance
    },
  }
}
