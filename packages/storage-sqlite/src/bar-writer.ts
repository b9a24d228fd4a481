import type { BarSeries, TimeRange } from '@shagun/core/adapter'
import { firstStampFrom, isOfSeries, keyOf, stampOf } from './bar-row.ts'
import type { BarRows } from './bar-store.ts'
import type { Connection } from './connection.ts'

/** What changes the tables of history. Belongs into a transaction. */
export interface BarWriter {
  save(series: BarSeries, rows: BarRows, known: TimeRange): void
  forget(series: BarSeries): void
}

export function createBarWriter({ database }: Connection): BarWriter {
  const upsert = database.prepare(
    `INSERT INTO market_data
       (symbol, exchange, timeframe, source, adjustment, timestamp, open, high, low, close, volume)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET open = excluded.open, high = excluded.high, low = excluded.low,
       close = excluded.close, volume = excluded.volume`,
  )
  const stampsWithin = database.prepare(
    `SELECT timestamp FROM market_data WHERE ${isOfSeries} AND timestamp >= ? AND timestamp < ?`,
  )
  const remove = database.prepare(`DELETE FROM market_data WHERE ${isOfSeries} AND timestamp = ?`)
  const takeTouching = database.prepare(
    `DELETE FROM market_data_known WHERE ${isOfSeries} AND to_time >= ? AND from_time <= ?
     RETURNING from_time, to_time`,
  )
  const insertKnown = database.prepare('INSERT INTO market_data_known VALUES (?, ?, ?, ?, ?, ?, ?)')
  const forgetting = ['market_data', 'market_data_known'].map((table) =>
    database.prepare(`DELETE FROM ${table} WHERE ${isOfSeries}`),
  )

  return {
    save(series, { time, open, high, low, close, volume }, { from, to }) {
      const key = keyOf(series)
      const stamps = Array.from(time, stampOf)
      const kept = new Set(stamps)
      // Those that come again are updated instead, for what others have written beside them.
      for (const { timestamp } of stampsWithin.all(...key, firstStampFrom(from), firstStampFrom(to)))
        if (!kept.has(String(timestamp))) remove.run(...key, timestamp!)
      for (const [i, stamp] of stamps.entries())
        upsert.run(...key, stamp, open[i]!, high[i]!, low[i]!, close[i]!, volume[i]!)
      const touching = takeTouching.all(...key, from, to)
      insertKnown.run(
        ...key,
        Math.min(from, ...touching.map((range) => Number(range['from_time']))),
        Math.max(to, ...touching.map((range) => Number(range['to_time']))),
      )
    },
    forget(series) {
      for (const statement of forgetting) statement.run(...keyOf(series))
    },
  }
}
