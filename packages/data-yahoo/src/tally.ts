import type { Environment } from '@shagun/core'

/** Counts what a human should know of and no caller waits for, and says so now and then. */
export type Tally = (count: number, what: string, example?: string) => void

const quietMs = 60_000

/** Says each thing at once, and then at most once a minute with all that came meanwhile. */
export function createTally({ clock, log }: Pick<Environment, 'clock' | 'log'>): Tally {
  const told = new Map<string, { at: number; count: number }>()
  return (count, what, example) => {
    if (count === 0) return
    const entry = told.get(what) ?? { at: Number.NEGATIVE_INFINITY, count: 0 }
    told.set(what, entry)
    entry.count += count
    if (clock.now() - entry.at < quietMs) return
    log.warn(`yahoo: ${entry.count} ${what}.`, { count: entry.count, ...(example !== undefined && { example }) })
    entry.at = clock.now()
    entry.count = 0
  }
}
