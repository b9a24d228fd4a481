/**
 * A sum of floats that stays as good as one made anew, however often its parts change: what an addition loses to rounding
 * is kept beside it (Neumaier's compensation, with the error taken as in Knuth's TwoSum).
 */
export interface Sum {
  high: number
  low: number
}

export function createSum(): Sum {
  return { high: 0, low: 0 }
}

export function addTo(sum: Sum, amount: number): void {
  const total = sum.high + amount
  const added = total - sum.high
  sum.low += sum.high - (total - added) + (amount - added)
  sum.high = total
}

export function totalOf({ high, low }: Sum): number {
  return high + low
}

/** Nothing is left, so nothing may be left over. */
export function clear(sum: Sum): void {
  sum.high = 0
  sum.low = 0
}
