import type { Calendar, Session, Timestamp } from '@shagun/core'

/** What a venue does with orders at a moment: it matches them, collects them for its auction, or is closed. */
type Doing = 'matches' | 'collects' | 'closed'

export interface Sessions {
  doing(at: Timestamp): Doing
  /** When an order for the day ends that comes now: with the last session of its trading day. */
  endOfDay(at: Timestamp): Timestamp
  /** The session that is on. */
  on(at: Timestamp): Session | undefined
  /** When the last session ended; never, while one is on. */
  dayEndedAt(at: Timestamp): Timestamp
}

export function createSessions(calendar: Calendar): Sessions {
  // Asked with every quote, and true for hours.
  let current: Session | undefined

  function doing(at: Timestamp): Doing {
    if (current !== undefined && at >= current.open && at < current.close) return 'matches'
    const session = calendar.session(at)
    if (session !== undefined && calendar.isOpen(at)) {
      current = session
      return 'matches'
    }
    return calendar.phase(at) === 'pre-open' ? 'collects' : 'closed'
  }

  return {
    doing,
    on: (at) => (doing(at) === 'matches' ? current : undefined),
    dayEndedAt: (at) => (doing(at) === 'matches' ? Number.POSITIVE_INFINITY : calendar.previousClose(at)),
    endOfDay(at) {
      const close = calendar.nextClose(at)
      return calendar.day(close - 1).sessions.at(-1)?.close ?? close
    },
  }
}
