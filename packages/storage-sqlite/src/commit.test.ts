import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Commit, createCommit, type Write } from './commit.ts'
import { type Connection, connect } from './connection.ts'
import { entriesOf, halted, limitOrder } from './entry.fixture.ts'

let folder: string
let path: string
let connection: Connection
let commit: Commit
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shagun-sqlite-'))
  path = join(folder, 'trading.db')
  connection = connect(path, 'crash-safe')
  commit = createCommit(connection)
})
afterEach(() => {
  if (connection.database.isOpen) connection.database.close()
  rmSync(folder, { recursive: true })
})

function append(account: string, ...sequences: number[]): Write {
  return { kind: 'entries', account, entries: sequences.map((sequence) => halted(sequence)) }
}

function kept(account: string): unknown[] {
  const select = connection.database.prepare('SELECT sequence FROM journal WHERE account = ? ORDER BY sequence')
  return select.all(account).map(({ sequence }) => sequence)
}

describe('a group', () => {
  it('is committed once', () => {
    const commits: number[] = []
    const reader = new DatabaseSync(path)
    const version = () => Number(reader.prepare('PRAGMA data_version').get()!['data_version'])
    connection.database.function('seen_by_others', () => commits.push(version()))
    connection.database.exec('CREATE TEMP TRIGGER each AFTER INSERT ON journal BEGIN SELECT seen_by_others(); END')
    const before = version()
    expect(commit([append('one', 0), append('two', 0, 1), append('one', 1)])).toEqual(Array(3).fill(undefined))
    expect(commits).toEqual(Array(4).fill(before))
    expect(version()).not.toBe(before)
    reader.close()
  })

  it('loses nothing to one that does not follow, and that one is not there in part', () => {
    const writes = [append('one', 0), append('two', 0, 1), append('three', 0, 5), append('two', 2), append('one', 1)]
    const [first, second, conflicting, ...others] = commit(writes)
    expect([first, second, ...others]).toEqual(Array(4).fill(undefined))
    expect(conflicting).toMatchObject({
      code: 'journal-conflict',
      details: { account: 'three', expected: 1, found: 5 },
    })
    expect(['one', 'two', 'three'].map(kept)).toEqual([[0, 1], [0, 1, 2], []])
  })

  it('refuses what followed on an append that was refused', () => {
    const outcomes = commit([append('one', 0), append('one', 2), append('one', 3), append('two', 0)])
    expect(outcomes.map((error) => error !== undefined)).toEqual([false, true, true, false])
    expect(kept('one')).toEqual([0])
  })

  it('finds each of many that were refused', () => {
    const writes = Array.from({ length: 64 }, (_, i) => append(`account ${i}`, i % 7 === 3 ? 9 : 0))
    const refused = commit(writes).flatMap((error, i) => (error === undefined ? [] : [i]))
    expect(refused).toEqual(writes.flatMap((_, i) => (i % 7 === 3 ? [i] : [])))
    expect(writes.flatMap((_, i) => kept(`account ${i}`))).toHaveLength(64 - refused.length)
  })

  it('knows orders as they are kept after something was taken back', () => {
    const events = entriesOf([
      { type: 'order.submitted', time: 0, broker: 'mock', terms: limitOrder('a') },
      { type: 'order.canceled', time: 1, clientOrderId: limitOrder('a').clientOrderId },
    ])
    // The canceling is taken back with the gap after it, and comes again.
    const gap = { kind: 'entries', account: 'main', entries: [events[1]!, halted(7)] } as const
    expect(commit([{ kind: 'entries', account: 'main', entries: [events[0]!] }, gap])[1]).toBeDefined()
    const accepted = entriesOf(
      [{ type: 'order.accepted', complete: true, time: 2, clientOrderId: 'a', brokerOrderIds: [] } as never],
      1,
    )
    commit([{ kind: 'entries', account: 'main', entries: accepted }])
    expect(connection.database.prepare('SELECT status FROM trading_orders').all()).toEqual([{ status: 'working' }])
  })

  it('says so, and tries no parts, where another process holds the file', () => {
    connection.database.exec('PRAGMA busy_timeout = 0')
    const holder = new DatabaseSync(path)
    holder.exec('BEGIN IMMEDIATE')
    const [one, two] = commit([append('one', 0), append('two', 0)])
    expect(one).toMatchObject({ code: 'storage-failed', retryable: true })
    expect(two).toBe(one)
    holder.close()
    expect(commit([append('one', 0), append('two', 0)])).toEqual([undefined, undefined])
  })
})

describe('a full disk', () => {
  it('keeps nothing of an append that it has no room for, and all that it has room for', () => {
    const { database } = connection
    const pages = Number(database.prepare('PRAGMA page_count').get()!['page_count'])
    database.exec(`PRAGMA max_page_count = ${pages + 8}`)
    const text = 'x'.repeat(1000)
    const large = Array.from({ length: 100 }, (_, i) => halted(i, text))
    const outcomes = commit([append('one', 0), { kind: 'entries', account: 'two', entries: large }, append('three', 0)])
    expect(outcomes).toEqual([
      undefined,
      expect.objectContaining({
        code: 'storage-failed',
        details: { source: path },
        message: expect.stringContaining('disk is full'),
      }),
      undefined,
    ])
    expect(['one', 'two', 'three'].map(kept)).toEqual([[0], [], [0]])
    database.exec('PRAGMA max_page_count = 100000')
    expect(commit([{ kind: 'entries', account: 'two', entries: large }])).toEqual([undefined])
    expect(kept('two')).toHaveLength(100)
  })
})
