import type { Column } from '@shagun/core'

const shown = 1_000

/** The typical distance between neighbours in milliseconds, of two moments or more; a long column is sampled evenly. */
export function medianSpacing(time: Column): number {
  const gaps = time.length - 1
  const count = Math.min(gaps, shown)
  const sample = Array.from({ length: count }, (_, i) => {
    const at = Math.floor((i * gaps) / count)
    return time[at + 1]! - time[at]!
  })
  return median(sample)
}

/** The upper of the two in the middle where their number is even. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!
}
