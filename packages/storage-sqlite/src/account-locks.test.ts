import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { entriesOf, halted, limitOrder } from './entry.fixture.ts'
import { type SqliteStorage, sqlite } from './index.ts'

let folder: string
let path: string
let storage: SqliteStorage
let children: ChildProcess[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shagun-sqlite-'))
  path = join(folder, 'trading.db')
  storage = sqlite(path)
  children = []
})
afterEach(async () => {
  for (const child of children) if (child.exitCode === null && child.signalCode === null) await end(child, 'SIGKILL')
  await storage.close()
  rmSync(folder, { recursive: true })
})

function start(script: URL, ...args: string[]): ChildProcess {
  const child = spawn(process.execPath, ['--conditions=@shagun/source', '--no-warnings', script.pathname, ...args])
  children.push(child)
  return child
}

/** Another process that has the account's journal open. */
async function holder(account: string): Promise<ChildProcess> {
  const child = start(new URL('./holder.fixture.ts', import.meta.url), path, account)
  await once(child.stdout!, 'data')
  return child
}

async function end(child: ChildProcess, how: 'SIGKILL' | 'close'): Promise<void> {
  const ended = once(child, 'exit')
  if (how === 'close') child.stdin!.end('let go')
  else child.kill('SIGKILL')
  await ended
}

const conflict = expect.objectContaining({
  code: 'journal-conflict',
  message: expect.stringContaining('it is open already'),
})

describe('one writer an account', { timeout: 60_000 }, () => {
  it('is kept between two storages of one process', async () => {
    const other = sqlite(path)
    const journal = await storage.openJournal('main')
    await journal.append([halted(0)])
    await expect(other.openJournal('main')).rejects.toThrowError(
      expect.objectContaining({ code: 'journal-conflict', details: { account: 'main', expected: 1, found: 1 } }),
    )
    await expect(other.openJournal('main')).rejects.toThrowError(conflict)
    await other.openJournal('second')
    await expect(storage.openJournal('second')).rejects.toThrowError(conflict)
    await journal.append([halted(1)])
    await journal.close()
    const opened = await other.openJournal('main')
    await opened.append([halted(2)])
    await other.close()
  })

  it('is kept between processes, at opening, until the other one closes', async () => {
    const other = await holder('main')
    await expect(storage.openJournal('main')).rejects.toThrowError(conflict)
    await storage.openJournal('second')
    await end(other, 'close')
    await storage.openJournal('main')
  })

  it('ends with the process that is killed', async () => {
    for (let i = 0; i < 2; i++) {
      const other = await holder('main')
      await expect(storage.openJournal('main')).rejects.toThrowError(conflict)
      await end(other, 'SIGKILL')
      await (await storage.openJournal('main')).close()
    }
  })

  it('holds for every name of the file', async () => {
    const alias = join(folder, 'alias.db')
    symlinkSync(path, alias)
    const other = sqlite(alias)
    await storage.openJournal('main')
    await expect(other.openJournal('main')).rejects.toThrowError(conflict)
    await other.close()
  })

  it('takes accounts of any name', async () => {
    const names = ['', '.', '../main', 'a/b', 'Main', 'main', 'ज़ेरोधा', 'x'.repeat(500)]
    for (const name of names) await (await storage.openJournal(name)).append([halted(0, name)])
    await expect(storage.openJournal('../main')).rejects.toThrowError(conflict)
  })

  it('leaves no file behind once it is closed, nor after somebody was killed', async () => {
    await end(await holder('main'), 'SIGKILL')
    const journal = await storage.openJournal('main')
    await storage.openJournal('second')
    expect(readdirSync(folder).filter((name) => name.includes('-writer-'))).toHaveLength(2)
    await journal.close()
    await storage.close()
    expect(readdirSync(folder)).toEqual(['trading.db'])
  })

  it('is never two, however often many processes open and close', async () => {
    const contender = new URL('./contender.fixture.ts', import.meta.url)
    const contenders = Array.from({ length: 4 }, () => start(contender, path, '10'))
    const complaints = await Promise.all(contenders.map((child) => text(child.stderr!)))
    expect(complaints).toEqual(['', '', '', ''])
    let count = 0
    for await (const entry of (await storage.openJournal('main')).read()) expect(entry).toEqual(halted(count++))
    expect(count).toBe(80)
  })
})

describe('making the query tables anew', { timeout: 60_000 }, () => {
  const submitted = entriesOf([{ type: 'order.submitted', time: 0, broker: 'mock', terms: limitOrder('a') }])

  async function orders(): Promise<unknown> {
    const reader = new DatabaseSync(path)
    const found = reader.prepare('SELECT order_id, status FROM trading_orders').all()
    reader.close()
    return found
  }

  function lose(): void {
    const other = new DatabaseSync(path)
    other.exec("UPDATE trading_orders SET status = 'lost'")
    other.close()
  }

  it('goes on while journals are open here, in turn with their appends', async () => {
    const journal = await storage.openJournal('main')
    await journal.append(submitted)
    lose()
    const { clientOrderId } = limitOrder('a')
    const accepted = entriesOf(
      [{ type: 'order.accepted', complete: true, time: 1, clientOrderId, brokerOrderIds: [] }],
      1,
    )
    await Promise.all([journal.append([accepted[0]!]), storage.rebuild(), journal.append([halted(2)])])
    expect(await orders()).toEqual([{ order_id: 'a', status: 'working' }])
    await storage.rebuild()
    expect(await orders()).toEqual([{ order_id: 'a', status: 'working' }])
  })

  it('is refused while another process may write', async () => {
    const journal = await storage.openJournal('main')
    await journal.append(submitted)
    await journal.close()
    lose()
    const other = await holder('main')
    await expect(storage.rebuild()).rejects.toMatchObject({ code: 'journal-conflict', details: { account: 'main' } })
    expect(await orders()).toEqual([{ order_id: 'a', status: 'lost' }])
    await end(other, 'close')
    await storage.rebuild()
    expect(await orders()).toEqual([{ order_id: 'a', status: 'submitted' }])
    await storage.openJournal('main')
  })

  it('leaves them as they were where it cannot be done', async () => {
    const journal = await storage.openJournal('main')
    await journal.append(submitted)
    const other = new DatabaseSync(path)
    other.exec("INSERT INTO journal VALUES ('main', 1, 0, 'order.canceled', 99, '{}', '')")
    other.close()
    await expect(storage.rebuild()).rejects.toMatchObject({ code: 'journal-newer' })
    expect(await orders()).toEqual([{ order_id: 'a', status: 'submitted' }])
  })
})
