import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Bars, createBars } from '../model/bars.ts'
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

/** Bars that opened at the given moments, at a price. */
function barsAt(times: readonly number[], price = 100): Bars {
  return createBars(
    'NSE:INFY',
    '1m',
    times.map((time) => ({ time, open: price, high: price, low: price, close: price })),
  )
}

const query = (from: number, to: number) => ({ instrument: 'NSE:INFY', timeframe: '1m', from, to }) as const

describe('the bars of memory()', () => {
  it('hold nothing at first', async () => {
    expect(await memory().bars.load(query(0, 1e12))).toBeUndefined()
  })

  it('are those that opened from `from` to before `to`', async () => {
    const { bars } = memory()
    await bars.save(barsAt([10, 20, 30, 40]))
    const times = async (from: number, to: number) => [...((await bars.load(query(from, to)))?.time ?? [])]
    expect(await times(0, 100)).toEqual([10, 20, 30, 40])
    expect(await times(20, 40)).toEqual([20, 30])
    expect(await times(11, 31)).toEqual([20, 30])
    expect(await times(40, 41)).toEqual([40])
  })

  it.each([
    [41, 100],
    [0, 10],
    [21, 30],
    [20, 20],
    [30, 20],
    [100, 0],
  ])('are undefined where it holds none from %i to before %i', async (from, to) => {
    const { bars } = memory()
    await bars.save(barsAt([10, 20, 30, 40]))
    expect(await bars.load(query(from, to))).toBeUndefined()
  })

  it('are told apart by instrument and timeframe', async () => {
    const { bars } = memory()
    await bars.save(barsAt([10]))
    expect(await bars.load({ ...query(0, 100), timeframe: '1h' })).toBeUndefined()
    expect(await bars.load({ ...query(0, 100), instrument: 'NSE:TCS' })).toBeUndefined()
    expect((await bars.load(query(0, 100)))!.instrument).toBe('NSE:INFY')
  })

  it('may be none', async () => {
    const { bars } = memory()
    await bars.save(barsAt([]))
    expect(await bars.load(query(0, 100))).toBeUndefined()
    await bars.save(barsAt([10]))
    await bars.save(barsAt([]))
    expect((await bars.load(query(0, 100)))!.length).toBe(1)
  })

  it('leave what was handed out before as it was', async () => {
    const { bars } = memory()
    await bars.save(barsAt([10, 20], 1))
    const before = await bars.load(query(0, 100))
    await bars.save(barsAt([20, 30], 2))
    expect([...before!.close]).toEqual([1, 1])
  })

  it('merge with those that are there, and replace those of the same moment', async () => {
    const save = fc.record({
      times: fc.uniqueArray(fc.nat(40), { maxLength: 10 }),
      price: fc.integer({ min: 1, max: 1000 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(save, { maxLength: 6 }), fc.nat(45), fc.nat(45), async (saves, from, to) => {
        const { bars } = memory()
        const expected = new Map<number, number>()
        for (const { times, price } of saves) {
          await bars.save(
            barsAt(
              times.toSorted((a, b) => a - b),
              price,
            ),
          )
          for (const time of times) expected.set(time, price)
        }
        const rows = [...expected].filter(([time]) => time >= from && time < to).sort(([a], [b]) => a - b)
        const loaded = await bars.load(query(from, to))
        expect(loaded && [...loaded].map(({ time, close }) => [time, close])).toEqual(
          rows.length === 0 ? undefined : rows,
        )
      }),
    )
  })
})

describe('memory()', () => {
  it('is called memory, and can be closed', async () => {
    const storage = memory()
    expect(storage.id).toBe('memory')
    await expect(storage.close()).resolves.toBeUndefined()
  })
})
