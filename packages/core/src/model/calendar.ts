import type { Timestamp } from './time.ts'

/**
 * What a venue does at a moment.
 *
 * `pre-open` is the opening auction, `post-close` trading at the closing price, `pre-market` and `after-hours` are
 * extended hours; none of these is part of a session.
 */
export type Phase =
  | 'pre-market'
  | 'pre-open'
  | 'continuous'
  | 'closing-auction'
  | 'post-close'
  | 'after-hours'
  | 'closed'

/** A stretch of continuous trading, with the closing auction that follows on it. */
export interface Session {
  /** The day at the venue, as in `2026-11-26`. */
  readonly date: string
  readonly open: Timestamp
  /** The first moment that no longer belongs to it. */
  readonly close: Timestamp
}

/** A day on the wall clock of a venue, from midnight to midnight. */
export interface CalendarDay {
  /** As in `2026-11-26`. */
  readonly date: string
  readonly start: Timestamp
  /** The midnight that ends it; 23 or 25 hours later where clocks change. */
  readonly end: Timestamp
  /** In the order of time; empty where the venue does not trade. */
  readonly sessions: readonly Session[]
}

/**
 * When a venue trades. All moments are epoch milliseconds, all days those of the venue's own wall clock.
 *
 * Every method throws ShagunError `invalid-options` for what is no moment, such as NaN.
 */
export interface Calendar {
  readonly id: string
  /** IANA name, as in `Asia/Kolkata`. */
  readonly timeZone: string
  /** Whether holidays and special sessions of a year are known; for others the regular week is assumed. */
  isKnownYear(year: number): boolean
  /** Whether the venue trades at this moment: whether a session is on. */
  isOpen(at: Timestamp): boolean
  /** What the venue does at this moment. */
  phase(at: Timestamp): Phase
  /** The day that this moment falls on. */
  day(at: Timestamp): CalendarDay
  /**
   * The session that is on at this moment, else the next one of the same day, else the last one of that day;
   * `undefined` on a day without one.
   */
  session(at: Timestamp): Session | undefined
  /** Whether there is a session on the day of this moment. */
  isTradingDay(at: Timestamp): boolean
  /** When the first session after this moment opens. */
  nextOpen(at: Timestamp): Timestamp
  /** When the first session that ends after this moment ends. */
  nextClose(at: Timestamp): Timestamp
  /** When the last session ended; this moment itself where one ends now. */
  previousClose(at: Timestamp): Timestamp
  /**
   * How many trading days come after the day of `from`, up to and including the day of `to`: from a Thursday to the
   * Friday after it 1, within a day 0, backwards the same below 0.
   */
  tradingDaysBetween(from: Timestamp, to: Timestamp): number
  /** The sessions of which any part lies from `from` to before `to`. */
  sessions(from: Timestamp, to: Timestamp): readonly Session[]
}
