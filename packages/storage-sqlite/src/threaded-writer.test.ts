import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Worker } from 'node:worker_threads'
import { isShagunError } from '@shagun/core'
import type { Journal, JournalEntry } from '@shagun/core/adapter'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { entriesOf, halted, limitOrder } from './entry.fixture.ts'
import { type SqliteStorage, sqlite } from './index.ts'

let folder: string
let path: string
let storage: SqliteStorage
let threads: Worker[]
const onThread = (thread: Worker) => threads.push(thread)
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shagun-sqlite-'))
  path = join(folder, 'trading.db')
  storage = sqlite(path)
  threads = []
  process.on('worker', onThread)
})
afterEach(async () => {
  process.off('worker', onThread)
  await storage.close()
  rmSync(folder, { recursive: true })
})

async function all(journal: Journal): Promise<JournalEntry[]> {
  const read: JournalEntry[] = []
  for await (const entry of journal.read()) read.push(entry)
  return read
}

/** Lets nobody write to the file until it is called. */
function hold(): () => void {
  const holder = new DatabaseSync(path)
  holder.exec('BEGIN IMMEDIATE')
  return () => holder.close()
}

/** So many turns of the event loop. */
async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve))
}

describe('the thread that writes', () => {
  it('starts with the first journal, not before, and only once', async () => {
    const series = { instrument: 'NSE:INFY', timeframe: '1d', source: 'acme', adjustment: 'none' } as const
    await storage.bars.load(series, { from: 0, to: 1 })
    expect(threads).toHaveLength(0)
    await storage.openJournal('one')
    await storage.openJournal('two')
    expect(threads).toHaveLength(1)
  })

  it('is not there for a database in memory', async () => {
    const inMemory = sqlite(':memory:')
    await (await inMemory.openJournal('main')).append([halted(0)])
    await inMemory.close()
    expect(threads).toHaveLength(0)
  })

  it('lets the event loop go on while it waits for the disk', async () => {
    const journal = await storage.openJournal('main')
    const release = hold()
    let isDurable = false
    const appended = Promise.resolve(journal.append([halted(0)])).then(() => {
      isDurable = true
    })
    await turns(1_000)
    expect(isDurable).toBe(false)
    expect(await all(journal)).toEqual([])
    release()
    await appended
    expect(await all(journal)).toEqual([halted(0)])
  })

  it('makes durable together what came while it was busy', async () => {
    const accounts = ['one', 'two', 'three']
    const journals = await Promise.all(accounts.map((account) => storage.openJournal(account)))
    const release = hold()
    const first = journals[0]!.append([halted(0)])
    await turns(10)
    const countWhen: number[] = []
    const count = new DatabaseSync(path).prepare('SELECT count(*) AS n FROM journal')
    const queued = Array.from({ length: 300 }, (_, i) => {
      const appended = journals[i % 3]!.append([halted(Math.floor(i / 3) + (i % 3 === 0 ? 1 : 0))])
      return Promise.resolve(appended).then(() => countWhen.push(Number(count.get()!['n'])))
    })
    release()
    await first
    await Promise.all(queued)
    expect(new Set(countWhen)).toEqual(new Set([301]))
  })

  it('keeps order and wholeness under thousands of appends to several accounts at once', async () => {
    const accounts = ['one', 'two', 'three', 'four']
    const journals = await Promise.all(accounts.map((account) => storage.openJournal(account)))
    const written = accounts.map(() => [] as JournalEntry[])
    const answered: string[] = []
    const reader = new DatabaseSync(path)
    // Of an append of several entries each says how many there are, and which one it is.
    const torn = reader.prepare(
      `SELECT count(*) AS n FROM (SELECT max(sequence), body FROM journal GROUP BY account)
       WHERE body NOT LIKE '%"reason":"last"%'`,
    )
    const appends: Promise<void>[] = []
    for (let i = 0; i < 2_500; i++)
      for (const [a, journal] of journals.entries()) {
        const size = ((i * 7 + a) % 4) + 1
        const first = written[a]!.length
        const entries = Array.from({ length: size }, (_, k) =>
          halted(first + k, k === size - 1 ? 'last' : `of ${size}`),
        )
        written[a]!.push(...entries)
        const appended = Promise.resolve(journal.append(entries)).then(() => {
          answered.push(`${a} ${first}`)
          if (answered.length % 500 === 0) expect(torn.get()).toEqual({ n: 0 })
        })
        appends.push(appended)
        if (i % 100 === 99) await turns(1)
      }
    await Promise.all(appends)
    reader.close()
    expect(await Promise.all(journals.map(all))).toEqual(written)
    for (const a of accounts.keys()) {
      const firsts = answered.filter((text) => text.startsWith(`${a} `)).map((text) => Number(text.slice(2)))
      expect(firsts).toEqual(firsts.toSorted((x, y) => x - y))
    }
  })

  it('harms nobody else with an append that is refused', async () => {
    const [one, two] = [await storage.openJournal('one'), await storage.openJournal('two')]
    const [submitted] = entriesOf([{ type: 'order.submitted', time: 0, broker: 'mock', terms: limitOrder('a') }])
    const outcomes = await Promise.allSettled([
      one.append([halted(0)]),
      two.append([halted(7)]),
      one.append([halted(4)]),
      two.append([submitted!]),
      one.append([halted(1)]),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
      'fulfilled',
    ])
    expect((await all(one)).map(({ sequence }) => sequence)).toEqual([0, 1])
    expect(await all(two)).toEqual([submitted])
  })

  it('hands over errors as they were thrown', async () => {
    const journal = await storage.openJournal('main')
    new DatabaseSync(path).exec('DROP TABLE journal')
    const failed: unknown = await Promise.resolve(journal.append([halted(0)])).catch((e) => e)
    expect(isShagunError(failed, 'storage-failed')).toBe(true)
    expect(failed).toMatchObject({ details: { source: path }, cause: { code: 'ERR_SQLITE_ERROR', errcode: 1 } })
  })

  it('leaves entries to their owner once they were appended', async () => {
    const journal = await storage.openJournal('main')
    const entry = { ...halted(0) }
    const appended = journal.append([entry])
    Object.assign(entry, { sequence: 9, body: 'changed', listener: () => {} })
    await appended
    expect(await all(journal)).toEqual([halted(0)])
  })

  it('has written everything when the storage is closed', async () => {
    const journal = await storage.openJournal('main')
    const appends = Array.from({ length: 500 }, (_, i) => journal.append([halted(i)]))
    await storage.close()
    await Promise.all(appends)
    storage = sqlite(path)
    expect(await all(await storage.openJournal('main'))).toHaveLength(500)
  })

  it('lets nobody else have an account before everything of it is written', async () => {
    const journal = await storage.openJournal('main')
    const release = hold()
    const appended = journal.append([halted(0)])
    const closed = journal.close()
    await turns(10)
    await expect(storage.openJournal('main')).rejects.toMatchObject({ code: 'journal-conflict' })
    release()
    await closed
    expect(await all(await storage.openJournal('main'))).toEqual([halted(0)])
    await appended
  })
})

describe('a thread that dies', () => {
  it('fails all that was on its way, whole or not there, and another one goes on', async () => {
    const [one, two] = [await storage.openJournal('one'), await storage.openJournal('two')]
    await one.append([halted(0)])
    const release = hold()
    const lost = [one.append([halted(1), halted(2)]), two.append([halted(0)])]
    await turns(10)
    lost.push(two.append([halted(1)]))
    const died = Promise.allSettled(lost)
    await threads[0]!.terminate()
    release()
    for (const outcome of await died) {
      expect(outcome).toMatchObject({
        status: 'rejected',
        reason: {
          code: 'storage-failed',
          details: { source: path },
          message: expect.stringContaining('open the journal again'),
        },
      })
    }
    expect(await all(one)).toEqual([halted(0)])
    expect(await all(two)).toEqual([])
    await one.append([halted(1)])
    expect(threads).toHaveLength(2)
    await two.close()
    await (await storage.openJournal('two')).append([halted(0)])
    expect(await all(one)).toHaveLength(2)
  })

  it('is no obstacle to closing', async () => {
    await storage.openJournal('main')
    await threads[0]!.terminate()
    await storage.close()
  })

  it('says why it cannot start, and leaves the account free', async () => {
    // A worker takes no file beside --input-type.
    const script = `import { sqlite } from '@shagun/storage-sqlite'
      const storage = sqlite(${JSON.stringify(path)})
      for (let i = 0; i < 2; i++) await storage.openJournal('main').catch(({ code, message }) => console.log(code, message))
      await storage.close()`
    const flags = ['--conditions=@shagun/source', '--no-warnings', '--input-type=module', '-e', script]
    const printed = execFileSync(process.execPath, flags, { encoding: 'utf8', cwd: import.meta.dirname })
    expect(printed.trimEnd().split('\n')).toEqual(
      Array(2).fill(expect.stringMatching(/^storage-failed The thread that writes .* ended: --input-type/)),
    )
  })
})

describe('a process', () => {
  function run(script: string): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
    const file = join(folder, 'script.mjs')
    const index = JSON.stringify(new URL('./index.ts', import.meta.url).href)
    const fixture = JSON.stringify(new URL('./entry.fixture.ts', import.meta.url).href)
    const head = `import { sqlite } from ${index}\nimport { halted } from ${fixture}\nconst path = ${JSON.stringify(path)}\n`
    writeFileSync(file, head + script)
    const flags = ['--conditions=@shagun/source', '--no-warnings', file]
    return spawnSync(process.execPath, flags, { encoding: 'utf8', timeout: 15_000 })
  }

  it('is not kept alive by a storage at rest', () => {
    const { status, stderr } = run(`
      const journal = await sqlite(path).openJournal('main')
      await journal.append([halted(0)])`)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })

  it('stays until what it has appended is durable', async () => {
    const { status, stdout } = run(`
      const journal = await sqlite(path).openJournal('main')
      for (let i = 0; i < 50; i++) journal.append([halted(i)]).then(() => console.log(i))`)
    expect(status).toBe(0)
    expect(stdout.split('\n')).toHaveLength(51)
    expect(await all(await storage.openJournal('main'))).toHaveLength(50)
  })
})

describe('a disk that is full', () => {
  it('fails the append that it has no room for, and takes the next once there is room', async ({ skip }) => {
    const disk = join(folder, 'disk')
    mkdirSync(disk)
    const { status } = spawnSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk])
    skip(status !== 0, 'only who may mount a small disk can fill one')
    try {
      const filler = join(disk, 'filler')
      writeFileSync(filler, Buffer.alloc(500_000))
      const small = sqlite(join(disk, 'trading.db'))
      const journal = await small.openJournal('main')
      await journal.append([halted(0)])
      const large = Array.from({ length: 2_000 }, (_, i) => halted(i + 1, 'x'.repeat(500)))
      await expect(journal.append(large)).rejects.toMatchObject({
        code: 'storage-failed',
        message: expect.stringContaining('disk is full'),
        cause: { errcode: 13 },
      })
      expect(await all(journal)).toEqual([halted(0)])
      rmSync(filler)
      await journal.append([halted(1)])
      expect(await all(journal)).toHaveLength(2)
      await small.close()
    } finally {
      spawnSync('/bin/umount', [disk])
    }
  })
})
