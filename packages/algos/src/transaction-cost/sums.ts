/** A sum of floats that does not lose the small among the large (Neumaier). */
export function sumOf(count: number, valueAt: (index: number) => number): number {
  let sum = 0
  let lost = 0
  for (let i = 0; i < count; i++) {
    const value = valueAt(i)
    const next = sum + value
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum
    sum = next
  }
  return sum + lost
}

/** A weighted mean; `null` where there is no weight. */
export function weightedMean(parts: readonly { readonly value: number; readonly weight: number }[]): number | null {
  const weight = sumOf(parts.length, (i) => parts[i]!.weight)
  return weight > 0 ? sumOf(parts.length, (i) => parts[i]!.value * parts[i]!.weight) / weight : null
}
