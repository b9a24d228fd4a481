import type { Environment } from '@shagun/core'

/** Counts what could not be believed and was left out, and says so now and then. */
export type Skip = (what: string, count: number, example?: string) => void

const quietMs = 60_000

/** Says each thing at once, and then at most once a minute with all that came meanwhile. */
export function createSkip({ clock, log }: Pick<Environment, 'clock' | 'log'>): Skip {
  const told = new Map<string, { at: number; count: number }>()
  return (what, count, example) => {
    if (count === 0) return
    const entry = told.get(what) ?? { at: Number.NEGATIVE_INFINITY, count: 0 }
    told.set(what, entry)
    entry.count += count
    if (clock.now() - entry.at < quietMs) return
    log.warn(`yahoo: ${entry.count} ${what} could not be believed and were left out.`, {
      skipped: entry.count,
      ...(example !== undefined && { example }),
    })
    entry.at = clock.now()
    entry.count = 0
  }
}
