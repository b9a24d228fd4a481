import type { Environment } from '@shagun/core'

/** Counts what a human should know of and no caller waits for, and says so now and then. */
export type Tally = (level: 'warn' | 'error', what: string, fields?: object) => void

const quietMs = 60_000

/** Says each thing at once, and then at most once a minute how often it came meanwhile: ticks come by the thousand. */
export function createTally({ clock, log }: Pick<Environment, 'clock' | 'log'>): Tally {
  const told = new Map<string, { at: number; count: number }>()
  return (level, what, fields) => {
    const entry = told.get(what) ?? { at: Number.NEGATIVE_INFINITY, count: 0 }
    told.set(what, entry)
    entry.count++
    if (clock.now() - entry.at < quietMs) return
    log[level](`zerodha: ${what}.`, { count: entry.count, ...fields })
    entry.at = clock.now()
    entry.count = 0
  }
}
