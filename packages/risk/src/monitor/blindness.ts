import type { Calendar, InstrumentId, Timestamp } from '@shagun/core'
import type { Exposures } from './exposures.ts'

/** What is held and cannot be seen: at a price that nobody has shown, or that has grown too old. */
export interface Blindness {
  /** One of them; the oldest price tells whether there is any. */
  find(now: Timestamp): InstrumentId | undefined
  list(now: Timestamp): readonly InstrumentId[]
}

export function createBlindness(
  exposures: () => Exposures,
  staleAfterMs: number,
  calendar: Calendar | undefined,
): Blindness {
  /** A price of before the session is as old as the session. */
  function isStale(seenAt: Timestamp, now: Timestamp): boolean {
    if (now - seenAt <= staleAfterMs) return false
    if (calendar === undefined) return true
    return calendar.isOpen(now) && now - calendar.session(now)!.open > staleAfterMs
  }

  function list(now: Timestamp): readonly InstrumentId[] {
    return Array.from(exposures().rows.values()).flatMap((row) =>
      row.isAssumed || isStale(row.seenAt, now) ? [row.instrument] : [],
    )
  }

  return {
    find(now) {
      const { assumed, oldest } = exposures()
      if (assumed > 0) return list(now)[0]
      return oldest !== undefined && isStale(oldest.seenAt, now) ? oldest.instrument : undefined
    },
    list,
  }
}
