import { type Bars, type Clock, createBars, type Log, type Timeframe } from '@shagun/core'
import type { Adjustment } from '@shagun/core/adapter'
import { type BarCells, barCells } from './bar-rows.ts'
import type { Client } from './client.ts'
import type { Listing, Listings } from './listing.ts'
import type { Reply } from './reply.ts'
import { barOpen, believe, missing } from './rows.ts'
import { readSeries, type Series } from './series.ts'
import { source } from './source.ts'

/** What everything that fetches needs. */
export interface Desk {
  readonly client: Client
  readonly listings: Listings
  readonly clock: Clock
  readonly log: Log
  readonly extendedHours: boolean
  /** What bars can be adjusted for. */
  readonly adjusted: readonly Adjustment[]
  readonly entitlement: 'delayed' | 'realtime' | undefined
}

/** @throws ShagunError `invalid-data` for an answer without one */
export function seriesIn(reply: Reply, about: string): Series {
  const series = readSeries(reply)
  if (series === undefined) throw missing('a time series', about)
  return series
}

/** The bars of a series; what cannot be believed is left out, counted and told. */
export function toBars(
  { log, extendedHours }: Desk,
  { instrument, calendar }: Listing,
  timeframe: Timeframe,
  series: Series,
  lengthMs?: number,
): Bars {
  // Before the session there is an hour's beginning, too, where extended hours are asked for.
  const reach = lengthMs !== undefined && extendedHours ? 0 : lengthMs
  const { rows, skipped } = believe<BarCells>(series, barCells, barOpen(timeframe, calendar, series.zone, reach))
  warnOfSkipped(log, skipped, series, `${instrument} ${timeframe}`)
  return createBars(instrument, timeframe, rows)
}

export function warnOfSkipped(
  log: Log,
  skipped: number,
  { rows }: { readonly rows: readonly unknown[] },
  about: string,
): void {
  if (skipped === 0) return
  const what = `${skipped} of ${rows.length} rows of ${about} cannot be believed, and are left out.`
  log.warn(`${source}: ${what}`, { about, skipped, rows: rows.length })
}

export function symbolOf(listing: Listing): Readonly<Record<string, string>> {
  return listing.kind === 'pair' ? { from_symbol: listing.from, to_symbol: listing.to } : { symbol: listing.symbol }
}

/** What a plan has of fresh prices is given only where it is asked for. */
export function entitled({ entitlement }: Desk, listing: Listing): { readonly entitlement?: string } {
  return entitlement !== undefined && listing.kind === 'stock' && listing.isInUnitedStates ? { entitlement } : {}
}
