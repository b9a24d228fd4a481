import type { Calendar, Timestamp } from '@shagun/core'

/** A stretch of the clock in which a schedule may work; `to` no longer belongs to it. */
export interface Span {
  readonly from: Timestamp
  readonly to: Timestamp
}

/**
 * The stretches of a window in which there is trading, in the order of time: all of it without a calendar, else the
 * continuous part of its sessions, with the closing auction where that is asked for.
 */
export function tradingSpans({ from, to }: Span, calendar: Calendar | undefined, closingAuction = false): Span[] {
  if (calendar === undefined) return [{ from, to }]
  const spans: Span[] = []
  for (const { open, close } of calendar.sessions(from, to)) {
    const end = closingAuction ? close : continuousEnd(calendar, open, close)
    const span = { from: Math.max(from, open), to: Math.min(to, end) }
    if (span.from < span.to) spans.push(span)
  }
  return spans
}

/** How many milliseconds of trading lie before a moment. */
export function elapsedAt(spans: readonly Span[], at: Timestamp): number {
  let elapsed = 0
  for (const { from, to } of spans) elapsed += Math.max(0, Math.min(at, to) - from)
  return elapsed
}

/** The first moment before which so much trading lies; the end of the last span where there is no more. */
export function momentAt(spans: readonly Span[], elapsed: number): Timestamp {
  let left = elapsed
  for (const { from, to } of spans) {
    if (left <= to - from) return from + left
    left -= to - from
  }
  return spans.at(-1)!.to
}

/** A session ends in its closing auction, if it has one; phases change on whole minutes of the venue's clock. */
function continuousEnd(calendar: Calendar, open: Timestamp, close: Timestamp): Timestamp {
  if (calendar.phase(close - 1) !== 'closing-auction') return close
  let [low, high] = [0, Math.round((close - open) / minuteMs)]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (calendar.phase(open + middle * minuteMs) === 'continuous') low = middle + 1
    else high = middle
  }
  return open + low * minuteMs
}

const minuteMs = 60_000
