/**
 * The indices of a line worth drawing: of each of `columns` equal stretches its lowest and its highest value, and both ends.
 *
 * A line through these looks like the line through all of them, however many there are. Values that are no numbers are
 * passed over.
 */
export function decimate(values: ArrayLike<number>, columns: number): readonly number[] {
  const { length } = values
  if (length <= 2 * columns) return Array.from({ length }, (_, i) => i).filter((i) => !Number.isNaN(values[i]))
  const kept: number[] = []
  const keep = (index: number): void => {
    if (index !== kept.at(-1) && !Number.isNaN(values[index])) kept.push(index)
  }
  keep(0)
  for (let column = 0; column < columns; column++) {
    const from = Math.floor((column * length) / columns)
    const to = Math.floor(((column + 1) * length) / columns)
    let lowest = from
    let highest = from
    for (let i = from + 1; i < to; i++) {
      if (values[i]! < values[lowest]! || Number.isNaN(values[lowest])) lowest = i
      if (values[i]! > values[highest]! || Number.isNaN(values[highest])) highest = i
    }
    keep(Math.min(lowest, highest))
    keep(Math.max(lowest, highest))
  }
  keep(length - 1)
  return kept
}

/** At most `count` of the indices of `0..length`, evenly spread, the first and the last among them. */
export function spreadIndices(length: number, count: number): readonly number[] {
  if (length <= count) return Array.from({ length }, (_, i) => i)
  return Array.from({ length: count }, (_, i) => Math.round((i * (length - 1)) / (count - 1)))
}
