import { execFile, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createFakeAlphaVantage, type FakeAlphaVantage } from '@shagun/data-alphavantage/testing'
import { createFakeYahoo, type FakeYahoo, type FakeYahooServer } from '@shagun/data-yahoo/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const main = fileURLToPath(new URL('main.ts', import.meta.url))
let folder: string
let yahoo: FakeYahoo
let server: FakeYahooServer
let alpha: FakeAlphaVantage
let alphaUrl: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'download-'))
  yahoo = createFakeYahoo({ unknown: ['NSE:NOSUCH'] })
  server = await yahoo.start()
  alpha = createFakeAlphaVantage({ plan: 'premium' })
  alphaUrl = await alpha.start()
})
afterEach(async () => {
  await server.close()
  await alpha.stop()
  await rm(folder, { recursive: true, force: true })
})

function command(args: readonly string[]) {
  const urls = ['--yahoo-url', server.url, '--alpha-vantage-url', alphaUrl]
  const flags = ['--conditions=@shagun/source', '--no-warnings', main, ...args, ...urls]
  const { INIT_CWD: _, ...inherited } = process.env
  return [process.execPath, flags, { cwd: folder, env: { ...inherited, ALPHAVANTAGE_API_KEY: 'a-key' } }] as const
}

const start = (args: readonly string[]) => spawn(...command(args))

async function download(
  ...args: string[]
): Promise<{ readonly out: string; readonly error: string; readonly code: number }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(...command(args))
    return { out: stdout, error: stderr, code: 0 }
  } catch (failure) {
    const { stdout, stderr, code } = failure as {
      readonly stdout: string
      readonly stderr: string
      readonly code: number
    }
    return { out: stdout, error: stderr, code }
  }
}

const args = ['--symbols', 'NSE:INFY,NASDAQ:AAPL', '--from', '2021-01-01', '--to', '2026-01-01']

describe('the download', () => {
  it('says what is there, of which source, and fetches nothing twice', async () => {
    const first = await download(...args)
    expect(first).toMatchObject({ code: 0 })
    expect(first.out).toMatch(/NSE:INFY\n\s+1\d{3} bars {2}2021-01-01 to 2025-12-31 {2}yahoo, adjusted: splits/)
    expect(first.out).toContain('All of it is there')
    for (const line of first.out.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    const before = yahoo.count('chart')
    expect(before).toBeGreaterThan(0)
    const second = await download(...args)
    expect(second.out.replace(/after .* s/, '')).toBe(first.out.replace(/after .* s/, ''))
    expect(yahoo.count('chart')).toBe(before)
  })

  it('keeps within 80 columns whatever it has to say', async () => {
    const long = await download(...args, '--adjustment', 'splits-and-dividends')
    expect(long.out).toMatch(/^ {7}\d{4} bars {2}2021-01-01 to 2025-12-31 {2}yahoo, adjusted:$/m)
    yahoo.fail({ kind: 'server-error' })
    await alpha.stop()
    const failed = await download(...args, '--db', 'other.db')
    expect(failed.out).toContain('v8/finance/chart')
    for (const line of `${long.out}${failed.out}`.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  it('goes on where it was stopped by a failure', async () => {
    yahoo.fail({ kind: 'not-found' }, { at: 'chart' })
    const unknown = await download('--symbols', 'NSE:NOSUCH', '--from', '2025-01-01', '--to', '2026-01-01')
    expect(unknown.code).toBe(1)
    for (const line of unknown.out.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    expect(unknown.out).toMatch(/missing 2025-01-01 to .*\n(?:.*\n)*\d of \d parts are missing. Run it again/)
    yahoo.heal()
    expect((await download(...args)).code).toBe(0)
  })

  it('in lines of a terminal tells whatever failed', async () => {
    yahoo.fail({ kind: 'server-error' }, { at: 'chart' })
    alpha.fail('server-error', { times: Number.POSITIVE_INFINITY })
    const { out } = await download('--symbols', 'NYSE:IBM', '--from', '2025-11-01', '--to', '2026-01-01')
    expect(out).toContain('/v8/finance/chart/IBM')
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  it('goes on where it was killed, without asking again for what had come', async () => {
    yahoo.fail({ kind: 'slow', delayMs: 300 }, { at: 'chart' })
    const killed = start(args)
    const ended = new Promise((resolve) => killed.once('exit', resolve))
    while (yahoo.count('chart') < 3) await new Promise((resolve) => setTimeout(resolve, 10))
    killed.kill('SIGKILL')
    await ended
    yahoo.heal()
    const before = yahoo.count('chart')
    expect(await download(...args)).toMatchObject({ code: 0, out: expect.stringContaining('All of it is there') })
    const resumed = yahoo.count('chart') - before
    await rm(join(folder, 'history.db'))
    await download(...args)
    // The third had been asked for, and had not come.
    expect(resumed).toBe(yahoo.count('chart') - before - resumed - 2)
  })

  it.each([
    [[], /--symbols is missing; expected at least one EXCHANGE:SYMBOL/],
    [['--symbols', 'INFY', '--from', '2021-01-01'], /--symbols is INFY; expected EXCHANGE:SYMBOL/],
    [['--symbols', 'NSE:INFY', '--from', '01-01-2021'], /--from is 01-01-2021; expected a day/],
    [['--symbols', 'NSE:INFY', '--from', '2021-02-30'], /--from is 2021-02-30; expected a day/],
    [
      ['--symbols', 'NSE:INFY', '--from', '2021-01-01', '--to', '2020-01-01'],
      /--from is 2021-01-01; expected a day before/,
    ],
    [['--symbols', 'NSE:INFY', '--from', '2021-01-01', '--timeframe', 'daily'], /--timeframe is daily/],
    [['--symbols', 'NSE:INFY', '--from', '2021-02-31'], /--from is 2021-02-31; expected a day such as/],
    [
      ['--symbols', 'NSE:INFY', '--from', '2990-01-01', '--to', '2991-01-01'],
      /--from is 2990-01-01; expected a day that/,
    ],
    [['--what'], /Unknown option '--what'.*--help/],
  ])('answers %j with one line that says what to do', async (wrong, message) => {
    const { out, error, code } = await download(...wrong)
    expect([code, out]).toEqual([1, ''])
    expect(error).toMatch(message)
    expect(error.trim().split('\n')).toHaveLength(1)
  })
})
