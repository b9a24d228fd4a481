import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connect } from './connection.ts'
import { halted } from './entry.fixture.ts'
import { sqlite } from './index.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shagun-sqlite-'))
  path = join(folder, 'trading.db')
})
afterEach(() => rmSync(folder, { recursive: true }))

/** The tables of history as version 1 had them; all others are as they were. */
const before = `
DROP TABLE market_data_known;
DROP TABLE market_data;
CREATE TABLE market_data (
  symbol TEXT NOT NULL, exchange TEXT NOT NULL, timeframe TEXT NOT NULL, timestamp TEXT NOT NULL,
  open REAL NOT NULL, high REAL NOT NULL, low REAL NOT NULL, close REAL NOT NULL, volume REAL NOT NULL, vwap REAL,
  PRIMARY KEY (symbol, exchange, timeframe, timestamp)
) STRICT, WITHOUT ROWID;
CREATE INDEX market_data_latest ON market_data (symbol, timeframe, timestamp DESC);
INSERT INTO market_data VALUES ('INFY', 'NSE', '1d', '2024-01-01T00:00:00.000Z', 1, 3, 0.5, 2, 10, 1.75);
INSERT INTO market_data VALUES ('INFY', 'BSE', '1d', '2024-01-01T00:00:00.000Z', 2, 4, 1.5, 3, 11, NULL);
PRAGMA user_version = 1;`

async function makeVersion1(): Promise<void> {
  const storage = sqlite(path)
  await (await storage.openJournal('main')).append([halted(0)])
  await storage.close()
  const database = new DatabaseSync(path)
  database.exec(before)
  database.close()
}

const look = (sql: string): unknown[] => {
  const database = new DatabaseSync(path, { readOnly: true })
  const rows = database.prepare(sql).all()
  database.close()
  return rows
}

describe('a file of version 1', () => {
  it('keeps its journal and its bars, of which no source and no whole range is known', async () => {
    await makeVersion1()
    const storage = sqlite(path)
    const series = { instrument: 'NSE:INFY', timeframe: '1d', source: 'unknown', adjustment: 'none' } as const
    const { bars, known } = await storage.bars.load(series, { from: 0, to: Infinity })
    expect([...bars]).toEqual([
      {
        instrument: 'NSE:INFY',
        timeframe: '1d',
        time: Date.UTC(2024, 0, 1),
        open: 1,
        high: 3,
        low: 0.5,
        close: 2,
        volume: 10,
      },
    ])
    expect(known).toEqual([])
    for await (const entry of (await storage.openJournal('main')).read()) expect(entry).toEqual(halted(0))
    await storage.close()
    expect(look('SELECT exchange, source, adjustment, vwap FROM market_data ORDER BY exchange')).toEqual([
      { exchange: 'BSE', source: 'unknown', adjustment: 'none', vwap: null },
      { exchange: 'NSE', source: 'unknown', adjustment: 'none', vwap: 1.75 },
    ])
  })

  it('ends with the tables of a new one, to the comment', async () => {
    await makeVersion1()
    await sqlite(path).close()
    const made = connect(':memory:', 'crash-safe').database
    const schema = 'SELECT type, name, sql FROM sqlite_schema ORDER BY type, name'
    expect(look(schema)).toEqual(made.prepare(schema).all())
    expect(look('PRAGMA user_version')).toEqual([{ user_version: 2 }])
  })

  it('is brought over once, whoever opens it meanwhile', async () => {
    await makeVersion1()
    const [first, second] = [sqlite(path), sqlite(path)]
    await first.close()
    await second.close()
    await sqlite(path).close()
    expect(look('SELECT count(*) AS n FROM market_data')).toEqual([{ n: 2 }])
  })

  it('stays as it was where it cannot be brought over', async () => {
    await makeVersion1()
    const database = new DatabaseSync(path)
    database.exec('CREATE TABLE market_data_known (mine INTEGER)')
    database.close()
    expect(() => sqlite(path)).toThrowError(expect.objectContaining({ code: 'storage-failed' }))
    expect(look('PRAGMA user_version')).toEqual([{ user_version: 1 }])
    expect(look('SELECT count(*) AS n FROM market_data')).toEqual([{ n: 2 }])
  })
})
