/** How pauses grow with every failure in a row. */
export interface Backoff {
  /** The pause after the first failure, in milliseconds. */
  readonly firstMs: number
  /** No pause is longer, in milliseconds. */
  readonly maxMs: number
  /**
   * How much of a pause is left to chance: `half` of it, by default, or `all` between the first pause and twice what has
   * grown, where very many lose the same other side at the same moment.
   */
  readonly chance?: 'half' | 'all'
}

/** The pause after so many failures in a row: doubled with each. */
export function grownMs({ firstMs, maxMs }: Backoff, failures: number): number {
  return Math.min(maxMs, firstMs * 2 ** Math.min(failures - 1, 60))
}

/** The same with some of it left to chance, so that many who failed together do not come back together. */
export function backoffMs(backoff: Backoff, failures: number, random: () => number): number {
  if (backoff.chance === 'all')
    return Math.round(backoff.firstMs + random() * (grownMs(backoff, failures + 1) - backoff.firstMs))
  return Math.round(grownMs(backoff, failures) * (0.5 + random() / 2))
}
