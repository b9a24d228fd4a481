import type { Clock, InstrumentId, Session, Timestamp } from '@shagun/core'
import type { Line, OrderBook } from './order-book.ts'
import type { Sessions } from './sessions.ts'
import { uncross } from './uncross.ts'

/** Opening and closing auctions: what is shown meanwhile is collected, and gives one price. */
export interface Auctions {
  /** Something is told of an instrument: an auction that is over gives its one price first. */
  tell(instrument: InstrumentId, by: 'shown' | 'print' | 'bar'): void
  /** Whether what is displayed is for an auction. */
  isFor(line: Line): boolean
  /** Closing auctions that are over give their price. */
  finish(): void
}

export interface AuctionOptions {
  readonly clock: Clock
  readonly book: OrderBook
  readonly sessions: Sessions
  /** Runs it in its turn, once that moment has come. */
  at(time: Timestamp, run: () => void): void
}

export function createAuctions({ clock, book, sessions, at }: AuctionOptions): Auctions {
  const opening = new Set<Line>()
  /** Of the session that closes. */
  const closing = new Set<Line>()
  let closes: Session | undefined
  /** Lines of it whose price is known. */
  const done = new Set<Line>()

  function finish(): void {
    if (closes === undefined || clock.now() < closes.close) return
    const { close } = closes
    closes = undefined
    for (const line of closing) uncross(line, close)
    closing.clear()
    done.clear()
  }

  /** One that nobody trades after ends at its time all the same. */
  function collectUntil(session: Session): void {
    if (closes === session) return
    closes = session
    at(session.close, finish)
  }

  return {
    finish,
    isFor: (line) => opening.has(line) || closing.has(line),
    tell(instrument, by) {
      const line = book.lineOf(instrument)
      const now = clock.now()
      const session = sessions.on(now)
      line.shownUntil = session?.close ?? Number.NEGATIVE_INFINITY
      const doing = sessions.doing(now)
      if (doing === 'collects') opening.add(line)
      else if (opening.delete(line)) {
        if (by === 'shown') uncross(line, session?.open ?? now)
        // A print, or the open of a bar, is the price that the auction really had.
        else line.display = undefined
      }
      if (doing !== 'closes') return
      collectUntil(session!)
      if (by === 'shown') {
        if (!done.has(line)) closing.add(line)
        return
      }
      done.add(line)
      closing.delete(line)
      line.display = undefined
    },
  }
}
