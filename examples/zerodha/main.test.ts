import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keys, listen, openStage, order, type Said, type Stage, tooLong } from './stage.fixture.ts'

const main = fileURLToPath(new URL('main.ts', import.meta.url))
let folder: string
let temporary: string
const ends: (() => unknown)[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zerodha-'))
  temporary = join(folder, 'temporary')
  await mkdir(temporary)
})
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
  await rm(folder, { recursive: true, force: true })
})

interface Started extends Said {
  readonly error: string
  readonly code: Promise<number | null>
  readonly kill: ChildProcess['kill']
}

function start(args: readonly string[] = [], settings: Readonly<Record<string, string>> = {}): Started {
  const { INIT_CWD: _, ...inherited } = process.env
  const env = { ...inherited, TMPDIR: temporary, ...settings }
  const child = spawn(process.execPath, ['--conditions=@shagun/source', '--no-warnings', main, ...args], {
    cwd: folder,
    env,
  })
  ends.push(() => child.kill('SIGKILL'))
  const said = listen()
  child.stdout.setEncoding('utf8').on('data', said.hear)
  let error = ''
  child.stderr.setEncoding('utf8').on('data', (text) => {
    error += text
  })
  const code = new Promise<number | null>((resolve) => child.on('close', resolve))
  void code.then(said.end)
  return Object.defineProperties(said, {
    error: { get: () => error },
    code: { value: code },
    kill: { value: child.kill.bind(child) },
  }) as unknown as Started
}

async function openKite(): Promise<Stage & { begin(args?: readonly string[]): Started }> {
  const stage = await openStage()
  ends.push(stage.close)
  return {
    ...stage,
    begin: (args = []) => start(['--kite', stage.server.url, '--port', '0', '--out', 'out', ...args], keys),
  }
}

describe('the command without keys', () => {
  it('goes the whole way at a Kite of its own, from the login to a filled order and back', async () => {
    const started = start()
    expect(await started.code).toBe(0)
    const { out, error } = started
    expect(error).toBe('')
    for (const said of [
      /^http:\/\/127\.0\.0\.1:\d+\/connect\/login\?v=3&api_key=offline/m,
      /Logged in\s+as AB1234, until \w+ 06:00 in India/,
      /Token\s+kept for today, sealed/,
      /Cash\s+10,00,000\.00 INR/,
      /buy 10 NSE:INFY at 1,517\.\d\d or better/,
      /submitted(.|\n)*accepted by Kite as \d{19}(.|\n)*filled 6 at 1,517(.|\n)*filled 4 at 1,517/,
      /sell 10 NSE:INFY(.|\n)*cancel requested\n.* canceled\n/,
      /Cash\s+9,84,8\d\d\.\d\d INR\n\s+NSE:INFY\s+10 delivery at 1,517/,
      /\nDone\.\n$/,
    ])
      expect(out).toMatch(said)
    expect(tooLong(out)).toEqual([])
    expect(await readdir(temporary)).toEqual([])
  })

  it.each([
    ['SIGINT', /Logged in/, 130],
    ['SIGTERM', /accepted by Kite/, 143],
  ] as const)('is ended by %s after %s, with no order and no file left', async (signal, when, code) => {
    const started = start()
    await started.said(when)
    started.kill(signal)
    expect(await started.code).toBe(code)
    expect(started.error).toBe('')
    expect(started.out).toMatch(/\nStopped\.\n$/)
    const accepted = started.out.match(/accepted by Kite/g) ?? []
    expect(started.out.match(/^ +\S+ +canceled$/gm) ?? []).toHaveLength(accepted.length)
    expect(await readdir(temporary)).toEqual([])
  })
})

describe('the command with keys', () => {
  it('waits for a person to log in, and ends by itself once it has read what there is', async () => {
    const { fake, begin, logIn } = await openKite()
    const started = begin()
    expect(await logIn(started)).toContain('You are logged in')
    expect([await started.code, started.error]).toEqual([0, ''])
    expect(started.out).toMatch(/Cash\s+10,00,000\.00 INR/)
    expect(fake.count('place')).toBe(0)
  })

  it('ends where somebody interrupts while a login is waited for', async () => {
    const { begin } = await openKite()
    const started = begin()
    await started.said(/come back/)
    started.kill('SIGINT')
    expect([await started.code, started.error]).toEqual([130, ''])
    expect(started.out).toMatch(/\nStopped\.\n$/)
  })

  it('cancels its order where somebody interrupts', async () => {
    const { fake, begin, logIn } = await openKite()
    const started = begin(order)
    await logIn(started)
    await started.said(/accepted/)
    started.kill('SIGINT')
    expect([await started.code, started.error]).toEqual([130, ''])
    expect(fake.venue.listOrders()).toMatchObject([{ lifecycle: 'canceled' }])
  })

  it('ends with 1 where its order was refused', async () => {
    const { fake, begin, logIn } = await openKite()
    fake.allowIps([])
    const started = begin(order)
    await logIn(started)
    expect([await started.code, started.error]).toEqual([1, ''])
    expect(started.out.replace(/\s+/g, ' ')).toMatch(/rejected: No IPs configured .* did not go as it should/)
  })

  it('says in one line what to do where its port is taken', async () => {
    const { begin } = await openKite()
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    ends.push(() => other.close())
    const started = begin(['--port', String((other.address() as AddressInfo).port)])
    expect(await started.code).toBe(1)
    expect(started.error).toMatch(/^--port is \d+, where another program listens already; expected a free port.*\n$/)
  })

  it('says in one line which option cannot be', async () => {
    const started = start(['--live'], keys)
    expect([await started.code, started.out]).toEqual([1, ''])
    expect(started.error).toBe('--instrument is missing; expected EXCHANGE:SYMBOL, such as NSE:INFY.\n')
  })
})
