import { type Bars, createBars, ShagunError } from '@shagun/core'
import type { BarSeries, BarStore, TimeRange } from '@shagun/core/adapter'
import { earliest, firstStampFrom, isOfSeries, keyOf, latest } from './bar-row.ts'
import type { Connection } from './connection.ts'
import type { Writer } from './writer.ts'

/** Bars as a thread can be sent them: nothing but values. */
export type BarRows = Pick<Bars, 'time' | 'open' | 'high' | 'low' | 'close' | 'volume'>

/** History in the tables `market_data` and `market_data_known`. */
export function createBarStore({ database, reading }: Connection, writer: Writer): BarStore {
  const selectBars = database.prepare(
    `SELECT timestamp, open, high, low, close, volume FROM market_data
     WHERE ${isOfSeries} AND timestamp >= ? AND timestamp < ? ORDER BY timestamp`,
  )
  selectBars.setReturnArrays(true)
  const selectKnown = database.prepare(
    `SELECT from_time, to_time FROM market_data_known
     WHERE ${isOfSeries} AND to_time > ? AND from_time < ? ORDER BY from_time`,
  )

  function barsOf(series: BarSeries, { from, to }: TimeRange): Bars {
    const time: number[] = []
    const open: number[] = []
    const high: number[] = []
    const low: number[] = []
    const close: number[] = []
    const volume: number[] = []
    const found = selectBars.iterate(...keyOf(series), firstStampFrom(from), firstStampFrom(to)) as Iterable<unknown>
    for (const row of found as Iterable<readonly [string, number, number, number, number, number]>) {
      time.push(Date.parse(row[0]))
      open.push(row[1])
      high.push(row[2])
      low.push(row[3])
      close.push(row[4])
      volume.push(row[5])
    }
    return createBars(series.instrument, series.timeframe, { time, open, high, low, close, volume })
  }

  function knownOf(series: BarSeries, { from, to }: TimeRange): TimeRange[] {
    return selectKnown.all(...keyOf(series), from, to).map((row) => ({
      from: Math.max(from, Number(row['from_time'])),
      to: Math.min(to, Number(row['to_time'])),
    }))
  }

  return {
    async load(series, range) {
      if (!(range.from < range.to)) return { bars: createBars(series.instrument, series.timeframe, []), known: [] }
      return reading('be read', () => ({ bars: barsOf(series, range), known: knownOf(series, range) }))
    },
    async save(series, bars, { from, to }) {
      if (!(from < to)) return
      const inside = within(bars, { from, to })
      check(inside)
      const { time, open, high, low, close, volume } = inside
      // Copies: columns may be a window on memory that is far larger, and all of that would be sent.
      const rows = {
        time: time.slice(),
        open: open.slice(),
        high: high.slice(),
        low: low.slice(),
        close: close.slice(),
        volume: volume.slice(),
      }
      await writer.write({ kind: 'bars', series: valuesOf(series), rows, known: { from, to } })
    },
    async forget(series) {
      await writer.write({ kind: 'forget-bars', series: valuesOf(series) })
    },
  }
}

function within(bars: Bars, { from, to }: TimeRange): Bars {
  const first = bars.time.findIndex((time) => time >= from)
  const end = bars.time.findLastIndex((time) => time < to) + 1
  return bars.slice(first < 0 ? end : first, end)
}

function check({ instrument, length, time }: Bars): void {
  if (length === 0 || (time[0]! >= earliest && time[length - 1]! <= latest)) return
  const value = String(time[0]! < earliest ? time[0] : time[length - 1])
  const expected = 'epoch milliseconds of a year from 0 to 9999'
  throw new ShagunError('invalid-data', `A bar of ${instrument} has time ${value}; expected ${expected}.`, {
    details: { source: instrument, field: 'time', value, expected },
  })
}

/** What names the series, and nothing else that it may carry: a thread can be sent values only. */
function valuesOf({ instrument, timeframe, source, adjustment }: BarSeries): BarSeries {
  return { instrument, timeframe, source, adjustment }
}
