import { type Bars, type Calendar, createBars, type InstrumentId, ShagunError, type Timestamp } from '@shagun/core'
import { createZone } from '@shagun/core/adapter'
import { adjustBars } from '@shagun/core/instruments'
import { actionCells } from './bar-rows.ts'
import { type Believed, believe } from './rows.ts'
import type { Series } from './series.ts'
import { source } from './source.ts'
import { noonOf } from './stamp.ts'

/** One share became so many. */
export interface Split {
  readonly instrument: InstrumentId
  readonly action: 'split'
  readonly ratio: number
  readonly exDate: Timestamp
}

interface Dividend {
  readonly instrument: InstrumentId
  readonly action: 'dividend'
  readonly amount: number
  readonly exDate: Timestamp
}

/** Splits and dividends of a daily adjusted series, oldest first, and how many rows say nothing that can be believed. */
export interface ActionsRead {
  readonly actions: readonly (Split | Dividend)[]
  readonly skipped: number
}

export function readActions(series: Series, instrument: InstrumentId, calendar: Calendar): ActionsRead {
  const zone = createZone(calendar.timeZone)
  const { rows, skipped }: Believed<{ 'dividend amount': number; 'split coefficient': number }> = believe(
    series,
    actionCells,
    (stamp) => calendar.day(noonOf(stamp, zone)).start,
  )
  const actions = rows.flatMap(({ time: exDate, ...row }): (Split | Dividend)[] => [
    ...(row['split coefficient'] === 1
      ? []
      : [{ instrument, action: 'split', ratio: row['split coefficient'], exDate } as const]),
    ...(row['dividend amount'] === 0
      ? []
      : [{ instrument, action: 'dividend', amount: row['dividend amount'], exDate } as const]),
  ])
  return { actions, skipped }
}

/**
 * The same, where all that came before would be wrong with one of them missing.
 *
 * @throws ShagunError `invalid-data` where a row does not tell whether there was a split
 */
export function readEverySplit(series: Series, instrument: InstrumentId, calendar: Calendar): readonly Split[] {
  const { actions, skipped } = readActions(series, instrument, calendar)
  if (skipped === 0) return actions.filter((each): each is Split => each.action === 'split')
  const expected = 'a split coefficient in every row'
  const message = `${skipped} rows of ${instrument} do not tell whether there was a split, and without it no price before could be adjusted; expected ${expected}. Ask for prices that are not adjusted.`
  throw new ShagunError('invalid-data', message, {
    details: { source, field: 'split coefficient', expected, sent: 'yes' },
  })
}

/**
 * Bars as if every split had been there from the beginning, also those after the last of them: the day of a split may
 * have a row that tells it and no price that could be believed.
 */
export function adjustForSplits(raw: Bars, splits: readonly Split[]): Bars {
  const bars = adjustBars(raw, splits, 'splits')
  const last = bars.time.at(-1)
  if (last === undefined) return bars
  const later = splits.reduce((all, { exDate, ratio }) => (exDate > last ? all * ratio : all), 1)
  const scaled = (column: Bars['open'], by: number): Float64Array => column.map((value) => value * by)
  return createBars(raw.instrument, raw.timeframe, {
    time: bars.time,
    open: scaled(bars.open, 1 / later),
    high: scaled(bars.high, 1 / later),
    low: scaled(bars.low, 1 / later),
    close: scaled(bars.close, 1 / later),
    volume: scaled(bars.volume, later),
  })
}
