import { type Column, type InstrumentId, ShagunError, type Timeframe, type Timestamp } from '@shagun/core'
import { z } from 'zod'
import { type Desk, entitled, seriesIn, warnOfSkipped } from './desk.ts'
import { readNumber } from './number.ts'
import { barOpen, believe } from './rows.ts'
import { source } from './source.ts'
import { intervals, timeframes } from './timeframes.ts'

/** What of an indicator is wanted. */
export interface IndicatorQuery {
  /** As Alpha Vantage calls it: `SMA`, `RSI`, `MACD`, `BBANDS`. */
  readonly name: string
  readonly instrument: InstrumentId
  readonly timeframe: Timeframe
  /** Such as `{ time_period: 20, series_type: 'close' }`, and `month: '2026-05'` within a day. */
  readonly parameters?: Readonly<Record<string, string | number>>
  /** From when on; default: all there is. */
  readonly from?: Timestamp
  /** Until before when; default: all there is. */
  readonly to?: Timestamp
}

/** An indicator as columns of equal length, oldest first. */
export interface IndicatorColumns {
  readonly instrument: InstrumentId
  readonly timeframe: Timeframe
  /** When the bars opened that the values belong to, epoch milliseconds. */
  readonly time: Column
  /** By the names that Alpha Vantage gives them: `SMA`, `MACD_Signal`, `Real Upper Band`. */
  readonly columns: Readonly<Record<string, Column>>
}

export async function fetchIndicator(
  desk: Desk,
  { name, instrument, timeframe, parameters = {}, from = -Infinity, to = Infinity }: IndicatorQuery,
  signal?: AbortSignal,
): Promise<IndicatorColumns> {
  const listing = desk.listings.find(instrument)
  if (!/^[A-Z0-9_]+$/i.test(name)) throw badName(name)
  if (!timeframes.includes(timeframe)) throw noTimeframe(name, timeframe)
  const within = intervals[timeframe]
  const interval = within?.name ?? { '1d': 'daily', '1w': 'weekly' }[timeframe as string] ?? 'monthly'
  const symbol = listing.kind === 'pair' ? `${listing.from}${listing.to}` : listing.symbol
  const reply = await desk.client.ask({
    function: name.toUpperCase(),
    parameters: { ...parameters, symbol, interval, ...entitled(desk, listing) },
    about: instrument,
    signal,
  })
  const series = seriesIn(reply, instrument)
  const timeOf = barOpen(timeframe, listing.calendar, series.zone, within?.lengthMs)
  const { rows, skipped } = believe(series, values, timeOf, (cells) => ({
    values: Object.fromEntries(Object.entries(cells).map(([key, value]) => [key.trim(), readNumber(value)])),
  }))
  const names = Object.keys(rows[0]?.values ?? {})
  const asked = rows.filter(({ time }) => time >= from && time < to)
  const whole = asked.filter((row) => names.every((each) => row.values[each] !== undefined))
  warnOfSkipped(desk.log, skipped + asked.length - whole.length, series, `${name} of ${instrument} ${timeframe}`)
  return {
    instrument,
    timeframe,
    time: Float64Array.from(whole, ({ time }) => time),
    columns: Object.fromEntries(names.map((each) => [each, Float64Array.from(whole, (row) => row.values[each]!)])),
  }
}

/** Any name, and at least one; a value that is no number is none that could be believed. */
const values = z.object({
  values: z.record(z.string(), z.number()).refine((cells) => Object.keys(cells).length > 0),
})

function badName(value: string): ShagunError {
  const expected = 'a name that Alpha Vantage has for it, such as SMA'
  return new ShagunError('invalid-options', `The indicator is called ${value}; expected ${expected}.`, {
    details: { option: 'name', value, expected },
  })
}

function noTimeframe(name: string, timeframe: string): ShagunError {
  const message = `Alpha Vantage has no ${name} on ${timeframe} bars; it has it on ${timeframes.join(', ')}.`
  return new ShagunError('unsupported', message, { details: { feature: `${name} on ${timeframe}`, by: source } })
}
