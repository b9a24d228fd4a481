/** The lowest and the highest of all values, of which there is at least one. */
export function extent(...columns: readonly ArrayLike<number>[]): { readonly low: number; readonly high: number } {
  let low = Infinity
  let high = -Infinity
  for (const column of columns) {
    for (let i = 0; i < column.length; i++) {
      if (column[i]! < low) low = column[i]!
      if (column[i]! > high) high = column[i]!
    }
  }
  return { low, high }
}
