import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createFakeKite } from '@shagun/broker-zerodha/testing'
import { expect, it } from 'vitest'
import { keys, listen, passphrase } from '../../examples/zerodha/stage.fixture.ts'
import { readCodeBlocks } from './markdown.ts'

const blocks = readCodeBlocks('docs/brokers/zerodha.md').filter(({ info }) => info.includes('no-run'))
const app = { apiKey: keys['KITE_API_KEY']!, apiSecret: keys['KITE_API_SECRET']! }

it('the page of Zerodha leads from a login to an order on paper and then to a live one', {
  timeout: 60_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'shagun-zerodha-page-'))
  const port = await findPort()
  const fake = createFakeKite({ users: [{ userId: 'AB1234', ...app, redirectUrl: `http://127.0.0.1:${port}/` }] })
  fake.print('NSE:INFY', '1520', 100)
  const { url, socketUrl, close } = await fake.listen()
  const started: ChildProcess[] = []

  /** The programs as they stand on the page, but for where Kite is and how long they wait. */
  function start(name: string, code: string, args: readonly string[] = []) {
    const here = code
      .replace(/kiteLogin\(\{/, `$& apiUrl: '${url}', loginUrl: '${url}/connect/login',`)
      .replace(/kiteAccount\(\{/, `$& apiUrl: '${url}', tickerUrl: '${socketUrl}',`)
      .replace('8127', String(port))
      .replace('30_000', '1_500')
      .replace('2_000', '300')
    expect(here).toContain(url)
    writeFileSync(join(folder, name), here)
    const child = spawn(process.execPath, ['--conditions=@shagun/source', '--no-warnings', name, ...args], {
      cwd: folder,
      env: { ...process.env, ...keys, KITE_PASSPHRASE: passphrase },
    })
    started.push(child)
    const { hear, end, said } = listen()
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', hear)
    const over = new Promise((done) => child.on('close', done))
    void over.then(end)
    return { said, code: over }
  }

  async function trade(code: string, args: readonly string[], cash: string): Promise<void> {
    const trading = start('trade.ts', code, args)
    await trading.said(new RegExp(`^Cash: ${cash}\n(.|\n)*outcome: 'accepted'`))
    // The stream tells of trades from its first packet on.
    const market = setInterval(() => fake.print('NSE:INFY', '1500', 50), 50)
    try {
      await trading.said(/order\.filled\nfilled 1\n$/)
    } finally {
      clearInterval(market)
      fake.print('NSE:INFY', '1520', 50)
    }
    expect(await trading.code).toBe(0)
  }

  try {
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'), 'junction')
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    const [login, order] = blocks.map(({ code }) => code)
    const loggingIn = start('login.ts', login!)
    const [, address] = await loggingIn.said(/^Open (\S+)$/m)
    expect((await fetch(`http://127.0.0.1:${port}/?request_token=another`)).status).toBe(404)
    expect(await (await fetch(address!)).text()).toMatch(/^AB1234 is logged in until .*can be closed\.$/)
    expect(await loggingIn.code).toBe(0)
    await trade(order!, [], '10000.00')
    expect(fake.count('place')).toBe(0)
    await trade(order!, ['live'], '1000000.00')
    expect(fake.count('place')).toBe(1)
  } finally {
    for (const child of started) child.kill('SIGKILL')
    fake.ticker.close()
    await close()
    rmSync(folder, { recursive: true, force: true })
  }
})

/** One that nobody listens on: the page names its port, as an app of Kite does. */
async function findPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  return port
}
