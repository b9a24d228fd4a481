import { type Book, readBook } from './book.ts'
import { mostLots } from './health.ts'
import type { Input, State } from './params.ts'
import { type Slice, sweep } from './sweep.ts'
import type { Terms, Venue } from './terms.ts'

/** A venue with what may be taken there now. */
export interface Outlook {
  readonly venue: Venue
  readonly book: Book | undefined
  readonly mostLots: number
}

export function outlookOf(
  venue: Venue,
  { health, notes }: State,
  terms: Terms,
  { params, now, children }: Input,
): Outlook {
  return {
    venue,
    book: readBook(venue, params.side, now, terms, children, notes),
    mostLots: mostLots(health[venue.index] ?? { failures: 0, until: 0 }, venue.index, now, terms.leastLots, children),
  }
}

/** The cheapest split of some lots over what is in reach now. */
export function split(
  lots: number,
  outlooks: readonly Outlook[],
  terms: Terms,
  { params, instrument }: Input,
): Slice[] {
  const lot = instrument.lotSize.toNumber()
  const routes = outlooks.map(({ venue, book, mostLots: most }) => ({
    levels: book?.levels ?? [],
    book: venue.instrument.id,
    takerBps: venue.costs.takerBps,
    perLot: venue.costs.perUnit * lot,
    perOrder: venue.costs.perOrder,
    mostLots: most,
  }))
  return sweep(
    params.side,
    lots,
    routes.map((route) => (route.mostLots > 0 ? route : { ...route, levels: [] })),
    terms.leastLots,
    lot * instrument.multiplier.toNumber(),
  )
}
