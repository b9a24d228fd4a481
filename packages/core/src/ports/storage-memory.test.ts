import { describe, expect, it } from 'vitest'
import type { Journal, JournalEntry } from './storage.ts'
import { memory } from './storage-memory.ts'

const entryAt = (sequence: number): JournalEntry => ({
  sequence,
  time: sequence * 10,
  type: 'trading.halted',
  version: 1,
  body: `{"reason":"${sequence}"}`,
  hash: '',
})
const entries = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => entryAt(from + i))

async function readAll(journal: Journal, after?: number): Promise<JournalEntry[]> {
  const read: JournalEntry[] = []
  for await (const entry of journal.read(after)) read.push(entry)
  return read
}

const sequences = async (journal: Journal, after?: number) =>
  (await readAll(journal, after)).map(({ sequence }) => sequence)

const conflict = (expected: number, found: number) =>
  expect.objectContaining({ code: 'journal-conflict', details: { account: 'main', expected, found } })

describe('the journal of memory()', () => {
  it('gives back what was appended, in order', async () => {
    const journal = await memory().openJournal('main')
    journal.append(entries(0, 2))
    journal.append([])
    journal.append(entries(2, 3))
    expect(await readAll(journal)).toEqual(entries(0, 3))
  })

  it('is synchronous, so that a backtest never waits for it', async () => {
    const journal = await memory().openJournal('main')
    expect(journal.append(entries(0, 1))).toBeUndefined()
  })

  it('carries no chain of hashes unless it is asked to', async () => {
    expect((await memory().openJournal('main')).chained).toBe(false)
    expect((await memory({ chained: true }).openJournal('main')).chained).toBe(true)
  })

  it('reads what comes after a sequence', async () => {
    const journal = await memory().openJournal('main')
    journal.append(entries(0, 4))
    expect(await sequences(journal, -1)).toEqual([0, 1, 2, 3])
    expect(await sequences(journal, 1)).toEqual([2, 3])
    expect(await sequences(journal, 3)).toEqual([])
    expect(await sequences(journal, 99)).toEqual([])
  })

  it('reads what was there when reading began', async () => {
    const journal = await memory().openJournal('main')
    journal.append(entries(0, 2))
    const read: number[] = []
    for await (const { sequence } of journal.read()) {
      read.push(sequence)
      journal.append([entryAt(2 + sequence)])
    }
    expect(read).toEqual([0, 1])
    expect(await sequences(journal)).toEqual([0, 1, 2, 3])
  })

  it.each([
    ['a gap at the beginning', 0, [entryAt(1)], 0, 1],
    ['a gap', 2, [entryAt(3)], 2, 3],
    ['what is there already', 2, [entryAt(1)], 2, 1],
    ['a gap within', 2, [entryAt(2), entryAt(4)], 3, 4],
    ['the same twice', 2, [entryAt(2), entryAt(2)], 3, 2],
  ])('refuses %s, and keeps nothing of it', async (_, there, added, expected, found) => {
    const journal = await memory().openJournal('main')
    journal.append(entries(0, there))
    expect(() => journal.append(added)).toThrow(conflict(expected, found))
    expect(await readAll(journal)).toEqual(entries(0, there))
    journal.append([entryAt(there)])
    expect(await sequences(journal)).toHaveLength(there + 1)
  })

  it('has one writer an account', async () => {
    const storage = memory()
    const journal = await storage.openJournal('main')
    journal.append(entries(0, 3))
    await expect(storage.openJournal('main')).rejects.toThrow(conflict(3, 3))
    await expect(storage.openJournal('other')).resolves.toBeDefined()
    await journal.close()
    expect(await sequences(await storage.openJournal('main'))).toEqual([0, 1, 2])
  })

  it('goes on where it was left, after the next opening', async () => {
    const storage = memory()
    const first = await storage.openJournal('main')
    first.append(entries(0, 2))
    await first.close()
    const second = await storage.openJournal('main')
    second.append(entries(2, 3))
    expect(await sequences(second)).toEqual([0, 1, 2])
  })

  it('takes nothing more from a writer that has closed it', async () => {
    const storage = memory()
    const first = await storage.openJournal('main')
    await first.close()
    const second = await storage.openJournal('main')
    expect(() => first.append(entries(0, 1))).toThrow(
      expect.objectContaining({ code: 'not-started', details: { account: 'main' } }),
    )
    expect(await sequences(second)).toEqual([])
  })

  it('stays with its writer when the one before closes once more', async () => {
    const storage = memory()
    const first = await storage.openJournal('main')
    await first.close()
    await storage.openJournal('main')
    await first.close()
    await expect(storage.openJournal('main')).rejects.toThrow(conflict(0, 0))
  })

  it('keeps accounts and storages apart', async () => {
    const storage = memory()
    const [main, other] = [await storage.openJournal('main'), await storage.openJournal('other')]
    main.append(entries(0, 2))
    expect(await sequences(other)).toEqual([])
    expect(await sequences(await memory().openJournal('main'))).toEqual([])
  })

  it('keeps the latest snapshot of each account', async () => {
    const storage = memory()
    const main = await storage.openJournal('main')
    expect(await main.loadSnapshot()).toBeUndefined()
    await main.saveSnapshot(1, 'first')
    await main.saveSnapshot(7, 'second')
    await main.close()
    expect(await (await storage.openJournal('main')).loadSnapshot()).toEqual({ sequence: 7, body: 'second' })
    expect(await (await storage.openJournal('other')).loadSnapshot()).toBeUndefined()
  })
})

describe('memory()', () => {
  it('is called memory, and can be closed', async () => {
    const storage = memory()
    expect(storage.id).toBe('memory')
    await expect(storage.close()).resolves.toBeUndefined()
  })
})
