import type { Quote, Timestamp } from '@shagun/core'
import type { Exposures, Row } from './exposures.ts'
import type { BookFollower } from './follow-books.ts'
import { judgeTick, type RefusedTick, type TickFilter } from './judge-tick.ts'
import type { Profit } from './profit.ts'

/** Where the prices of what is held come in. */
export interface QuoteReceiver {
  /** How many quotes did not count, and why. */
  readonly refused: Readonly<Record<RefusedTick, number>>
  /** @returns whether it changed anything */
  receive(quote: Quote, now: Timestamp): boolean
}

export function createQuoteReceiver({
  exposures,
  profit,
  books,
  filter,
}: {
  readonly exposures: Exposures
  readonly profit: Profit
  readonly books: BookFollower
  readonly filter: TickFilter
}): QuoteReceiver {
  const refused = { invalid: 0, crossed: 0, late: 0, outlier: 0 }

  function take(row: Row, { last, time }: Quote, now: Timestamp): void {
    const { isAssumed } = row
    row.suspect = undefined
    row.quotedAt = time
    const moved = exposures.mark(row, last)
    exposures.see(row, now)
    if (!isAssumed) return books.earn()
    // It was worth that before we looked; nobody earned the difference today.
    profit.rebase(moved)
    profit.shift(books.equity)
  }

  return {
    refused,
    receive(quote, now) {
      const row = exposures.rows.get(quote.instrument)
      if (row === undefined) return false
      const verdict = judgeTick(row, quote, filter)
      if (verdict.outcome === 'accepted') {
        take(row, quote, now)
        return true
      }
      refused[verdict.why]++
      if (verdict.suspect !== undefined) row.suspect = verdict.suspect
      return false
    },
  }
}
