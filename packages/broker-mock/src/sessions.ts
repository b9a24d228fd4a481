import type { Calendar, Session, Timestamp } from '@shagun/core'

/** What a venue does with orders at a moment: it matches them, collects them for an auction, or is closed. */
type Doing = 'collects' | 'matches' | 'closes' | 'closed'

export interface Sessions {
  /** `collects` before a session, for its opening auction; `closes` at its end, for the closing one. */
  doing(at: Timestamp): Doing
  /** When an order for the day ends that comes now: with the last session of its trading day. */
  endOfDay(at: Timestamp): Timestamp
  /** The session that is on, its closing auction included. */
  on(at: Timestamp): Session | undefined
  /** When the last session ended; never, while one is on. */
  dayEndedAt(at: Timestamp): Timestamp
}

export function createSessions(calendar: Calendar): Sessions {
  // Asked with every quote, and true for hours.
  let current: Session | undefined
  let closes = Number.POSITIVE_INFINITY

  function on(at: Timestamp): Session | undefined {
    if (current !== undefined && at >= current.open && at < current.close) return current
    const session = calendar.session(at)
    if (session === undefined || !calendar.isOpen(at)) return undefined
    closes = auctionOf(session, calendar)
    return (current = session)
  }

  return {
    on,
    doing(at) {
      if (on(at) !== undefined) return at < closes ? 'matches' : 'closes'
      return calendar.phase(at) === 'pre-open' ? 'collects' : 'closed'
    },
    dayEndedAt: (at) => (on(at) === undefined ? calendar.previousClose(at) : Number.POSITIVE_INFINITY),
    endOfDay(at) {
      const close = calendar.nextClose(at)
      return calendar.day(close - 1).sessions.at(-1)?.close ?? close
    },
  }
}

/** When the closing auction of a session begins, which is its last part; never, where it has none. */
function auctionOf({ open, close }: Session, calendar: Calendar): Timestamp {
  const isAuction = (at: Timestamp): boolean => calendar.phase(at) === 'closing-auction'
  if (!isAuction(close - 1)) return Number.POSITIVE_INFINITY
  let [before, from] = [open, close - 1]
  while (from - before > 1) {
    const middle = Math.floor((before + from) / 2)
    if (isAuction(middle)) from = middle
    else before = middle
  }
  return isAuction(before) ? before : from
}
