import type { Calendar } from '../model/calendar.ts'
import { exchangeOf, type InstrumentId } from '../model/ids.ts'
import type { Timestamp } from '../model/time.ts'

/** When each venue trades, by its name; `*` stands for all others. */
export type Calendars = Readonly<Record<string, Calendar>>

export function calendarOf(calendars: Calendars, instrument: InstrumentId): Calendar | undefined {
  return calendars[exchangeOf(instrument)] ?? calendars['*']
}

/** Without a calendar, weekends and the longest holidays pass unseen. */
const unknownMs = 4 * 86_400_000

/**
 * What is stamped before this moment is older than it should be.
 *
 * While the venue trades, and has done so for `toleranceMs`, that is `toleranceMs` ago; otherwise it is the open of the
 * last session. Without a calendar only what is older than any weekend is.
 */
export function dueSince(now: Timestamp, toleranceMs: number, calendar: Calendar | undefined): Timestamp {
  const since = now - toleranceMs
  if (calendar === undefined) return since - unknownMs
  const isOpen = calendar.isOpen(now)
  if (isOpen && calendar.isOpen(since)) return since
  // For a while after the open nothing needs to have come yet.
  const ended = calendar.previousClose(isOpen ? since : now)
  return calendar.session(ended - 1)?.open ?? ended
}

/** {@link dueSince} at every tick of a venue: worked out once for each stretch in which it does not change. */
export function createDueSince(toleranceMs: number, calendar: Calendar | undefined): (now: Timestamp) => Timestamp {
  let from = Number.POSITIVE_INFINITY
  let to = Number.NEGATIVE_INFINITY
  let fixed: Timestamp | undefined

  return (now) => {
    if (calendar === undefined) return now - toleranceMs - unknownMs
    if (!(now >= from && now < to)) {
      const due = dueSince(now, toleranceMs, calendar)
      fixed = due === now - toleranceMs ? undefined : due
      // Until something opens or closes, now or as far back as is looked.
      const changes = [now, now - toleranceMs].flatMap((at, i) =>
        [calendar.nextOpen(at), calendar.nextClose(at)].map((change) => change + i * toleranceMs),
      )
      from = now
      to = Math.min(...changes)
    }
    return fixed ?? now - toleranceMs
  }
}
