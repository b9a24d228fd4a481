/** The lowest and the highest of all finite values; Infinity and -Infinity where there is none. */
export function extent(...columns: readonly ArrayLike<number>[]): { readonly low: number; readonly high: number } {
  let low = Infinity
  let high = -Infinity
  for (const column of columns) {
    for (let i = 0; i < column.length; i++) {
      const value = column[i]!
      if (!Number.isFinite(value)) continue
      if (value < low) low = value
      if (value > high) high = value
    }
  }
  return { low, high }
}
