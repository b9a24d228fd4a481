import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connect } from './connection.ts'
import { halted } from './entry.fixture.ts'
import { explain } from './explain.ts'
import { sqlite } from './index.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shagun-sqlite-'))
  path = join(folder, 'trading.db')
})
afterEach(() => rmSync(folder, { recursive: true }))

function makeDatabase(sql: string): void {
  const database = new DatabaseSync(path)
  database.exec(sql)
  database.close()
}

function columnsOf(table: string): unknown[] {
  const { database } = connect(':memory:', 'crash-safe')
  return database
    .prepare('SELECT name FROM pragma_table_info(?)')
    .all(table)
    .map(({ name }) => name)
}

describe('database', () => {
  it('has the tables that people query, by these names', () => {
    expect(columnsOf('market_data')).toEqual(
      'symbol exchange timeframe source adjustment timestamp open high low close volume vwap'.split(' '),
    )
    expect(columnsOf('market_data_known')).toEqual(
      'symbol exchange timeframe source adjustment from_time to_time'.split(' '),
    )
    expect(columnsOf('trading_orders')).toEqual(
      expect.arrayContaining(
        (
          'order_id broker_name symbol transaction_type order_type quantity price status order_timestamp ' +
          'execution_time_ms slippage account exchange filled_quantity average_price'
        ).split(' '),
      ),
    )
    expect(columnsOf('trading_fills')).toEqual(
      expect.arrayContaining('account order_id fill_id symbol quantity price fees fill_timestamp'.split(' ')),
    )
  })

  it('finds the latest bars of a symbol through an index, newest first', () => {
    const { database } = connect(':memory:', 'crash-safe')
    const plan = database
      .prepare(
        'EXPLAIN QUERY PLAN SELECT * FROM market_data WHERE symbol = ? AND timeframe = ? ORDER BY timestamp DESC',
      )
      .all('INFY', '1d')
    expect(plan.map(({ detail }) => detail)).toEqual([
      'SEARCH market_data USING INDEX market_data_latest (symbol=? AND timeframe=?)',
    ])
  })

  it('writes ahead, and syncs each append only where it must survive a power cut', () => {
    for (const [durability, synchronous] of [
      ['crash-safe', 1],
      ['power-safe', 2],
    ] as const) {
      const { database } = connect(path, durability)
      expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' })
      expect(database.prepare('PRAGMA synchronous').get()).toEqual({ synchronous })
      expect(database.prepare('PRAGMA foreign_keys').get()).toEqual({ foreign_keys: 1 })
      database.close()
    }
  })

  it('makes a database that goes with the process', async () => {
    const storage = sqlite(':memory:')
    const journal = await storage.openJournal('main')
    await journal.append([halted(0)])
    for await (const entry of journal.read()) expect(entry).toEqual(halted(0))
    await storage.close()
  })

  it('names itself', () => {
    expect(sqlite(':memory:').id).toBe('sqlite')
  })

  it('refuses a file that is no database, and leaves it as it was', () => {
    const text = 'Date,Open,High,Low,Close\n'.repeat(200)
    writeFileSync(path, text)
    expect(() => sqlite(path)).toThrowError(
      expect.objectContaining({
        code: 'invalid-data',
        details: { source: path, field: 'file', value: 'no SQLite database', expected: 'a whole SQLite database' },
      }),
    )
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  it("refuses another application's database, and leaves it as it was", () => {
    makeDatabase('CREATE TABLE orders (id INTEGER); PRAGMA application_id = 7')
    const before = readFileSync(path)
    expect(() => sqlite(path)).toThrowError(
      expect.objectContaining({ code: 'invalid-data', details: expect.objectContaining({ source: path, value: '7' }) }),
    )
    expect(readFileSync(path)).toEqual(before)
  })

  it('refuses a database with tables that it did not make', () => {
    makeDatabase('CREATE TABLE journal (id INTEGER)')
    expect(() => sqlite(path)).toThrowError(expect.objectContaining({ code: 'invalid-data' }))
  })

  it('refuses what a later release has written', async () => {
    await sqlite(path).close()
    makeDatabase('PRAGMA user_version = 3')
    expect(() => sqlite(path)).toThrowError(
      expect.objectContaining({ code: 'journal-newer', details: { type: 'schema', version: 3 } }),
    )
  })

  it('says where a file cannot be opened', () => {
    const nowhere = join(folder, 'no', 'such', 'folder.db')
    expect(() => sqlite(nowhere)).toThrowError(
      expect.objectContaining({ code: 'storage-failed', details: { source: nowhere }, retryable: false }),
    )
  })

  it('refuses an empty path, which SQLite would take for a file to be deleted', () => {
    expect(() => sqlite('')).toThrowError(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option: 'path' }) }),
    )
  })

  it('says that a file is damaged where it reads one that is', async () => {
    const storage = sqlite(path)
    const journal = await storage.openJournal('main')
    await journal.append(Array.from({ length: 500 }, (_, i) => halted(i, 'x'.repeat(500))))
    await storage.close()
    const file = openSync(path, 'r+')
    for (let at = 8192; at < statSync(path).size; at += 4096) writeSync(file, Buffer.alloc(4096, 0xff), 0, 4096, at)
    closeSync(file)

    async function readAll(): Promise<number> {
      const damaged = sqlite(path)
      try {
        let count = 0
        for await (const _ of (await damaged.openJournal('main')).read()) count++
        return count
      } finally {
        await damaged.close()
      }
    }
    await expect(readAll()).rejects.toMatchObject({
      code: 'invalid-data',
      details: { source: path, field: 'file', value: 'damaged' },
    })
  })

  it('calls it worth another try where another process holds the file', async () => {
    await sqlite(path).close()
    const holder = new DatabaseSync(path)
    const waiter = new DatabaseSync(path, { timeout: 0 })
    holder.exec('BEGIN IMMEDIATE')
    let cause: unknown
    try {
      waiter.exec('BEGIN IMMEDIATE')
    } catch (caught) {
      cause = caught
    }
    expect(explain(path, 'be appended to', cause)).toMatchObject({ code: 'storage-failed', retryable: true, cause })
    // SQLITE_BUSY_SNAPSHOT: a reader that wants to write what another has changed since.
    const snapshot = Object.assign(new Error('database is locked'), { errcode: 517 })
    expect(explain(path, 'be appended to', snapshot)).toMatchObject({ code: 'storage-failed', retryable: true })
    holder.close()
    waiter.close()
  })
})
