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

describe('journal', () => {
  it('gives back what was appended, in order, from any point, over many pages', async () => {
    const journal = await storage.openJournal('main')
    const written = Array.from({ length: 2500 }, (_, i) => halted(i))
    await journal.append(written.slice(0, 1))
    await journal.append(written.slice(1))
    expect(await all(journal.read())).toEqual(written)
    expect(await all(journal.read(-1))).toEqual(written)
    expect(await all(journal.read(999))).toEqual(written.slice(1000))
    expect(await all(journal.read(2499))).toEqual([])
    expect(await all(journal.read(9999))).toEqual([])
  })

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

  it('keeps times that lie between milliseconds', async () => {
    const journal = await storage.openJournal('main')
    const entry = { ...halted(0), time: 1_700_000_000_000.125 }
    await journal.append([entry])
    expect(await all(journal.read())).toEqual([entry])
  })

  it('goes on where it was after it is opened again', async () => {
    await (await storage.openJournal('main')).append([halted(0), halted(1)])
    await storage.close()
    storage = sqlite(path)
    const journal = await storage.openJournal('main')
    await journal.append([halted(2)])
    expect((await all(journal.read())).map(({ sequence }) => sequence)).toEqual([0, 1, 2])
  })

  it('keeps accounts apart', async () => {
    const [one, two] = [await storage.openJournal('one'), await storage.openJournal('two')]
    await one.append([halted(0, 'one')])
    await two.append([halted(0, 'two'), halted(1, 'two')])
    expect(await all(one.read())).toEqual([halted(0, 'one')])
    expect(await all(two.read())).toEqual([halted(0, 'two'), halted(1, 'two')])
  })

  it.each([
    ['a gap', [halted(3)], 1, 3],
    ['a number that was taken', [halted(0)], 1, 0],
    ['a gap within the batch', [halted(1), halted(3)], 2, 3],
    ['a number that comes twice in the batch', [halted(1), halted(1)], 2, 1],
  ])('refuses %s, and keeps nothing of it', async (_, entries, expected, found) => {
    const journal = await storage.openJournal('main')
    await journal.append([halted(0)])
    await expect(journal.append(entries)).rejects.toThrowError(conflict(expected, found))
    expect(await all(journal.read())).toEqual([halted(0)])
    await journal.append([halted(1)])
    expect(await all(journal.read())).toHaveLength(2)
  })

  it('lets an account have one writer, until that one is closed', async () => {
    const first = await storage.openJournal('main')
    await first.append([halted(0)])
    await expect(storage.openJournal('main')).rejects.toThrowError(conflict(1, 1))
    await first.close()
    const second = await storage.openJournal('main')
    await first.close()
    await expect(storage.openJournal('main')).rejects.toThrowError(conflict(1, 1))
    expect(() => first.append([halted(1)])).toThrowError(expect.objectContaining({ code: 'not-started' }))
    await expect(first.saveSnapshot(0, '')).rejects.toMatchObject({ code: 'not-started' })
    await second.append([halted(1)])
  })

  it('keeps a batch that the query tables cannot take in, because the journal waits for no table', async () => {
    const journal = await storage.openJournal('main')
    const [submitted] = entriesOf([{ type: 'order.submitted', time: 0, broker: 'mock', terms: limitOrder('a') }])
    const broken = { ...submitted!, sequence: 1, body: '{"terms":' }
    await journal.append([submitted!, broken])
    expect(await all(journal.read())).toEqual([submitted, broken])
  })

  it('keeps the latest snapshot of each account', async () => {
    const [one, two] = [await storage.openJournal('one'), await storage.openJournal('two')]
    expect(await one.loadSnapshot()).toBeUndefined()
    await one.saveSnapshot(4, '{"a":1}')
    await one.saveSnapshot(9, '{"a":2}')
    expect(await one.loadSnapshot()).toEqual({ sequence: 9, body: '{"a":2}' })
    expect(await two.loadSnapshot()).toBeUndefined()
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
