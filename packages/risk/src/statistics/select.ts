/**
 * Puts the element of rank `k` (from 0) where sorting would, with nothing larger before it and nothing smaller after it.
 *
 * Floyd and Rivest's SELECT (CACM 18, 1975, algorithm 489): a small range around `k` is settled first, so that the
 * pivot of the whole is almost surely near it. Reorders in place; NaN would never end it.
 */
export function select(values: Float64Array, k: number, from = 0, to: number = values.length - 1): void {
  let left = from
  let right = to
  while (left < right) {
    if (right - left > 600) settleAround(values, k, left, right)
    const pivot = values[k]!
    let low = left
    let high = right
    while (low <= high) {
      while (values[low]! < pivot) low++
      while (values[high]! > pivot) high--
      if (low <= high) swap(values, low++, high--)
    }
    // Between high and low there is nothing, or one element that equals the pivot.
    if (k <= high) right = high
    else if (k >= low) left = low
    else return
  }
}

/** Selects within about n^(2/3) elements, shifted by half a standard error to the side where `k` leaves more. */
function settleAround(values: Float64Array, k: number, left: number, right: number): void {
  const n = right - left + 1
  const rank = k - left + 1
  const size = 0.5 * Math.exp((2 / 3) * Math.log(n))
  const error = 0.5 * Math.sqrt((Math.log(n) * size * (n - size)) / n)
  const shift = rank < n / 2 ? -error : error
  const first = Math.floor(k - (rank * size) / n + shift)
  const last = Math.floor(k + ((n - rank) * size) / n + shift)
  select(values, k, Math.max(left, first), Math.min(right, last))
}

function swap(values: Float64Array, a: number, b: number): void {
  const held = values[a]!
  values[a] = values[b]!
  values[b] = held
}
