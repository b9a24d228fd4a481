import { type BarRow, createBars, type InstrumentId } from '@shagun/core'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { createBarStore } from './bar-store.ts'
import { createCommit } from './commit.ts'
import { type Connection, connect } from './connection.ts'
import { createDirectWriter } from './writer.ts'

const day = (n: number) => Date.UTC(2024, 0, n)
const always = { from: -Infinity, to: Infinity }
const infy = { instrument: 'NSE:INFY', timeframe: '1d' } as const

let connection: Connection
let store: ReturnType<typeof createBarStore>
beforeEach(() => {
  connection = connect(':memory:', 'crash-safe')
  store = createBarStore(connection, createDirectWriter(createCommit(connection)))
})

function flat(instrument: InstrumentId, days: readonly number[], price = 100) {
  const rows: BarRow[] = days.map((n) => ({
    time: day(n),
    open: price,
    high: price,
    low: price,
    close: price,
    volume: n,
  }))
  return createBars(instrument, '1d', rows)
}

describe('bars', () => {
  it('gives back what was saved, to the bit', async () => {
    const bars = createBars('NSE:INFY', '1d', [
      { time: day(1), open: 0.1 + 0.2, high: 1e9 / 3, low: 1e-9, close: Math.PI, volume: 2 ** 53 },
      { time: day(2) + 1, open: 1, high: 2, low: 0.5, close: 1.5, volume: 0 },
    ])
    await store.save(bars)
    expect([...(await store.load({ ...infy, ...always }))!]).toEqual([...bars])
  })

  it('gives what it holds from `from` to before `to`, and undefined where it holds nothing', async () => {
    await store.save(flat('NSE:INFY', [1, 2, 3]))
    const held = async (from: number, to: number) => (await store.load({ ...infy, from, to }))?.volume
    expect(await held(day(1), day(3))).toEqual(Float64Array.of(1, 2))
    expect(await held(day(1) + 0.5, day(9))).toEqual(Float64Array.of(2, 3))
    expect(await held(day(3), day(3) + 1)).toEqual(Float64Array.of(3))
    expect(await held(day(4), day(9))).toBeUndefined()
    expect(await store.load({ ...infy, timeframe: '1h', ...always })).toBeUndefined()
  })

  it('replaces a bar that is there already, and adds no row', async () => {
    await store.save(flat('NSE:INFY', [1, 2]))
    await store.save(flat('NSE:INFY', [2, 3], 200))
    expect((await store.load({ ...infy, ...always }))!.close).toEqual(Float64Array.of(100, 200, 200))
    expect(connection.database.prepare('SELECT count(*) AS n FROM market_data').get()).toEqual({ n: 3 })
  })

  it('keeps one symbol of two exchanges apart', async () => {
    await store.save(flat('NSE:INFY', [1], 100))
    await store.save(flat('BSE:INFY', [1], 200))
    expect((await store.load({ ...infy, ...always }))!.close[0]).toBe(100)
    expect((await store.load({ ...infy, instrument: 'BSE:INFY', ...always }))!.close[0]).toBe(200)
  })

  it('writes rows that people can read, and leaves a vwap that they have put there', async () => {
    await store.save(flat('NSE:INFY', [1]))
    connection.database.exec("UPDATE market_data SET vwap = 99.5 WHERE timestamp >= '2024-01-01'")
    await store.save(flat('NSE:INFY', [1], 200))
    expect(connection.database.prepare('SELECT * FROM market_data').all()).toEqual([
      {
        symbol: 'INFY',
        exchange: 'NSE',
        timeframe: '1d',
        timestamp: '2024-01-01T00:00:00.000Z',
        open: 200,
        high: 200,
        low: 200,
        close: 200,
        volume: 1,
        vwap: 99.5,
      },
    ])
  })

  it('refuses a time that would not sort as text, and saves nothing of it', async () => {
    const microseconds = Date.UTC(2024, 0) * 1000
    const bars = createBars(
      'NSE:INFY',
      '1d',
      [0, microseconds].map((time) => ({ ...flat('NSE:INFY', [1]).slice(0)[Symbol.iterator]().next().value!, time })),
    )
    await expect(store.save(bars)).rejects.toMatchObject({
      code: 'invalid-data',
      details: { source: 'NSE:INFY', field: 'time', value: String(microseconds) },
    })
    expect(await store.load({ ...infy, ...always })).toBeUndefined()
  })

  it('saves and loads no bars at all', async () => {
    await store.save(createBars('NSE:INFY', '1d', []))
    expect(await store.load({ ...infy, ...always })).toBeUndefined()
  })

  it('holds, whatever is saved in whatever order, the last bar of each time', async () => {
    const batch = fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 10 })
    await fc.assert(
      fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 8 }), async (batches) => {
        connection.database.exec('DELETE FROM market_data')
        const latest = new Map<number, number>()
        for (const [i, days] of batches.entries()) {
          days.sort((a, b) => a - b)
          await store.save(flat('NSE:INFY', days, i + 1))
          for (const n of days) latest.set(n, i + 1)
        }
        const expected = [...latest].sort(([a], [b]) => a - b).map(([n, price]) => [day(n), price])
        const found = [...((await store.load({ ...infy, ...always })) ?? [])].map(({ time, close }) => [time, close])
        expect(found).toEqual(expected)
      }),
      { seed: 11, numRuns: 100 },
    )
  })
})
