import type { DatedCorporateAction } from '@shagun/core'
import { readActions } from './actions.ts'
import type { CorporateActionQuery } from './alpha-vantage.ts'
import { type Desk, warnOfSkipped } from './desk.ts'
import { fetchDaily } from './fetch-daily.ts'

// Everything that reads an answer, so that all of it can be loaded with the first call: zod makes globals when it is
// loaded, and importing a package does nothing.
export { fetchBars } from './fetch-bars.ts'
export { fetchQuotes } from './fetch-quotes.ts'
export { fetchIndicator } from './indicator.ts'
export { searchInstruments } from './search.ts'

export async function fetchCorporateActions(
  desk: Desk,
  { instrument, from, to }: CorporateActionQuery,
  signal?: AbortSignal,
): Promise<readonly DatedCorporateAction[]> {
  const listing = desk.listings.find(instrument)
  if (listing.kind === 'pair' || !(from < to)) return []
  const query = { from, timeframe: '1d' } as const
  const { series } = await fetchDaily(desk, listing, query, signal, 'TIME_SERIES_DAILY_ADJUSTED')
  const { actions, skipped } = readActions(series, instrument, listing.calendar)
  warnOfSkipped(desk.log, skipped, series, `the corporate actions of ${instrument}`)
  return actions.filter(({ exDate }) => exDate >= from && exDate < to)
}
