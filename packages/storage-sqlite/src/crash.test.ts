import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JournalEntry } from '@shagun/core/adapter'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connect } from './connection.ts'
import { sqlite } from './index.ts'
import { createQueryTables } from './query-tables.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shagun-sqlite-'))
  path = join(folder, 'trading.db')
})
afterEach(() => rmSync(folder, { recursive: true }))

type Durability = 'crash-safe' | 'power-safe'

/** Runs the appender until it has reported so many appends, kills it, and returns the last sequence of each account. */
function killAfter(appends: number, durability: Durability): Promise<ReadonlyMap<string, number>> {
  const script = new URL('./appender.fixture.ts', import.meta.url)
  const flags = ['--conditions=@shagun/source', '--no-warnings']
  const child = spawn(process.execPath, [...flags, script.pathname, path, durability])
  let reported = ''
  let complaint = ''
  child.stdout.on('data', (chunk) => {
    reported += chunk
    if (reported.split('\n').length > appends) child.kill('SIGKILL')
  })
  child.stderr.on('data', (chunk) => {
    complaint += chunk
  })
  return new Promise((resolve, reject) => {
    child.on('close', (_code, signal) => {
      // What comes after the last line end was cut off.
      const lines = reported.split('\n').slice(0, -1)
      if (signal === 'SIGKILL') resolve(new Map(lines.map((line) => line.split(' ')).map(([a, n]) => [a!, Number(n)])))
      else reject(new Error(complaint))
    })
  })
}

describe.each<Durability>(['crash-safe', 'power-safe'])(
  'a process that is killed while it writes %s',
  { timeout: 60_000 },
  (durability) => {
    it('leaves every append that resolved, whole and without a gap, however often it happens', async () => {
      for (const appends of [3, 20, 150, 600]) {
        const last = await killAfter(appends, durability)
        const storage = sqlite(path)
        for (const [account, sequence] of last) {
          const entries: JournalEntry[] = []
          for await (const entry of (await storage.openJournal(account)).read()) entries.push(entry)
          expect(entries.map(({ sequence }) => sequence)).toEqual(entries.map((_, i) => i))
          expect(entries.length).toBeGreaterThan(sequence)
          // The appender writes an order as three entries at once.
          expect(entries.length % 3).toBe(0)
        }
        await storage.close()
      }
    })

    it('leaves tables that agree with the journal', async () => {
      await killAfter(100, durability)
      const connection = connect(path, 'crash-safe')
      const read = () =>
        ['trading_orders', 'trading_fills'].map((table) =>
          connection.database.prepare(`SELECT * FROM ${table} ORDER BY account, order_id`).all(),
        )
      const found = read()
      expect(found[0]!.length).toBeGreaterThanOrEqual(100)
      connection.transaction('be rebuilt', createQueryTables(connection).rebuild)
      expect(read()).toEqual(found)
      connection.database.close()
    })
  },
)
