import { createEnvironment } from '@shagun/core'
import { KiteConnect } from 'kiteconnect'
import { afterEach, describe, expect, it } from 'vitest'
import { createFakeKite, type FakeKite, type FakeKiteOptions } from './fake-kite.ts'
import type { FakeKiteServer } from './serve.ts'
import type { Wire } from './stage.fixture.ts'

/** The official client, in front of a fake on a port. */
const servers: FakeKiteServer[] = []
async function open(options: FakeKiteOptions = {}): Promise<{ fake: FakeKite; kite: Wire; server: FakeKiteServer }> {
  const fake = createFakeKite({ limits: 'none', ...options }, createEnvironment({}))
  const server = await fake.listen()
  servers.push(server)
  const { apiKey, accessToken } = fake.session()
  const kite = new KiteConnect({ api_key: apiKey, access_token: accessToken, root: server.url } as never) as Wire
  return { fake, kite, server }
}

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

const order = {
  exchange: 'NSE',
  tradingsymbol: 'INFY',
  transaction_type: 'BUY',
  order_type: 'LIMIT',
  quantity: 10,
  product: 'CNC',
  price: 1500,
  tag: 'abc',
}

describe('the official client', () => {
  it('logs in, and is who it is', async () => {
    const { fake, kite } = await open()
    const session = await kite.generateSession(fake.login(), 'fakeapisecret')
    expect(session).toMatchObject({ user_id: 'AB1234' })
    kite.setAccessToken(session.access_token)
    expect(await kite.getProfile()).toMatchObject({ user_id: 'AB1234' })
    expect(await kite.getMargins()).toMatchObject({ equity: { net: 1_000_000 } })
    expect(await kite.invalidateAccessToken()).toBe(true)
    await expect(kite.getProfile()).rejects.toMatchObject({ error_type: 'TokenException' })
  })

  it('places, modifies, fills and cancels', async () => {
    const { fake, kite } = await open()
    const { order_id } = await kite.placeOrder('regular', { ...order })
    expect(await kite.modifyOrder('regular', order_id, { price: 1501, quantity: 20 })).toEqual({ order_id })
    fake.print('NSE:INFY', 1501, 5)
    expect(await kite.cancelOrder('regular', order_id)).toEqual({ order_id })
    expect(await kite.getOrders()).toMatchObject([
      { order_id, status: 'CANCELLED', price: 1501, filled_quantity: 5, cancelled_quantity: 15, tag: 'abc' },
    ])
    expect(await kite.getTrades()).toMatchObject([{ order_id, quantity: 5, average_price: 1501 }])
    expect(await kite.getOrderTrades(order_id)).toHaveLength(1)
    expect((await kite.getOrderHistory(order_id)).at(-1)).toMatchObject({ status: 'CANCELLED' })
    await expect(kite.cancelOrder('regular', order_id)).rejects.toMatchObject({ error_type: 'InputException' })
    expect(await kite.getPositions()).toMatchObject({ net: [{ quantity: 5 }] })
    expect(await kite.getHoldings()).toEqual([])
  })

  it('reads quotes, candles and instruments', async () => {
    const { fake, kite } = await open({ dump: { rows: 500 } })
    fake.print('NSE:INFY', 1500, 5)
    expect(await kite.getLTP(['NSE:INFY'])).toEqual({ 'NSE:INFY': { instrument_token: 256_257, last_price: 1500 } })
    expect(await kite.getQuote(['NSE:INFY'])).toMatchObject({
      'NSE:INFY': { volume: 5, depth: { buy: expect.any(Array) } },
    })
    expect(await kite.getOHLC(['NSE:INFY'])).toMatchObject({ 'NSE:INFY': { ohlc: { open: 1500 } } })
    const candles = await kite.getHistoricalData(
      256_257,
      'day',
      '2025-01-01 00:00:00',
      '2025-01-31 00:00:00',
      false,
      true,
    )
    expect(candles.length).toBeGreaterThan(18)
    expect(candles[0]).toMatchObject({ open: expect.any(Number), volume: expect.any(Number) })
    const instruments = await kite.getInstruments()
    expect(instruments.length).toBeGreaterThanOrEqual(506)
    expect(instruments[0]).toMatchObject({ tradingsymbol: 'INFY', exchange: 'NSE', lot_size: 1 })
  })

  it('places triggers, and asks what orders take', async () => {
    const { fake, kite } = await open()
    const gtt = {
      trigger_type: 'two-leg',
      tradingsymbol: 'INFY',
      exchange: 'NSE',
      trigger_values: [1400, 1600],
      last_price: 1500,
      orders: [1400, 1600].map((price) => ({
        transaction_type: 'SELL',
        quantity: 1,
        product: 'MIS',
        order_type: 'LIMIT',
        price,
      })),
    }
    const { trigger_id } = await kite.placeGTT(gtt)
    expect(await kite.modifyGTT(trigger_id, { ...gtt, trigger_values: [1300, 1600] })).toEqual({ trigger_id })
    fake.print('NSE:INFY', 1600, 1)
    expect(await kite.getGTT(trigger_id)).toMatchObject({ status: 'triggered' })
    expect(await kite.getGTTs()).toHaveLength(1)
    expect(await kite.getOrders()).toMatchObject([{ transaction_type: 'SELL', price: 1600 }])
    const asked = { ...order, variety: 'regular', trigger_price: 0 }
    expect(await kite.orderMargins([asked])).toMatchObject([{ total: 15_000 }])
    expect(await kite.orderBasketMargins([asked])).toMatchObject({ final: { total: 15_000 } })
  })

  it('is told no as it expects it', async () => {
    const { fake, kite } = await open()
    await expect(kite.placeOrder('regular', { ...order, quantity: 0 })).rejects.toMatchObject({
      error_type: 'InputException',
    })
    fake.faults.add({ kind: 'answer-lost' }, { at: 'place', times: 1 })
    await expect(kite.placeOrder('regular', { ...order })).rejects.toMatchObject({ error_type: 'NetworkException' })
    expect(await kite.getOrders()).toHaveLength(1)
  })
})

describe('on a port', () => {
  async function ask({ fake, server }: { fake: FakeKite; server: FakeKiteServer }, path: string, headers = {}) {
    const { apiKey, accessToken } = fake.session()
    return await fetch(`${server.url}${path}`, {
      headers: { 'X-Kite-Version': '3', authorization: `token ${apiKey}:${accessToken}`, ...headers },
    })
  }

  it('answers come compressed to who takes that, and a fault may turn it round', async () => {
    const stage = await open()
    expect((await ask(stage, '/orders')).headers.get('content-encoding')).toBe('gzip')
    const plain = { 'accept-encoding': 'identity' }
    expect((await ask(stage, '/orders', plain)).headers.get('content-encoding')).toBeNull()
    stage.fake.faults.add({ kind: 'gzip', on: true }, { times: 1 })
    expect((await ask(stage, '/orders', plain)).headers.get('content-encoding')).toBe('gzip')
    stage.fake.faults.add({ kind: 'gzip', on: false }, { times: 1 })
    expect((await ask(stage, '/orders')).headers.get('content-encoding')).toBeNull()
  })

  it('bodies end in the middle, or come late', async () => {
    const stage = await open()
    stage.fake.faults.add({ kind: 'half-body' }, { times: 1 })
    await expect(ask(stage, '/user/profile').then((reply) => reply.text())).rejects.toThrow()
    stage.fake.faults.add({ kind: 'slow-body', ms: 50 }, { times: 1 })
    const before = performance.now()
    expect(await (await ask(stage, '/user/profile')).json()).toMatchObject({ status: 'success' })
    expect(performance.now() - before).toBeGreaterThan(45)
  })

  it('a socket without a session is turned away', async () => {
    const { server } = await open()
    const { default: WebSocket } = await import('ws')
    const status = await new Promise((resolve) => {
      const socket = new WebSocket(server.socketUrl)
      socket.on('unexpected-response', (_request, { statusCode }) => resolve(statusCode))
      socket.on('error', () => {})
    })
    expect(status).toBe(400)
  })

  it('a login goes through the page and back', async () => {
    const { fake, server } = await open()
    const reply = await fetch(`${server.url}/connect/login?v=3&api_key=fakeapikey`, { redirect: 'manual' })
    expect(reply.status).toBe(302)
    expect(new URL(reply.headers.get('location')!).searchParams.get('request_token')).toMatch(/^\w{32}$/)
    expect(fake.count('login')).toBe(1)
  })

  it('a closed server leaves nothing behind', async () => {
    const { fake, server } = await open()
    fake.faults.add({ kind: 'stall' })
    const hanging = fetch(`${server.url}/orders`).catch(() => 'ended')
    while (fake.count() === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    servers.splice(0)
    await server.close()
    expect(await hanging).toBe('ended')
  })
})

describe('in the process', () => {
  it('sockets reach the stream of the exchange, and are turned away without a session', async () => {
    const fake = createFakeKite()
    const { apiKey, accessToken } = fake.session()
    const ended = (token: string): Promise<unknown[]> =>
      new Promise((resolve) => {
        const listener = {
          opened: () => resolve(['opened']),
          received() {},
          closed: (...args: unknown[]) => resolve(args),
        }
        fake.network.openSocket(`wss://ws.kite.trade?api_key=${apiKey}&access_token=${token}`, listener)
      })
    expect(await ended('another')).toEqual([1006, expect.any(String), 403])
    expect(await ended(accessToken)).toEqual(['opened'])
    fake.ticker.close()
  })
})
