/** The place of each value among all, from 1; equal values share the mean of their places. */
export function ranks(values: Readonly<Float64Array>): Float64Array {
  const order = Uint32Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]!)
  const places = new Float64Array(values.length)
  for (let first = 0, next = 0; first < order.length; first = next) {
    while (next < order.length && values[order[next]!] === values[order[first]!]) next++
    for (let k = first; k < next; k++) places[order[k]!] = (first + 1 + next) / 2
  }
  return places
}
