import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Decimal, Decimal as Exact, type JournalEvent, verifyJournal } from '@shagun/core'
import { decodeEntry } from '@shagun/core/adapter'
import { sqlite } from '@shagun/storage-sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const main = fileURLToPath(new URL('main.ts', import.meta.url))
let folder: string
const running: ChildProcess[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paper-'))
})
afterEach(async () => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

/** A run of the program, until it has said so often that something was traded, or to its end; told when it trades. */
async function start(args: readonly string[], killAfterFills = Number.POSITIVE_INFINITY, trading = () => {}) {
  const { INIT_CWD: _, ...env } = process.env
  const flags = ['--conditions=@shagun/source', '--no-warnings', main, ...args]
  const child = spawn(process.execPath, flags, { cwd: folder, env })
  running.push(child)
  let [out, error] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
    if (out.includes('Trading for')) trading()
    if (fillsIn(out) >= killAfterFills) child.kill('SIGKILL')
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    error += text
  })
  const end = await new Promise<string>((resolve) => child.on('close', (code, name) => resolve(name ?? `${code}`)))
  return { out, error, end }
}

const fillsIn = (out: string): number => (out.match(/ (bought|sold) \d/g) ?? []).length

async function readBooks(): Promise<{ readonly events: JournalEvent[]; readonly isWhole: boolean }> {
  const storage = sqlite(join(folder, 'output/paper.db'))
  const verdicts = []
  for (const account of ['main', 'paper']) {
    const journal = await storage.openJournal(account)
    verdicts.push(await verifyJournal(journal))
  }
  await storage.close()
  const again = sqlite(join(folder, 'output/paper.db'))
  const journal = await again.openJournal('main')
  const events: JournalEvent[] = []
  for await (const entry of journal.read()) events.push(decodeEntry(entry))
  await again.close()
  return { events, isWhole: verdicts.every(({ ok }) => ok) }
}

const sum = (amounts: readonly Decimal[]): Decimal => amounts.reduce((all, one) => all.plus(one), new Exact(0))

describe('the example of trading on paper', { timeout: 60_000 }, () => {
  it('goes on after a kill, in the midst of an order, with nothing lost and nothing corrected', async () => {
    const killed = await start(['--seconds', '60'], 5)
    expect(killed.end).toBe('SIGKILL')
    const twice = await start(['--seconds', '60'], 2)
    expect(twice.end).toBe('SIGKILL')
    expect(twice.out).not.toContain('Orders        0,')
    const last = await start(['--seconds', '4'])
    expect({ end: last.end, error: last.error }).toEqual({ end: '0', error: '' })
    expect(last.out).toContain('At the venue  the same')
    expect(fillsIn(last.out)).toBeGreaterThan(0)

    const { events, isWhole } = await readBooks()
    expect(isWhole).toBe(true)
    const corrections = events.filter(({ type }) => type === 'position.reconciled' || type === 'cash.adjusted')
    expect(corrections).toMatchObject([{ reason: 'opening balance' }])
    const fills = events.flatMap((event) => (event.type === 'order.filled' ? [event.fill] : []))
    expect(fills.length).toBeGreaterThanOrEqual(7 + fillsIn(last.out))
    const held = sum(fills.map(({ side, quantity }) => (side === 'buy' ? quantity : quantity.neg())))
    expect(last.out.split('\nNow\n')[1]).toContain(`Holds         ${held} NSE:INFY`)
  })

  it('keeps to 80 columns, and begins anew where it is asked to', async () => {
    await start(['--seconds', '2'])
    const { out, end } = await start(['--seconds', '2', '--fresh'])
    expect(end).toBe('0')
    expect(out).toContain('Orders        0, 0 of them filled')
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  it('leaves the books of a process that is running to it, also where it is to begin anew', async () => {
    let first: ReturnType<typeof start> | undefined
    await new Promise<void>((resolve) => {
      first = start(['--seconds', '4'], Number.POSITIVE_INFINITY, resolve)
    })
    const second = await start(['--seconds', '1', '--fresh'])
    expect(second.end).toBe('1')
    expect(second.error).toContain('open already')
    expect(await first).toMatchObject({ end: '0', error: '', out: expect.stringContaining('At the venue  the same') })
    expect((await readBooks()).events.length).toBeGreaterThan(0)
  })

  it.each([
    [['--seconds', 'x'], '--seconds is x'],
    [['--what'], "Unknown option '--what'"],
  ])('answers %j with one line that says what to do', async (args, expected) => {
    const { out, error } = await start(args)
    expect(out).toBe('')
    expect(error).toContain(expected)
    expect(error.trim().split('\n')).toHaveLength(1)
  })
})
