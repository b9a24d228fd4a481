import { type Bars, barPeriod, ShagunError, type Timeframe } from '@shagun/core'
import { type Desk, entitled, seriesIn, symbolOf, toBars } from './desk.ts'
import type { Listing } from './listing.ts'
import type { Series } from './series.ts'
import { source } from './source.ts'

/** What a series gives unasked: its last hundred rows. */
const compactRows = 100
/** A hundred rows are more than so many days, in weeks of six. */
const compactMs = 110 * 86_400_000

/** Days, and the series that they were read from. */
export interface Daily {
  readonly bars: Bars
  readonly series: Series
}

/**
 * Days from a moment on: all of history only where the last hundred of them do not reach back far enough, or the plan
 * does not hold it.
 *
 * @throws ShagunError `unsupported` where the last hundred are all there is for this key, and they are not enough
 */
export async function fetchDaily(
  desk: Desk,
  listing: Listing,
  { from, timeframe }: { readonly from: number; readonly timeframe: Timeframe },
  signal: AbortSignal | undefined,
  name: string = listing.kind === 'pair' ? 'FX_DAILY' : 'TIME_SERIES_DAILY',
): Promise<Daily> {
  const { client, clock } = desk
  const { instrument, calendar } = listing
  const full = `${name} with outputsize=full`
  // Of a week that is asked for, its first day counts.
  const since = barPeriod(Math.max(from, 0), timeframe, calendar)?.open ?? from

  async function ask(outputsize: 'compact' | 'full'): Promise<Daily> {
    const parameters = { ...symbolOf(listing), outputsize, ...entitled(desk, listing) }
    const feature = outputsize === 'full' ? full : name
    const series = seriesIn(
      await client.ask({ function: name, parameters, feature, about: instrument, signal }),
      instrument,
    )
    return { bars: toBars(desk, listing, '1d', series), series }
  }

  /** Whether the days that came begin too late. */
  function isShort({ bars, series }: Daily): boolean {
    const first = bars.time[0]
    if (series.rows.length < compactRows || first === undefined || since >= first) return false
    const open = calendar.nextOpen(since - 1)
    return (barPeriod(open, '1d', calendar)?.open ?? open) < first
  }

  /** Of what may not be had whole, the vendor also gives the last hundred and a notice beside them. */
  async function askAll(): Promise<Daily> {
    const all = await ask('full')
    if (all.series.rows.length === compactRows && isShort(all)) throw tooShort(full, instrument, all.bars.time[0]!)
    return all
  }

  const isNear = since >= clock.now() - compactMs
  if (!isNear && !client.refuses(full)) {
    try {
      return await askAll()
    } catch (error) {
      // Where only the whole of history is refused, the function may still be given.
      if (!client.refuses(full)) throw error
    }
  }
  const compact = await ask('compact')
  if (!isShort(compact)) return compact
  if (isNear && !client.refuses(full)) return await askAll()
  throw tooShort(full, instrument, compact.bars.time[0]!)
}

function tooShort(full: string, instrument: string, first: number): ShagunError {
  const since = new Date(first).toISOString().slice(0, 10)
  const message = `Alpha Vantage gives this key only the last ${compactRows} days of ${instrument}, since ${since}, which is not all that was asked for. Ask from then on, take a premium plan, or let another provider serve it.`
  return new ShagunError('unsupported', message, { details: { feature: full, by: source } })
}
