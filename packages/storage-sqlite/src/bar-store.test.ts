import { type BarRow, createBars } from '@shagun/core'
import type { BarSeries } from '@shagun/core/adapter'
import { beforeEach, describe, expect, it } from 'vitest'
import { createBarStore } from './bar-store.ts'
import { createCommit } from './commit.ts'
import { type Connection, connect } from './connection.ts'
import { createDirectWriter } from './writer.ts'

// What every store of bars keeps to is in tests/conformance/storage.test.ts; here is what only this one has.

const day = (n: number) => Date.UTC(2024, 0, n)
const always = { from: -Infinity, to: Infinity }
const infy: BarSeries = { instrument: 'NSE:INFY', timeframe: '1d', source: 'acme', adjustment: 'splits' }

let connection: Connection
let store: ReturnType<typeof createBarStore>
beforeEach(() => {
  connection = connect(':memory:', 'crash-safe')
  store = createBarStore(connection, createDirectWriter(createCommit(connection)))
})

function flat(days: readonly number[], price = 100) {
  const rows: BarRow[] = days.map((n) => ({
    time: day(n),
    open: price,
    high: price,
    low: price,
    close: price,
    volume: n,
  }))
  return createBars('NSE:INFY', '1d', rows)
}

function rowsOf(table: string): unknown[] {
  return connection.database.prepare(`SELECT * FROM ${table}`).all()
}

describe('bars in SQLite', () => {
  it('are rows that people can read', async () => {
    await store.save(infy, flat([1]), { from: day(1), to: day(2) })
    const series = { symbol: 'INFY', exchange: 'NSE', timeframe: '1d', source: 'acme', adjustment: 'splits' }
    expect(rowsOf('market_data')).toEqual([
      {
        ...series,
        timestamp: '2024-01-01T00:00:00.000Z',
        open: 100,
        high: 100,
        low: 100,
        close: 100,
        volume: 1,
        vwap: null,
      },
    ])
    expect(rowsOf('market_data_known')).toEqual([{ ...series, from_time: day(1), to_time: day(2) }])
  })

  it('are one row each, and ranges that touch are one, however often they are saved', async () => {
    for (let i = 0; i < 3; i++) {
      await store.save(infy, flat([1, 2]), { from: day(1), to: day(3) })
      await store.save(infy, flat([2, 3], 200), { from: day(2), to: day(4) })
    }
    expect(rowsOf('market_data')).toHaveLength(3)
    expect(rowsOf('market_data_known')).toHaveLength(1)
  })

  it('leave a vwap that somebody has put beside them', async () => {
    await store.save(infy, flat([1, 2]), { from: day(1), to: day(3) })
    connection.database.exec('UPDATE market_data SET vwap = close - 0.5')
    await store.save(infy, flat([1], 200), { from: day(1), to: day(3) })
    expect(rowsOf('market_data')).toEqual([expect.objectContaining({ close: 200, volume: 1, vwap: 99.5 })])
  })

  it('refuses a time that would not sort as text, and saves nothing of it', async () => {
    const microseconds = Date.UTC(2024, 0) * 1000
    const price = { open: 1, high: 1, low: 1, close: 1 }
    const bars = createBars('NSE:INFY', '1d', [
      { time: 0, ...price },
      { time: microseconds, ...price },
    ])
    await expect(store.save(infy, bars, always)).rejects.toMatchObject({
      code: 'invalid-data',
      details: { source: 'NSE:INFY', field: 'time', value: String(microseconds) },
    })
    expect(rowsOf('market_data')).toEqual([])
    expect(rowsOf('market_data_known')).toEqual([])
  })

  it('are changed with what is known of them, or neither is', async () => {
    await store.save(infy, flat([1, 2]), { from: day(1), to: day(3) })
    const before = [rowsOf('market_data'), rowsOf('market_data_known')]
    connection.database.exec(
      "CREATE TEMP TRIGGER full BEFORE INSERT ON market_data_known BEGIN SELECT RAISE(ABORT, 'no room'); END",
    )
    await expect(store.save(infy, flat([2], 7), { from: day(1), to: day(9) })).rejects.toMatchObject({
      code: 'storage-failed',
    })
    expect([rowsOf('market_data'), rowsOf('market_data_known')]).toEqual(before)
  })

  it('are found by their key, newest first or in a range, without a look at the others', () => {
    const key = "symbol = 'INFY' AND exchange = 'NSE' AND timeframe = '1d' AND source = 'a' AND adjustment = 'none'"
    const plan = (sql: string) => connection.database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all()
    expect(plan(`SELECT * FROM market_data WHERE ${key} AND timestamp >= '2024' ORDER BY timestamp`)).toEqual([
      expect.objectContaining({
        detail: expect.stringMatching(/^SEARCH market_data USING PRIMARY KEY .*timestamp>\?/),
      }),
    ])
  })
})
