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

// What every storage keeps to is in tests/conformance/storage.test.ts; here is what only this one has.

describe('the journal of memory()', () => {
  it('is synchronous, so that a backtest never waits for it', async () => {
    const journal = await memory().openJournal('main')
    expect(journal.append(entries(0, 1))).toBeUndefined()
  })

  it('carries no chain of hashes unless it is asked to', async () => {
    expect((await memory().openJournal('main')).chained).toBe(false)
    expect((await memory({ chained: true }).openJournal('main')).chained).toBe(true)
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

  it('is another one in another storage', async () => {
    const main = await memory().openJournal('main')
    main.append(entries(0, 2))
    expect(await sequences(await memory().openJournal('main'))).toEqual([])
  })
})

describe('memory()', () => {
  it('is called memory, and can be closed', async () => {
    const storage = memory()
    expect(storage.id).toBe('memory')
    await expect(storage.close()).resolves.toBeUndefined()
  })
})
