/** How pauses grow with every failure in a row. */
export interface Backoff {
  /** The pause after the first failure, in milliseconds. */
  readonly firstMs: number
  /** No pause is longer, in milliseconds. */
  readonly maxMs: number
}

/**
 * The pause after so many failures in a row: doubled with each, and half of it left to chance, so that many who failed
 * together do not come back together.
 */
export function backoffMs({ firstMs, maxMs }: Backoff, failures: number, random: () => number): number {
  return Math.round(Math.min(maxMs, firstMs * 2 ** Math.min(failures - 1, 60)) * (0.5 + random() / 2))
}
