import { type Bars, createBars, ShagunError, type Timestamp } from '@shagun/core'
import { type BarStore, exchangeOf, symbolOf } from '@shagun/core/adapter'
import type { Connection } from './connection.ts'
import type { Writer } from './writer.ts'

// Stamps are text, which sorts as time while years have four digits.
const earliest = Date.parse('0000-01-01T00:00:00.000Z')
const latest = Date.parse('9999-12-31T23:59:59.999Z')

/** Bars as a thread can be sent them: nothing but values. */
export type BarRows = Omit<Bars, 'slice' | typeof Symbol.iterator>

/** History in the table `market_data`. */
export function createBarStore({ database, attempt }: Connection, writer: Writer): BarStore {
  const select = database.prepare(
    `SELECT timestamp, open, high, low, close, volume FROM market_data
     WHERE symbol = ? AND exchange = ? AND timeframe = ? AND timestamp >= ? AND timestamp < ? ORDER BY timestamp`,
  )
  select.setReturnArrays(true)

  return {
    async load({ instrument, timeframe, from, to }) {
      const time: number[] = []
      const open: number[] = []
      const high: number[] = []
      const low: number[] = []
      const close: number[] = []
      const volume: number[] = []
      attempt('be read', () => {
        const key = [symbolOf(instrument), exchangeOf(instrument), timeframe]
        const found = select.iterate(...key, bound(from), bound(to)) as Iterable<unknown>
        for (const row of found as Iterable<readonly [string, number, number, number, number, number]>) {
          time.push(Date.parse(row[0]))
          open.push(row[1])
          high.push(row[2])
          low.push(row[3])
          close.push(row[4])
          volume.push(row[5])
        }
      })
      return time.length === 0 ? undefined : createBars(instrument, timeframe, { time, open, high, low, close, volume })
    },
    async save(bars) {
      check(bars)
      const { instrument, timeframe, length, time, open, high, low, close, volume } = bars
      // Copies: columns may be a window on memory that is far larger, and all of that would be sent.
      const columns = {
        time: time.slice(),
        open: open.slice(),
        high: high.slice(),
        low: low.slice(),
        close: close.slice(),
        volume: volume.slice(),
      }
      await writer.write({ kind: 'bars', bars: { instrument, timeframe, length, ...columns } })
    },
  }
}

/** Puts bars into `market_data`. Belongs into a transaction. */
export function createBarWriter({ database }: Connection): (bars: BarRows) => void {
  const upsert = database.prepare(
    `INSERT INTO market_data (symbol, exchange, timeframe, timestamp, open, high, low, close, volume)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET open = excluded.open, high = excluded.high, low = excluded.low,
       close = excluded.close, volume = excluded.volume`,
  )
  return ({ instrument, timeframe, length, time, open, high, low, close, volume }) => {
    const symbol = symbolOf(instrument)
    const exchange = exchangeOf(instrument)
    for (let i = 0; i < length; i++)
      upsert.run(symbol, exchange, timeframe, iso(time[i]!), open[i]!, high[i]!, low[i]!, close[i]!, volume[i]!)
  }
}

function check({ instrument, length, time }: Bars): void {
  if (length === 0 || (time[0]! >= earliest && time[length - 1]! <= latest)) return
  const value = String(time[0]! < earliest ? time[0] : time[length - 1])
  const expected = 'epoch milliseconds of a year from 0 to 9999'
  throw new ShagunError('invalid-data', `A bar of ${instrument} has time ${value}; expected ${expected}.`, {
    details: { source: instrument, field: 'time', value, expected },
  })
}

/** The first stamp at or after a time that may lie between two milliseconds, or beyond all years. */
function bound(time: Timestamp): string {
  return iso(Math.min(Math.max(Math.ceil(time), earliest), latest))
}

function iso(time: Timestamp): string {
  return new Date(time).toISOString()
}
