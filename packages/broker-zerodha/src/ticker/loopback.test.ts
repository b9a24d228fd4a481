import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createEnvironment } from '@shagun/core'
import { KiteTicker } from 'kiteconnect'
import { afterEach, describe, expect, it } from 'vitest'
import { createFakeTicker, type FakeTickerOptions } from '../fake/ticker/fake-ticker.ts'
import { apiKey, createExchange, firstToken, record } from './stage.fixture.ts'
import { createTicker, type TickerOptions } from './ticker.ts'
import { tickOf } from './ticks.fixture.ts'

const [infy, tcs] = [408_065, 2_953_217]
const many = (count: number): number[] => Array.from({ length: count }, (_, i) => (i + 1) * 256 + 1)
const cleanings: (() => unknown)[] = []

afterEach(async () => {
  for (const clean of cleanings.splice(0).reverse()) await clean()
})

/** A fake Kite on a port, and tickers before it. */
async function serve(options: FakeTickerOptions = {}) {
  const exchange = createExchange()
  exchange.tokens.set('other-key', 'other-token')
  const fake = createFakeTicker(exchange, options)
  const server = createServer((_, response) => response.writeHead(404).end())
  const unmount = await fake.mount(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanings.push(async () => {
    fake.close()
    unmount()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const logged: string[] = []
  const note = (message: string): void => void logged.push(message)
  const environment = createEnvironment({ log: { debug() {}, warn: note, error: note } })
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
  const open = (given: Partial<TickerOptions> = {}) => {
    const ticker = createTicker({ apiKey, accessToken: firstToken, url, ...given }, environment)
    cleanings.push(() => ticker.close())
    const recorded = record()
    ticker.listen(recorded.listener)
    return { ticker, ...recorded }
  }
  return { exchange, fake, url, logged, open }
}

async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 2))
}

describe('a ticker over a real socket', () => {
  it('brings packets, orders and texts, and comes back after each way of closing', async () => {
    const { exchange, fake, open } = await serve({ orderDelayMs: 0 })
    const { ticker, of } = open()
    ticker.subscribe([infy, tcs], 'full')
    await until(() => fake.sessions[0]?.subscribed.size === 2)
    for (const [i, code] of ([1000, 1001, 1006] as const).entries()) {
      const before = of('ticks').length
      exchange.trade(tickOf(infy), tickOf(tcs, { lastPrice: 3_100.1 }))
      exchange.order({ order_id: String(i) })
      fake.say('message', 'hello')
      await until(() => of('ticks').length > before && of('order').length > i && of('message').length > i)
      expect(of('ticks')[before]![1]).toEqual([
        [infy, 1520.05],
        [tcs, 3_100.1],
      ])
      fake.closeConnections(code)
      await until(() => of('restored').length > i && fake.sessions[0]?.subscribed.get(tcs) === 'full')
    }
    expect(ticker.counts.truncatedMessages).toBe(0)
  })

  it('stops at a dead token, and goes on with a new one', async () => {
    const { exchange, fake, open } = await serve()
    let token = 'dead'
    const { ticker, of } = open({ accessToken: () => token })
    await until(() => of('authRequired').length === 1)
    expect([ticker.state, of('authRequired')[0]![1]]).toEqual(['auth-required', expect.stringContaining('403')])
    token = 'alive'
    exchange.tokens.set(apiKey, token)
    ticker.renew()
    await until(() => ticker.state === 'open')
    expect([fake.attempts, of('authRequired').length]).toEqual([2, 1])
  })

  it('takes a flood without losing a packet, over three connections', async () => {
    const { exchange, fake, open } = await serve({ mostBufferedBytes: 512 * 1_048_576 })
    const { ticker, of } = open()
    exchange.trade(...many(300).map((token) => tickOf(token)))
    ticker.subscribe(many(6_001), 'full')
    await until(() => fake.sessions.length === 3 && fake.sessions.every(({ subscribed }) => subscribed.size >= 2_000))
    await until(() => ticker.counts.packets >= 300)
    const before = ticker.counts.packets
    fake.flood(200)
    await until(() => ticker.counts.packets >= before + 60_000)
    expect([ticker.counts.packets - before, of('lost').length]).toEqual([60_000, 0])
    expect(ticker.counts).toMatchObject({ truncatedMessages: 0, unknownPackets: 0 })
  })

  it('that does not keep up costs the fake no more memory than its bound', async () => {
    const { exchange, fake, open } = await serve({ mostBufferedBytes: 1_048_576 })
    const { ticker } = open()
    exchange.trade(...many(300).map((token) => tickOf(token)))
    ticker.subscribe(many(300), 'full')
    await until(() => ticker.counts.packets >= 300)
    // All in one turn, in which nobody can read.
    fake.flood(2_000)
    const [session] = fake.sessions
    expect(session!.dropped).toBeGreaterThan(0)
    expect(session!.peer.bufferedBytes).toBeLessThan(2 * 1_048_576)
    const { messages } = ticker.counts
    await until(() => session!.peer.bufferedBytes === 0)
    exchange.trade(tickOf(257))
    await until(() => ticker.counts.messages > messages)
  })

  it('is one of two that know nothing of each other: one killed leaves the other untouched', async () => {
    const { exchange, fake, open } = await serve()
    const first = open()
    const second = open({ apiKey: 'other-key', accessToken: 'other-token' })
    first.ticker.subscribe([infy], 'full')
    second.ticker.subscribe([infy, tcs], 'ltp')
    await until(() => fake.sessions.length === 2 && fake.sessions.every(({ subscribed }) => subscribed.size > 0))
    first.ticker.close()
    await until(() => fake.sessions.length === 1)
    exchange.trade(tickOf(tcs))
    await until(() => second.of('ticks').length === 1)
    expect([second.ticker.state, second.of('lost'), fake.attempts]).toEqual(['open', [], 2])
    expect(first.heard.filter(([event]) => event !== 'alive')).toEqual([])
  })
})

describe('the fake of the ticker on a port', () => {
  it("serves kiteconnect's own client", async () => {
    const { exchange, fake, url } = await serve({ orderDelayMs: 0 })
    exchange.trade(tickOf(infy))
    const options = { api_key: apiKey, access_token: firstToken, reconnect: false, root: url }
    const theirs = new KiteTicker(options) as unknown as TheirTicker
    const [ticks, orders]: [unknown[], unknown[]] = [[], []]
    theirs.on('ticks', (told) => ticks.push(...(told as unknown[])))
    theirs.on('order_update', (order) => orders.push(order))
    theirs.on('connect', () => {
      theirs.subscribe([infy])
      theirs.setMode('full', [infy])
    })
    theirs.connect()
    await until(() => ticks.some((tick) => (tick as { mode: string }).mode === 'full'))
    exchange.order({ order_id: '1', status: 'COMPLETE' })
    await until(() => orders.length > 0)
    expect(ticks.at(-1)).toMatchObject({ instrument_token: infy, last_price: 1520.05, volume_traded: 1_234_567 })
    expect(orders).toEqual([{ order_id: '1', status: 'COMPLETE' }])
    const closed = new Promise((resolve) => theirs.on('close', resolve))
    fake.closeConnections(1000)
    await closed
  })
})

/** Its types leave out some of this. */
interface TheirTicker {
  on(event: string, heard: (about: unknown) => void): void
  connect(): void
  subscribe(tokens: readonly number[]): void
  setMode(mode: string, tokens: readonly number[]): void
}
