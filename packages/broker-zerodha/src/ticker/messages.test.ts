import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TickerFault } from '../fake/ticker/faults.ts'
import { apiKey, createStage, firstToken, record } from './stage.fixture.ts'
import { tickOf } from './ticks.fixture.ts'

const [infy, tcs] = [408_065, 2_953_217]
const many = (count: number): number[] => Array.from({ length: count }, (_, i) => (i + 1) * 256 + 1)

async function opened(options: Parameters<typeof createStage>[0] = {}) {
  const stage = createStage(options)
  const opened = stage.open()
  opened.ticker.subscribe([infy, tcs], 'full')
  await stage.run(0)
  return { stage, ...opened }
}

describe('the messages of a ticker', () => {
  it('are told with when they came, many instruments in one, and once each to all who listen', async () => {
    const { stage, ticker, of } = await opened()
    const other = record()
    const leave = ticker.listen(other.listener)
    stage.exchange.trade(tickOf(infy), tickOf(tcs, { lastPrice: 3_100.1 }), tickOf(infy, { lastPrice: 1_521 }))
    await stage.run(500)
    leave()
    stage.exchange.trade(tickOf(infy))
    await stage.run(0)
    const now = stage.clock.now()
    const first = [
      'ticks',
      [
        [infy, 1_521],
        [tcs, 3_100.1],
      ],
      now - 500,
    ]
    expect(of('ticks')).toEqual([first, ['ticks', [[infy, 1520.05]], now]])
    expect(other.heard).toEqual([first])
    expect(ticker.counts).toMatchObject({ messages: 2, packets: 3 })
  })

  it.each<[TickerFault, object, number, string | undefined]>([
    [{ kind: 'truncated' }, { truncatedMessages: 1, packets: 0 }, 0, 'ended too early'],
    [{ kind: 'truncated', missingBytes: 1 }, { truncatedMessages: 1, packets: 1 }, 1, 'ended too early'],
    [{ kind: 'truncated', missingBytes: 1e6 }, { truncatedMessages: 1, packets: 0 }, 0, 'ended too early'],
    [{ kind: 'oversized' }, { unknownPackets: 2, packets: 0 }, 0, 'a length that is not known'],
    [{ kind: 'unknown-length' }, { unknownPackets: 2, packets: 2 }, 2, 'a length that is not known'],
    [{ kind: 'surplus' }, { overlongMessages: 1, packets: 2 }, 2, 'bytes after its last packet'],
    [{ kind: 'zero-packets' }, { messages: 2, packets: 2 }, 2, undefined],
  ])('that are wrong as with %o are counted, and what is right of them is told', async (fault, counts, rows, said) => {
    const { stage, ticker, of } = await opened()
    const heal = stage.fake.fail(fault)
    stage.exchange.trade(tickOf(infy), tickOf(tcs))
    await stage.run(0)
    expect(ticker.counts).toMatchObject(counts)
    expect(of('ticks').flatMap(([, told]) => told)).toHaveLength(rows)
    if (said === undefined) expect(stage.logged).toEqual([])
    else expect(stage.logged).toEqual([expect.stringContaining(said)])
    heal()
    stage.exchange.trade(tickOf(infy))
    await stage.run(0)
    expect(of('ticks').flatMap(([, told]) => told)).toHaveLength(rows + 1)
    expect(of('lost')).toEqual([])
  })

  it('of any bytes and texts break nothing', async () => {
    const { stage, ticker, of } = await opened()
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 400 }), fc.string(), fc.json()), async (message) => {
        const before = of('ticks').length
        stage.fake.sendRaw(message)
        await stage.run(0)
        const [told, { length }] = [of('ticks'), of('ticks')]
        stage.exchange.trade(tickOf(infy))
        await stage.run(0)
        expect(length - before).toBeLessThanOrEqual(1)
        expect(of('ticks')).toHaveLength(told.length + 1)
        expect(ticker.state).toBe('open')
      }),
    )
  })

  it('that are texts of Kite are told, and those nobody can read are counted and never shown', async () => {
    const { stage, ticker, of } = await opened()
    stage.fake.say('error', `Invalid ${apiKey}`)
    stage.fake.say('message', 'The exchange closes early today.')
    for (const text of ['{"type":"order"', 'secret garbage', '[]', 'null', '{"data":1}', '{"type":"order","data":"x"}'])
      stage.fake.sendRaw(text)
    stage.fake.sendRaw('{"type":"secret kind","data":{}}')
    await stage.run(0)
    expect(of('error')).toEqual([['error', 'Invalid [redacted]']])
    expect(of('message')).toEqual([['message', 'The exchange closes early today.']])
    expect(ticker.counts).toMatchObject({ unreadableTexts: 6, unknownTexts: 1, orders: 0 })
    expect(stage.logged).toHaveLength(2)
    expect(stage.logged.join()).not.toContain('secret')
    await stage.run(60_000)
    stage.fake.sendRaw('garbage')
    await stage.run(0)
    expect(stage.logged.at(-1)).toBe('zerodha: a text of the ticker could not be read. {"count":6}')
  })
})

describe('order updates of a ticker', () => {
  it('come without any subscription, for this user alone, as Kite sends them', async () => {
    const stage = createStage()
    const { of } = stage.open()
    await stage.run(0)
    const order = { order_id: '1953341975595868160', status: 'COMPLETE', filled_quantity: 10, tag: null }
    stage.exchange.order(order)
    stage.exchange.order({ order_id: '2' }, 'somebody else')
    await stage.run(50)
    expect(of('order')).toEqual([['order', order]])
  })

  it('come once over however many connections, while any of them stands', async () => {
    const stage = createStage()
    const { ticker, of } = stage.open()
    ticker.subscribe(many(6_001), 'ltp')
    await stage.run(0)
    for (let i = 0; i < 50; i++) {
      stage.exchange.order({ order_id: String(i % 20), filled_quantity: i })
      const { sessions } = stage.fake
      if (sessions.length === 3) sessions[i % 3]!.peer.close(1006)
      await stage.run(100)
    }
    expect(of('order').map(([, order]) => (order as { filled_quantity: number }).filled_quantity)).toEqual(
      Array.from({ length: 50 }, (_, i) => i),
    )
  })

  it('that Kite says twice, or in another order, are told as it says them', async () => {
    const stage = createStage()
    const { of } = stage.open()
    await stage.run(0)
    const said = async (fault: TickerFault) => {
      const before = of('order').length
      const heal = stage.fake.fail(fault)
      for (const status of ['OPEN', 'COMPLETE', 'UPDATE']) stage.exchange.order({ order_id: '1', status })
      await stage.run(2_000)
      heal()
      return of('order')
        .slice(before)
        .map(([, order]) => (order as { status: string }).status)
    }
    expect(await said({ kind: 'orders-duplicated' })).toEqual([
      'OPEN',
      'OPEN',
      'COMPLETE',
      'COMPLETE',
      'UPDATE',
      'UPDATE',
    ])
    expect(await said({ kind: 'orders-reordered' })).toEqual(['COMPLETE', 'OPEN', 'UPDATE'])
    stage.fake.fail({ kind: 'orders-early' })
    stage.exchange.order({ order_id: '2', status: 'OPEN' })
    await stage.run(0)
    expect(of('order').at(-1)).toEqual(['order', { order_id: '2', status: 'OPEN' }])
  })
})

describe('who listens to a ticker', () => {
  it('and throws, or rejects, harms nobody, and is reported once a minute', async () => {
    const { stage, ticker } = await opened()
    const broken = () => {
      throw new Error(`my own fault with ${firstToken}`)
    }
    ticker.listen({ ticks: broken, order: broken, error: broken, message: broken, lost: broken, restored: broken })
    ticker.listen({ ticks: async () => Promise.reject(new Error('later')), alive: broken, authRequired: broken })
    const { listener, of } = record()
    ticker.listen(listener)
    for (let i = 0; i < 1_000; i++) {
      stage.exchange.trade(tickOf(infy))
      await Promise.resolve()
    }
    stage.exchange.order({ order_id: '1' })
    stage.fake.say('error', 'e')
    stage.fake.say('message', 'm')
    await stage.run(5_000)
    stage.exchange.tokens.clear()
    stage.fake.closeConnections(1006)
    await stage.run(3_000)
    stage.exchange.tokens.set(apiKey, firstToken)
    ticker.renew()
    await stage.run(0)
    for (const event of ['order', 'error', 'message', 'alive', 'lost', 'authRequired', 'restored'])
      expect([event, of(event).length > 0]).toEqual([event, true])
    expect(of('ticks').length).toBeGreaterThan(500)
    const thrown = stage.logged.filter((line) => line.includes('threw'))
    expect(thrown).toHaveLength(8)
    expect(inspect(thrown)).not.toContain(firstToken)
    expect(inspect(thrown)).toContain('my own fault with [redacted]')
  })

  it('may subscribe, leave and come while being told', async () => {
    const { stage, ticker } = await opened()
    const late = record()
    const leave = ticker.listen({
      ticks() {
        leave()
        ticker.listen(late.listener)
        ticker.subscribe([1_025], 'ltp')
      },
    })
    stage.exchange.trade(tickOf(infy))
    await stage.run(0)
    expect(late.heard).toEqual([])
    stage.exchange.trade(tickOf(1_025))
    await stage.run(0)
    expect(late.of('ticks')).toHaveLength(1)
  })
})

describe('what a ticker says', () => {
  it('never has a token or key in it, whatever goes wrong', async () => {
    const stage = createStage()
    const tokens = ['token-of/day 1', 'token-of/day 2', 'token-of/day 3']
    let day = 0
    const said: unknown[] = []
    const accessToken = () => {
      if (day === 1) throw new Error(`vault: access_token=${tokens[0]} is old`)
      return tokens[day]!
    }
    stage.exchange.tokens.set(apiKey, tokens[0]!)
    const { ticker, heard } = stage.open({ accessToken })
    ticker.subscribe(many(3_001), 'full')
    ticker.listen({
      ticks() {
        throw new Error(`with ${tokens[0]} and ${encodeURIComponent(tokens[0]!)}, ${apiKey}`)
      },
    })
    const faults: TickerFault[] = [
      { kind: 'refused', httpStatus: 403 },
      { kind: 'refused', httpStatus: 429 },
      { kind: 'silent' },
      { kind: 'truncated' },
      { kind: 'oversized' },
    ]
    for (const fault of faults) {
      stage.exchange.trade(tickOf(257))
      await stage.run(2_000)
      const heal = stage.fake.fail(fault)
      stage.exchange.trade(tickOf(257))
      await stage.run(15_000)
      stage.fake.closeConnections(1006)
      stage.fake.say('error', `${tokens[day]} is no token, says ${apiKey}`)
      stage.fake.sendRaw(`${tokens[day]}`)
      await stage.run(40_000)
      heal()
      ticker.renew()
      await stage.run(40_000)
      stage.fake.say('error', `${tokens[day]} is no token, says ${apiKey}`)
      stage.fake.sendRaw(`garbage of ${tokens[day]}`)
      await stage.run(0)
      if (++day > 2) day = 0
      stage.exchange.tokens.set(apiKey, tokens[day]!)
      stage.fake.closeConnections(1006)
    }
    for (const wrong of [() => ticker.subscribe([-1], 'ltp'), () => ticker.subscribe(many(10_000), 'ltp')])
      try {
        wrong()
      } catch (error) {
        said.push(error)
      }
    ticker.close()
    try {
      ticker.subscribe([infy], 'ltp')
    } catch (error) {
      said.push(error)
    }
    expect(said).toHaveLength(3)
    const all = inspect([stage.logged, heard, said, ticker], { depth: 10, maxArrayLength: null, maxStringLength: null })
    expect(all).toContain('[redacted]')
    expect(all).toContain('vault')
    for (const secret of [apiKey, ...tokens].flatMap((each) => [each, encodeURIComponent(each)]))
      expect(all).not.toContain(secret)
  })
})
