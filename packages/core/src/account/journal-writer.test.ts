import { describe, expect, it } from 'vitest'
import { isShagunError } from '../errors.ts'
import type { JournalEvent } from '../model/events.ts'
import type { Journal, JournalEntry } from '../ports/storage.ts'
import { memory } from '../ports/storage-memory.ts'
import { chainHash, createJournalWriter, genesis, readChain } from './journal-writer.ts'

const event = (n: number): JournalEvent => ({ type: 'trading.halted', time: n, reason: `r${n}` })

/** A journal whose appends wait to be let through, and which can be told to fail. */
function slowJournal(): {
  readonly journal: Journal
  readonly batches: number[][]
  finish(error?: Error): Promise<void>
} {
  const batches: number[][] = []
  let settle: ((error?: Error) => void) | undefined
  const journal: Journal = {
    append(entries) {
      batches.push(entries.map(({ sequence }) => sequence))
      return new Promise((resolve, reject) => {
        settle = (error) => (error === undefined ? resolve() : reject(error))
      })
    },
    async *read() {},
    async saveSnapshot() {},
    loadSnapshot: async () => undefined,
    async close() {},
  }
  return {
    journal,
    batches,
    async finish(error) {
      settle?.(error)
      for (let i = 0; i < 10; i++) await Promise.resolve()
    },
  }
}

async function entriesOf(journal: Journal): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = []
  for await (const entry of journal.read()) entries.push(entry)
  return entries
}

describe('the journal writer', () => {
  it('stays synchronous over a synchronous journal, and tells of events once they are written', async () => {
    const journal = await memory().openJournal('main')
    const heard: number[] = []
    const writer = createJournalWriter(journal, undefined, ({ time }) => heard.push(time))
    expect(writer.write([event(1)])).toBeUndefined()
    expect(writer.flight).toBeUndefined()
    expect(heard).toEqual([1])
  })

  it('keeps one append at the storage and sends what has queued meanwhile together', async () => {
    const { journal, batches, finish } = slowJournal()
    const heard: number[] = []
    const writer = createJournalWriter(journal, undefined, ({ time }) => heard.push(time))
    for (const n of [1, 2, 3]) void writer.write([event(n)])
    expect(batches).toEqual([[0]])
    expect(heard).toEqual([])
    await finish()
    expect(batches).toEqual([[0], [1, 2]])
    expect(heard).toEqual([1])
    void writer.write([event(4)])
    await finish()
    expect(heard).toEqual([1, 2, 3])
    await finish()
    expect(batches).toEqual([[0], [1, 2], [3]])
    expect(heard).toEqual([1, 2, 3, 4])
    expect(writer.flight).toBeUndefined()
  })

  it('fails everything after an append that failed, and tells nobody of what was not written', async () => {
    const { journal, finish } = slowJournal()
    const heard: number[] = []
    const writer = createJournalWriter(journal, undefined, ({ time }) => heard.push(time))
    const [first, second] = [writer.write([event(1)]), writer.write([event(2)])]
    const failures = Promise.allSettled([first, second])
    await finish(new Error('disk full'))
    expect((await failures).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(() => writer.write([event(3)])).toThrow('disk full')
    expect(heard).toEqual([])
  })

  it('chains each entry to the one before, and goes on after the last', async () => {
    const storage = memory({ chained: true })
    const journal = await storage.openJournal('main')
    const writer = createJournalWriter(journal, undefined, () => {})
    void writer.write([event(1)])
    void writer.write([event(2)])
    const [first, second] = await entriesOf(journal)
    expect(first!.hash).toBe(chainHash(genesis, first!))
    expect(second!.hash).toBe(chainHash(first!.hash, second!))

    void createJournalWriter(journal, second, () => {}).write([event(3)])
    expect((await entriesOf(journal)).map(({ sequence }) => sequence)).toEqual([0, 1, 2])
    for await (const _ of readChain(journal, 'main'));
  })

  it('can be proven changed, cut in the middle, or reordered', async () => {
    const journal = await memory({ chained: true }).openJournal('main')
    const writer = createJournalWriter(journal, undefined, () => {})
    for (const n of [1, 2, 3]) void writer.write([event(n)])
    const entries = await entriesOf(journal)
    const [a, b, c] = entries as [JournalEntry, JournalEntry, JournalEntry]
    const faults: readonly (readonly JournalEntry[])[] = [
      [a, { ...b, body: '{"reason":"r9"}' }, c],
      [a, { ...b, time: 9 }, c],
      [a, c],
      [b, a, c],
      [a, { ...b, hash: c.hash }, c],
    ]
    for (const rows of faults) {
      const tampered: Journal = {
        ...journal,
        async *read() {
          yield* rows
        },
      }
      const reading = (async () => {
        for await (const _ of readChain(tampered, 'main'));
      })()
      await expect(reading).rejects.toSatisfy((error) => isShagunError(error, 'journal-broken'))
    }
  })
})
