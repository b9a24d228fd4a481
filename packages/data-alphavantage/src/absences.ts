import type { Clock, Timestamp } from '@shagun/core'

/** What was not there a while ago is not asked for again at once: of 25 requests a day, none should go twice for nothing. */
export interface Absences {
  has(name: string): boolean
  add(name: string): void
}

const keptForMs = 3_600_000
const most = 1_000

export function createAbsences(clock: Clock): Absences {
  const until = new Map<string, Timestamp>()
  return {
    has(name) {
      const end = until.get(name)
      if (end === undefined) return false
      if (clock.now() < end) return true
      until.delete(name)
      return false
    },
    add(name) {
      until.set(name, clock.now() + keptForMs)
      // The oldest is forgotten first, whoever asks for a thousand unknown symbols.
      if (until.size > most) until.delete(until.keys().next().value!)
    },
  }
}
