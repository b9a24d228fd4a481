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

/** Runs the appender until it has reported so many appends, kills it, and returns the last sequence it reported. */
function killAfter(appends: number): Promise<number> {
  const script = new URL('./appender.fixture.ts', import.meta.url)
  const child = spawn(process.execPath, ['--conditions=@shagun/source', '--no-warnings', script.pathname, path])
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
      if (signal === 'SIGKILL') resolve(Number(reported.split('\n').at(-2)))
      else reject(new Error(complaint))
    })
  })
}

describe('a process that is killed', () => {
  it('leaves every append that returned, whole and without a gap, however often it happens', async () => {
    let before = -1
    for (const appends of [1, 7, 60, 250]) {
      const last = await killAfter(appends)
      expect(last).toBeGreaterThan(before)

      const storage = sqlite(path)
      const entries: JournalEntry[] = []
      for await (const entry of (await storage.openJournal('main')).read()) entries.push(entry)
      await storage.close()
      expect(entries.map(({ sequence }) => sequence)).toEqual(entries.map((_, i) => i))
      expect(entries.length).toBeGreaterThan(last)
      // The appender writes an order as three entries at once.
      expect(entries.length % 3).toBe(0)
      before = entries.length - 1
    }
  })

  it('leaves tables that agree with the journal', async () => {
    await killAfter(100)
    const connection = connect(path, 'crash-safe')
    const read = () =>
      ['trading_orders', 'trading_fills'].map((table) => connection.database.prepare(`SELECT * FROM ${table}`).all())
    const found = read()
    expect(found[0]!.length).toBeGreaterThanOrEqual(100)
    createQueryTables(connection).rebuild()
    expect(read()).toEqual(found)
    connection.database.close()
  })
})
