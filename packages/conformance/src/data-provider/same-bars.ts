import type { Bars } from '@shagun/core'

const columns = ['time', 'open', 'high', 'low', 'close', 'volume'] as const

/** Where bars differ first, in words; `undefined` where they are the same to the bit. */
export function differenceOf(expected: Bars, found: Bars): string | undefined {
  const rows = Math.min(expected.length, found.length)
  for (let row = 0; row < rows; row++)
    for (const column of columns)
      if (!Object.is(expected[column][row], found[column][row]))
        return `row ${row} has ${column} ${found[column][row]} in place of ${expected[column][row]}`
  return expected.length === found.length ? undefined : `there are ${found.length} in place of ${expected.length}`
}

/** Whether bars are those of several answers, one after the other. */
export function differenceOfParts(expected: Bars, parts: readonly Bars[]): string | undefined {
  let from = 0
  for (const part of parts) {
    const difference = differenceOf(expected.slice(from, from + part.length), part)
    if (difference !== undefined) return difference
    from += part.length
  }
  return from === expected.length ? undefined : `there are ${from} in place of ${expected.length}`
}
