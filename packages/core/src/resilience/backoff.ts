/** How pauses grow with every failure in a row. */
export interface Backoff {
  /** The pause after the first failure, in milliseconds. */
  readonly firstMs: number
  /** No pause is longer, in milliseconds. */
  readonly maxMs: number
}

/** The pause after so many failures in a row: doubled with each. */
export function grownMs({ firstMs, maxMs }: Backoff, failures: number): number {
  return Math.min(maxMs, firstMs * 2 ** Math.min(failures - 1, 60))
}

/** The same with half of it left to chance, so that many who failed together do not come back together. */
export function backoffMs(backoff: Backoff, failures: number, random: () => number): number {
  return Math.round(grownMs(backoff, failures) * (0.5 + random() / 2))
}
