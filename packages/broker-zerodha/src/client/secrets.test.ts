import { createHash } from 'node:crypto'
import { inspect } from 'node:util'
import { createInstrument, createTrader, memory } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { zerodhaData } from '../data/zerodha-data.ts'
import { kiteAccount } from '../kite-account.ts'
import { kiteLogin } from '../session/login.ts'
import { infy, limitOrder } from '../stage.fixture.ts'
import { openWorld } from '../world.fixture.ts'
import { zerodha } from '../zerodha.ts'

const monday = Date.UTC(2026, 0, 5, 4)
const checksum = createHash('sha256').update('of a postback').digest('hex')

/** A Kite that begins every sentence with all it knows of its client. */
function openParrot() {
  let speak: ((url: URL) => unknown) | undefined
  const world = openWorld(monday, {}, (url) => speak?.(url))
  const { apiKey, accessToken } = world.fake.session()
  const { apiSecret } = world.fake.users[0]!
  const secrets = [apiKey, accessToken, apiSecret, checksum]
  const echo = `You said token ${apiKey}:${accessToken}, ${encodeURIComponent(apiSecret)} and checksum=${checksum}.`
  const refuse = (status: number, errorType: string): Response =>
    Response.json({ status: 'error', message: echo, error_type: errorType, data: null }, { status })
  const emitted: unknown[] = []
  return {
    ...world,
    apiKey,
    accessToken,
    apiSecret,
    echo,
    refuse,
    emitted,
    answer(with_: ((url: URL) => unknown) | undefined) {
      speak = with_
    },
    /** What is shown has something of the sentence, and none of the secrets. */
    expectClean() {
      const text = inspect([emitted, world.logged], { depth: 50, maxStringLength: null, maxArrayLength: null })
      expect(text).toContain('[redacted]')
      for (const secret of secrets)
        for (const way of [secret, encodeURIComponent(secret)]) expect([way, text.includes(way)]).toEqual([way, false])
    },
  }
}

async function openTrader() {
  const parrot = openParrot()
  const { apiKey, accessToken, apiSecret, environment, fake, during, afterwards, emitted } = parrot
  const account = kiteAccount({ apiKey, accessToken }, environment)
  const broker = zerodha({ account })
  const trader = createTrader({
    broker,
    storage: memory(),
    instruments: [createInstrument({ id: infy, currency: 'INR', tickSize: '0.05' })],
  })
  trader.on('order.*', (event) => void emitted.push(event))
  fake.print(infy, '1520', 100)
  await during(trader.start())
  afterwards(() => void trader.stop())
  // Its secret is known from the first postback on.
  broker.receivePostback(JSON.stringify({ order_id: '1', order_timestamp: 'never', checksum }), apiSecret)
  return { ...parrot, account, broker, trader }
}

describe('what Kite says, with secrets in it,', () => {
  it.each([
    [400, 'InputException'],
    [403, 'PermissionException'],
    [429, 'NetworkException'],
    [503, 'NetworkException'],
    [403, 'TokenException'],
  ])('when it refuses orders, changes and cancels with %i %s is shown without them', async (status, errorType) => {
    const { trader, broker, during, answer, refuse, emitted, expectClean, pass } = await openTrader()
    const { order } = await during(trader.place(limitOrder))
    const id = order.terms.clientOrderId
    answer(({ pathname }) => (pathname.startsWith('/orders') ? refuse(status, errorType) : undefined))
    emitted.push(
      await during(Promise.all([trader.modify(id, { quantity: 20 }), trader.cancel(id), trader.place(limitOrder)])),
    )
    emitted.push(await during(broker.findOrders(id).catch((error: unknown) => error)))
    await pass(40_000)
    expectClean()
  })

  it('about slices, and in its order book, is shown without them', async () => {
    const { trader, during, answer, echo, emitted, expectClean, pass } = await openTrader()
    answer(({ pathname }) => {
      if (pathname === '/orders/regular')
        return { status: 'success', data: [{ error: { message: echo, error_type: 'OrderException' } }] }
      return undefined
    })
    const refused = await during(trader.place(limitOrder))
    expect(refused.outcome).toBe('rejected')
    emitted.push(refused)
    answer(undefined)
    const { order } = await during(trader.place(limitOrder))
    const row = {
      order_id: order.brokerOrderIds[0],
      status: 'REJECTED',
      status_message: echo,
      exchange: 'NSE',
      tradingsymbol: 'INFY',
      transaction_type: 'BUY',
      quantity: 10,
      order_timestamp: '2026-01-05 09:30:01',
      tag: order.terms.clientOrderId,
    }
    answer(({ pathname }) => (pathname === '/orders' ? { status: 'success', data: [row] } : undefined))
    await pass(70_000)
    expect(trader.view.orders.get(order.terms.clientOrderId)!.lifecycle).toBe('rejected')
    expectClean()
  })

  it('on its socket and in postbacks is shown without them', async () => {
    const { trader, during, fake, broker, apiSecret, echo, expectClean, pass } = await openTrader()
    const { order } = await during(trader.place(limitOrder))
    const update = {
      order_id: order.brokerOrderIds[0],
      order_timestamp: '2026-01-05 09:30:01',
      status: 'REJECTED',
      status_message: echo,
      exchange: 'NSE',
      tradingsymbol: 'INFY',
      transaction_type: 'BUY',
      quantity: 10,
    }
    for (const type of ['message', 'error'] as const) fake.ticker.say(type, echo)
    const signed = createHash('sha256').update(`${update.order_id}${update.order_timestamp}${apiSecret}`).digest('hex')
    expect(broker.receivePostback(JSON.stringify({ ...update, checksum: signed }), apiSecret)).toBe(true)
    await pass(1_000)
    fake.ticker.sendRaw(JSON.stringify({ type: 'order', data: update }))
    await pass(1_000)
    expectClean()
  })

  it('when it gives no books and no prices is shown without them', async () => {
    const { account, broker, during, answer, refuse, emitted, expectClean } = await openTrader()
    const data = zerodhaData({ account })
    for (const [status, errorType] of [
      [400, 'InputException'],
      [403, 'PermissionException'],
      [500, 'GeneralException'],
    ] as const) {
      answer(() => refuse(status, errorType))
      const bars = { instrument: infy, timeframe: '1d', from: monday, to: monday } as const
      for (const ask of [
        () => broker.fetchSnapshot(),
        () => data.fetchQuotes([infy]),
        () => data.fetchInstruments('BSE'),
        () => data.fetchBars(bars),
      ])
        emitted.push(await during(ask().catch((error: unknown) => error)))
    }
    expectClean()
  })

  it('at a login is shown without them', async () => {
    const { apiKey, apiSecret, environment, during, answer, emitted, expectClean } = openParrot()
    const login = kiteLogin({ apiKey, apiSecret }, environment)
    const sent = createHash('sha256').update(`${apiKey}request-token${apiSecret}`).digest('hex')
    answer(() =>
      Response.json(
        {
          status: 'error',
          message: `${apiSecret}, request-token and ${sent} do not fit.`,
          error_type: 'TokenException',
        },
        { status: 400 },
      ),
    )
    const error = await during(login.exchange('request-token').catch((cause: unknown) => cause))
    expect(inspect(error)).not.toMatch(new RegExp(`request-token|${sent}`))
    emitted.push(error)
    expectClean()
  })
})
