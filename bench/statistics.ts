/** The middle value, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2
}

/** The median of the ratios within each round, so that a slow moment, which hits both, does not count. */
export function ratio(numerators: readonly number[], denominators: readonly number[]): number {
  if (numerators.length !== denominators.length)
    throw new RangeError(`${numerators.length} rounds beside ${denominators.length}; a ratio needs the same rounds.`)
  return median(numerators.map((value, round) => value / denominators[round]!))
}
