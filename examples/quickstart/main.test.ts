import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const main = fileURLToPath(new URL('main.ts', import.meta.url))
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quickstart-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function start(...args: string[]): Promise<{ readonly out: string; readonly error: string }> {
  const flags = ['--conditions=@shagun/source', '--no-warnings', main, ...args]
  const { INIT_CWD: _, ...env } = process.env
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, flags, { cwd: folder, env })
    return { out: stdout, error: stderr }
  } catch (failure) {
    const { stdout, stderr } = failure as { readonly stdout: string; readonly stderr: string }
    return { out: stdout, error: stderr }
  }
}

function rows(): Record<string, unknown> {
  const database = new DatabaseSync(join(folder, 'output/trading.db'), { readOnly: true })
  const count = (table: string): unknown => database.prepare(`SELECT count(*) AS rows FROM ${table}`).get()?.['rows']
  const counts = Object.fromEntries(
    ['market_data', 'trading_orders', 'trading_fills', 'journal'].map((name) => [name, count(name)]),
  )
  database.close()
  return counts
}

describe('the quickstart', () => {
  it('says the same the second time, to the last digit, and adds no row', async () => {
    const first = await start()
    expect(first.out).toMatch(/Final equity\s+\d+\.\d+ USD\n\s+Order hash\s+[0-9a-f]{32}/)
    const before = rows()
    expect(before).toMatchObject({ market_data: 1260, trading_orders: expect.any(Number) })
    expect(await start()).toEqual(first)
    expect(rows()).toEqual(before)
    for (const line of first.out.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  it('says in the terminal what the report says', async () => {
    const { out } = await start()
    const page = await readFile(join(folder, 'output/report.html'), 'utf8')
    const [, own, held] = /Return\s+(\S+) \(buy and hold: (\S+)\)/.exec(out) ?? []
    expect(page).toContain(`<dd>+${own}</dd><dd class="aside">AAPL held: +${held}</dd>`)
  })

  it('shows the dates of the exchange, and trades on the prices of the file it was given last', async () => {
    const lines = Array.from({ length: 80 }, (_, i) => {
      const day = new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10)
      return `${day},100,${101 + (i % 7)},99,${100 + (i % 5) / 10},10`
    })
    const write = (name: string, days: readonly string[]): Promise<void> =>
      writeFile(join(folder, name), `Date,Open,High,Low,Close,Volume\n${days.join('\n')}\n`)
    await write('all.csv', lines)
    await write(
      'gaps.csv',
      lines.filter((_, i) => i % 10 !== 5),
    )
    const shared = ['--symbol', 'NSE:TEST', '--cash', '1000000']
    expect((await start('--csv', 'all.csv', ...shared)).out).toContain('2024-01-01 to 2024-03-20')
    expect((await start('--csv', 'gaps.csv', ...shared)).out).toContain('72 bars')
    expect((await start('--csv', 'all.csv', ...shared)).out).toContain('80 bars')
  })

  it.each([
    [['--csv', 'nowhere.csv', '--symbol', 'NSE:X'], 'There is no file'],
    [['--csv', 'x.csv'], '--symbol is missing'],
    [['--symbol', 'NSE:TCS'], 'expected --csv with it'],
    [['--cash', 'much'], '--cash is much'],
    [['--slow', '5000'], 'fewer than the 1260 bars'],
    [['--out', main], 'EEXIST'],
  ])('answers %j with one line that says what to do', async (args, expected) => {
    const { out, error } = await start(...args)
    expect(out).toBe('')
    expect(error).toContain(expected)
    expect(error.trim().split('\n')).toHaveLength(1)
  })
})
