import { createEnvironment, Decimal, type Journal, memory, type Storage, simulatedClock } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import type { Change } from './changes.ts'
import { createBooksOnRecord } from './kept-books.ts'
import { pack } from './pack.ts'
import { createRecord } from './record.ts'

const changeOf = (i: number): Change => ({
  orders: [],
  fills: [],
  held: [],
  cash: new Decimal(i),
  dayEnds: i,
  isDayOver: i % 100 === 0,
})

/** A disk, and what was asked of it. */
function createDisk() {
  const storage: Storage = memory({ chained: true })
  const logged: string[] = []
  const reads: (number | undefined)[] = []
  let broken: Partial<Journal> = {}

  async function open() {
    const journal = await storage.openJournal('paper')
    const seen: Journal = {
      ...journal,
      read(after) {
        reads.push(after)
        return journal.read(after)
      },
      ...broken,
    }
    const log = { debug() {}, warn: (message: string) => void logged.push(message), error() {} }
    const clock = simulatedClock(0)
    const books = createBooksOnRecord()
    const record = createRecord(seen, 'paper', books, createEnvironment({ clock, timers: clock, log }))
    try {
      await record.read()
    } catch (cause) {
      await journal.close()
      throw cause
    }
    return { record, books, journal }
  }

  /** A life that keeps so many changes. */
  async function live(from: number, to: number): Promise<string> {
    const { record, books } = await open()
    for (let i = from; i < to; i++) await record.write(changeOf(i))
    await record.close()
    return pack(books.save())
  }

  return { open, live, logged, reads, breakIt: (how: Partial<Journal>) => void (broken = how) }
}

describe('the record of a paper account', () => {
  it('is read from its last snapshot on, however long it is', async () => {
    const disk = createDisk()
    const before = await disk.live(0, 2_500)
    disk.reads.length = 0
    const { books, record } = await disk.open()
    expect(disk.reads).toEqual([1_998, 1_999])
    expect(pack(books.save())).toBe(before)
    await record.close()
  })

  it('goes on after it with the chain that it had, and with the next snapshot', async () => {
    const disk = createDisk()
    await disk.live(0, 1_500)
    const after = await disk.live(1_500, 3_200)
    disk.reads.length = 0
    const { books, record } = await disk.open()
    expect(disk.reads).toEqual([2_998, 2_999])
    expect(pack(books.save())).toBe(after)
    await record.close()
  })

  it('is read whole where the snapshot cannot be read, or there is none', async () => {
    const disk = createDisk()
    disk.breakIt({ saveSnapshot: () => Promise.reject(new Error('no room')) })
    const before = await disk.live(0, 1_200)
    expect(disk.logged).toEqual(['A snapshot of the paper account paper could not be kept.'])
    for (const body of [undefined, '{"version":0}', 'half of i']) {
      disk.breakIt({ loadSnapshot: async () => (body === undefined ? undefined : { sequence: 999, body }) })
      disk.reads.length = 0
      const { books, record } = await disk.open()
      expect(disk.reads).toEqual([-1])
      expect(pack(books.save())).toBe(before)
      await record.close()
    }
  })

  it('refuses a snapshot of another journal', async () => {
    const disk = createDisk()
    await disk.live(0, 1_200)
    const { journal, record } = await disk.open()
    const kept = (await journal.loadSnapshot())!
    await record.close()
    for (const sequence of [998, 5_000]) {
      disk.breakIt({ loadSnapshot: async () => ({ ...kept, sequence }) })
      await expect(disk.open()).rejects.toMatchObject({ code: 'journal-broken', details: { sequence } })
    }
  })

  it('keeps no snapshot of what is not durable', async () => {
    const disk = createDisk()
    let [appended, saved] = [0, 0]
    disk.breakIt({
      async append() {
        // With the entry that makes a snapshot due.
        if (++appended === 1_000) throw new Error('the disk is full')
      },
      async saveSnapshot() {
        saved++
      },
    })
    const { record } = await disk.open()
    for (let i = 0; i < 999; i++) await record.write(changeOf(i))
    await expect(record.write(changeOf(999))).rejects.toThrowError('the disk is full')
    await record.close()
    expect({ appended, saved }).toEqual({ appended: 1_000, saved: 0 })
  })
})
