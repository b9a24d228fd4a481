import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JournalEntry } from '@shagun/core/adapter'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { entriesOf, halted, limitOrder } from './entry.fixture.ts'
import { type SqliteStorage, sqlite } from './index.ts'

let folder: string
let path: string
let storage: SqliteStorage
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shagun-sqlite-'))
  path = join(folder, 'trading.db')
  storage = sqlite(path)
})
afterEach(async () => {
  await storage.close()
  rmSync(folder, { recursive: true })
})

async function all(entries: AsyncIterable<JournalEntry>): Promise<JournalEntry[]> {
  const read: JournalEntry[] = []
  for await (const entry of entries) read.push(entry)
  return read
}

const conflict = (expected: number, found: number) =>
  expect.objectContaining({ code: 'journal-conflict', details: { account: 'main', expected, found } })

// What every storage keeps to is in tests/conformance/storage.test.ts; here is what only this one has.

describe('journal', () => {
  it('can be read once an append has resolved', async () => {
    const journal = await storage.openJournal('main')
    expect(await journal.append([halted(0)])).toBeUndefined()
    expect(await journal.append([])).toBeUndefined()
    expect(await all(journal.read())).toEqual([halted(0)])
  })

  it('appends before it returns where it is in memory', async () => {
    const inMemory = sqlite(':memory:')
    const journal = await inMemory.openJournal('main')
    expect(journal.append([halted(0)])).toBeUndefined()
    expect(() => journal.append([halted(5)])).toThrowError(conflict(1, 5))
    expect(await all(journal.read())).toEqual([halted(0)])
    await inMemory.close()
  })

  it('keeps a batch that the query tables cannot take in, because the journal waits for no table', async () => {
    const journal = await storage.openJournal('main')
    const [submitted] = entriesOf([{ type: 'order.submitted', time: 0, broker: 'mock', terms: limitOrder('a') }])
    const broken = { ...submitted!, sequence: 1, body: '{"terms":' }
    await journal.append([submitted!, broken])
    expect(await all(journal.read())).toEqual([submitted, broken])
  })

  it('says so where the storage is closed', async () => {
    const journal = await storage.openJournal('main')
    await storage.close()
    await storage.close()
    const closed = expect.objectContaining({ code: 'storage-failed', message: expect.stringContaining('is closed') })
    await expect(journal.append([halted(0)])).rejects.toThrowError(closed)
    await expect(journal.saveSnapshot(0, '')).rejects.toThrowError(closed)
    await expect(storage.openJournal('other')).rejects.toThrowError(closed)
    await expect(storage.rebuild()).rejects.toThrowError(closed)
    await journal.close()
  })
})
