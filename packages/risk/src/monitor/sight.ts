import type { AccountView, InstrumentId } from '@shagun/core'
import { createExposures, type Exposures, type SavedExposures } from './exposures.ts'
import { type BookFollower, createBookFollower, type SavedFollower } from './follow-books.ts'
import type { TickFilter } from './judge-tick.ts'
import type { Figures } from './limits.ts'
import { createProfit, type Profit, type SavedProfit } from './profit.ts'
import { createQuoteReceiver, type QuoteReceiver } from './receive-quote.ts'

/** Everything that is known of an account from its fills and prices, and forgotten when its journal is about to be replayed. */
export interface Sight {
  readonly exposures: Exposures
  readonly profit: Profit
  readonly books: BookFollower
  readonly quotes: QuoteReceiver
}

/** In JSON. */
export interface SavedSight {
  readonly exposures: SavedExposures
  readonly profit: SavedProfit
  readonly books: SavedFollower
}

export function createSight(
  view: () => AccountView,
  filter: TickFilter,
  sectorOf: (instrument: InstrumentId) => string | undefined,
): Sight {
  const exposures = createExposures(sectorOf)
  const profit = createProfit()
  const books = createBookFollower({ exposures, profit, view, filter })
  return { exposures, profit, books, quotes: createQuoteReceiver({ exposures, profit, books, filter }) }
}

export function saveSight({ exposures, profit, books }: Sight): SavedSight {
  return { exposures: exposures.save(), profit: profit.save(), books: books.save() }
}

export function restoreSight({ exposures, profit, books }: Sight, saved: SavedSight): void {
  exposures.restore(saved.exposures)
  profit.restore(saved.profit)
  books.restore(saved.books)
}

/** What limits are measured on, read anew each time. */
export function figuresOf(sight: () => Sight): Figures {
  return {
    get gross() {
      return sight().exposures.gross
    },
    get net() {
      return sight().exposures.net
    },
    get cost() {
      return sight().exposures.cost
    },
    get equity() {
      return sight().books.equity
    },
    get largest() {
      return sight().exposures.largest?.size ?? 0
    },
    get largestSector() {
      return sight().exposures.largestSector?.size ?? 0
    },
    get today() {
      return sight().profit.today
    },
    get drawdown() {
      return sight().profit.drawdown
    },
  }
}
