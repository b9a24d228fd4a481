import type { SecretSource } from '@shagun/core'
import { ShagunError } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { apiKey, createStage, firstToken, record } from './stage.fixture.ts'
import { createTicker } from './ticker.ts'
import { tickOf } from './ticks.fixture.ts'

const [infy, tcs] = [408_065, 2_953_217]
const minute = 60_000
const many = (count: number): number[] => Array.from({ length: count }, (_, i) => (i + 1) * 256 + 1)

describe('a ticker whose connection breaks', () => {
  it.each([1000, 1001, 1006] as const)('with %i comes back, wants the same, and says what was missed', async (code) => {
    const stage = createStage()
    const { ticker, heard, of } = stage.open()
    ticker.subscribe([infy], 'full')
    ticker.subscribe([tcs], 'ltp')
    await stage.run(0)
    stage.fake.closeConnections(code)
    await stage.run(0)
    expect([ticker.state, ticker.isLive(infy)]).toEqual(['connecting', false])
    ticker.subscribe([tcs], 'quote')
    await stage.run(2_000)
    expect(stage.subscribed()).toEqual([
      [
        [infy, 'full'],
        [tcs, 'quote'],
      ],
    ])
    expect(heard.map(([event]) => event)).toEqual(['lost', 'restored'])
    expect(of('lost')[0]![2]).toEqual([infy, tcs])
    expect(of('restored')).toEqual([['restored', [infy, tcs]]])
    stage.exchange.trade(tickOf(infy))
    await stage.run(0)
    expect([of('ticks').length, ticker.state, ticker.isLive(infy)]).toEqual([1, 'open', true])
  })

  it('again and again, recovers as fast each time, and never loses what is wanted', async () => {
    const stage = createStage()
    const { ticker, of } = stage.open()
    ticker.subscribe([infy], 'full')
    await stage.run(0)
    for (let i = 1; i <= 20; i++) {
      stage.fake.closeConnections(1006)
      await stage.run(2_000)
      expect([of('restored').length, stage.subscribed()]).toEqual([i, [[[infy, 'full']]]])
      await stage.run(2 * minute)
    }
  })

  it('asks for its token before every connection, and says who it is in the address alone', async () => {
    const stage = createStage()
    let token = firstToken
    let asked = 0
    stage.open({
      accessToken: async () => {
        asked++
        return token
      },
    })
    await stage.run(0)
    token = 'a b&c/1'
    stage.exchange.tokens.set(apiKey, token)
    stage.fake.closeConnections(1006)
    await stage.run(2_000)
    expect([asked, stage.fake.sessions.length]).toEqual([2, 1])
    expect(stage.wire.urls.map((url) => new URL(url).searchParams.get('access_token'))).toEqual([firstToken, token])
    expect(stage.wire.urls[0]).toMatch(/^wss:\/\/ws\.kite\.trade\/\?api_key=/)
  })

  it('waits one to thirty seconds between attempts, all of it chance, however long Kite is away', async () => {
    const firsts = new Set<number>()
    for (let seed = 0; seed < 20; seed++) {
      const stage = createStage({}, seed)
      stage.fake.fail({ kind: 'refused', httpStatus: 503 })
      stage.open()
      await stage.run(0)
      const began = stage.clock.now()
      while (stage.fake.attempts === 1) await stage.run(10)
      firsts.add(stage.clock.now() - began)
      expect(stage.clock.now() - began).toBeGreaterThanOrEqual(1_000)
      const before = stage.fake.attempts
      await stage.run(60 * minute)
      // On average every 15 s.
      expect(stage.fake.attempts - before).toBeGreaterThan(180)
      expect(stage.fake.attempts - before).toBeLessThan(320)
    }
    expect(firsts.size).toBeGreaterThan(12)
    expect(Math.max(...firsts)).toBeLessThanOrEqual(2_010)
  })

  it('tells of a loss once, however often it tries', async () => {
    const stage = createStage()
    const { heard } = stage.open()
    await stage.run(0)
    stage.fake.fail({ kind: 'refused', httpStatus: 502 })
    stage.fake.closeConnections(1001)
    await stage.run(10 * minute)
    stage.fake.heal()
    await stage.run(30_000)
    expect(heard.map(([event]) => event).filter((event) => event !== 'alive')).toEqual(['lost', 'restored'])
  })
})

describe('a ticker to which nothing comes any more', () => {
  it.each([true, false])('ends the open connection after 10 s and makes another, pings answered: %s', async (pongs) => {
    const stage = createStage()
    const { ticker, of } = stage.open()
    ticker.subscribe([infy], 'full')
    await stage.run(5_000)
    const heal = stage.fake.fail({ kind: 'silent', pongs })
    await stage.run(8_900)
    expect(of('lost')).toHaveLength(0)
    await stage.run(200)
    expect(of('lost')[0]![1]).toContain('was silent for 10000 ms')
    expect(stage.fake.sessions).toHaveLength(0)
    heal()
    await stage.run(2_000)
    expect([of('restored').length, stage.subscribed()]).toEqual([1, [[[infy, 'full']]]])
  })

  it('lives on heartbeats of two seconds through a night, pings every five, and says that it lives', async () => {
    const stage = createStage()
    const { ticker, of } = stage.open()
    ticker.subscribe([infy], 'full')
    await stage.run(60 * minute)
    expect([stage.fake.attempts, of('lost').length, stage.wire.pings]).toEqual([1, 0, 720])
    expect(of('alive').length).toBeGreaterThanOrEqual(1_799)
    expect(of('alive')[0]).toEqual(['alive', [infy]])
    expect(stage.logged).toEqual([])
  })
})

describe('a ticker whose token is dead', () => {
  it('says so once over all of its connections, tries nothing more, and goes on when there is a new one', async () => {
    const stage = createStage()
    let token = firstToken
    const { ticker, of } = stage.open({ accessToken: () => token })
    ticker.subscribe(many(6_001), 'ltp')
    await stage.run(0)
    stage.exchange.tokens.set(apiKey, 'second-access-token')
    stage.fake.closeConnections(1006)
    await stage.run(24 * 60 * minute)
    expect(ticker.state).toBe('auth-required')
    expect(of('authRequired')).toHaveLength(1)
    expect(of('authRequired')[0]![1]).toMatch(/turned away with 403.*Log in, and call renew\(\)\.$/)
    expect(of('authRequired')[0]![2]).toBe('unauthenticated')
    expect(of('lost')).toHaveLength(3)
    // Those that come second and third no longer ask.
    const { attempts } = stage.fake
    expect(attempts).toBeLessThanOrEqual(6)
    expect(stage.waiting).toBe(0)
    token = 'second-access-token'
    ticker.renew()
    await stage.run(0)
    expect([ticker.state, of('restored').length, stage.fake.sessions.length]).toEqual(['open', 3, 3])
    expect(stage.subscribed().flat()).toHaveLength(6_001)
  })

  it('from the beginning waits for one that lives, and again where that is dead, too', async () => {
    const stage = createStage()
    let token = 'of yesterday'
    const { ticker, of } = stage.open({ accessToken: () => token })
    ticker.subscribe([infy], 'full')
    await stage.run(minute)
    expect([ticker.state, of('lost').length, of('authRequired').length]).toEqual(['auth-required', 1, 1])
    ticker.renew()
    await stage.run(minute)
    expect([stage.fake.attempts, of('lost').length, of('authRequired').length]).toEqual([2, 1, 2])
    token = firstToken
    ticker.renew()
    await stage.run(0)
    expect([ticker.state, of('restored').length, stage.subscribed()]).toEqual(['open', 1, [[[infy, 'full']]]])
  })

  it('leaves the connections alone that still stand', async () => {
    const stage = createStage()
    const { ticker, of } = stage.open()
    ticker.subscribe(many(3_001), 'ltp')
    await stage.run(0)
    stage.exchange.tokens.set(apiKey, 'second-access-token')
    stage.fake.sessions[0]!.peer.close(1006)
    await stage.run(5_000)
    expect([ticker.state, of('authRequired').length, stage.fake.sessions.length]).toEqual(['connecting', 1, 1])
    const [first, second] = [stage.fake.attempts, stage.fake.sessions[0]]
    await stage.run(60 * minute)
    expect([stage.fake.attempts, stage.fake.sessions[0]]).toEqual([first, second])
  })

  it('is not told again of a token that was replaced while Kite was asked', async () => {
    const stage = createStage()
    let token = 'of yesterday'
    const answer = Promise.withResolvers<string>()
    let count = 0
    const { ticker, of } = stage.open({ accessToken: () => (++count === 1 ? answer.promise : token) })
    await stage.run(0)
    token = firstToken
    ticker.renew()
    answer.resolve('of yesterday')
    await stage.run(2_000)
    expect([ticker.state, of('authRequired').length, count]).toEqual(['open', 0, 2])
  })

  it.each<[string, SecretSource]>([
    [
      'says that there is none',
      () => Promise.reject(new ShagunError('unauthenticated', 'Log in.', { details: { source: 'vault' } })),
    ],
    ['is empty', () => ''],
  ])('asks Kite for nothing where the source of the token %s', async (_, accessToken) => {
    const stage = createStage()
    const { ticker, of } = stage.open({ accessToken })
    await stage.run(minute)
    expect([ticker.state, of('authRequired').length, stage.wire.urls]).toEqual(['auth-required', 1, []])
  })

  it('goes on trying where the source of the token only fails', async () => {
    const stage = createStage()
    let count = 0
    const { ticker, of } = stage.open({
      accessToken: () => {
        if (++count < 4) throw new Error('the vault is sealed')
        return firstToken
      },
    })
    await stage.run(minute)
    expect([ticker.state, of('authRequired').length, count]).toEqual(['open', 0, 4])
  })
})

describe('a ticker whose messages are not taken', () => {
  it('holds nothing beyond its bound, and says what is wanted once there is room', async () => {
    const stage = createStage()
    const { ticker } = stage.open()
    await stage.run(0)
    const heal = stage.fake.fail({ kind: 'not-reading' })
    const tokens = many(2_500)
    for (let i = 0; i < 60; i++) {
      const end = ticker.subscribe(tokens, 'full')
      await stage.run(10)
      if (i < 59) end()
      await stage.run(10)
    }
    expect(stage.fake.sessions[0]!.requests).toEqual([])
    heal()
    await stage.run(3_000)
    expect(stage.subscribed()[0]).toHaveLength(2_500)
    expect(new Set(stage.subscribed()[0]!.map(([, mode]) => mode))).toEqual(new Set(['full']))
    const bytes = stage.fake.sessions[0]!.requests.reduce((sum, { length }) => sum + length, 0)
    expect(bytes).toBeGreaterThan(900_000)
    expect(bytes).toBeLessThan(1_048_576 + 100_000)
    expect(stage.fake.attempts).toBe(1)
  })
})

describe('a ticker that is closed', () => {
  it('leaves no timer and no socket, whatever it was doing, and tells nobody anything', async () => {
    const doings: Record<string, (stage: ReturnType<typeof createStage>) => Promise<void> | void> = {
      'nothing yet': () => {},
      'being open': (stage) => stage.run(3_000),
      'waiting to connect again': async (stage) => {
        stage.fake.fail({ kind: 'refused', httpStatus: 500 })
        await stage.run(500)
      },
      'waiting for a token': async (stage) => {
        stage.exchange.tokens.clear()
        await stage.run(5_000)
      },
      'not being read': async (stage) => {
        await stage.run(0)
        stage.fake.fail({ kind: 'not-reading' })
        await stage.run(10)
      },
    }
    for (const [doing, act] of Object.entries(doings)) {
      const stage = createStage()
      const { ticker, heard } = stage.open()
      const leave = ticker.subscribe(many(6_001), 'full')
      await act(stage)
      ticker.close()
      ticker.close()
      const { length } = heard
      leave()
      ticker.renew()
      stage.exchange.trade(tickOf(257))
      await stage.run(10 * minute)
      expect([doing, ticker.state, stage.fake.sessions.length, stage.waiting, heard.length]).toEqual([
        doing,
        'closed',
        0,
        0,
        length,
      ])
      expect(stage.exchange.listeners).toBe(0)
      expect(() => ticker.subscribe([infy], 'ltp')).toThrow('was closed')
    }
  })

  it('by who listens, in the middle of a message, tells the others nothing more', async () => {
    const stage = createStage()
    const { ticker } = stage.open()
    const [first, second] = [record(), record()]
    ticker.listen({ ...first.listener, ticks: () => ticker.close() })
    ticker.listen(second.listener)
    ticker.subscribe([infy], 'full')
    stage.exchange.trade(tickOf(infy))
    await stage.run(minute)
    expect([second.heard, stage.waiting]).toEqual([[], 0])
  })
})

describe('two tickers in one process', () => {
  it('know nothing of each other: each hears its own, and one killed leaves the other untouched', async () => {
    const stage = createStage()
    stage.exchange.tokens.set('other-key', 'other-token')
    const first = stage.open()
    const second = {
      ticker: createTicker({ apiKey: 'other-key', accessToken: 'other-token' }, stage.environment),
      ...record(),
    }
    second.ticker.listen(second.listener)
    first.ticker.subscribe([infy], 'full')
    second.ticker.subscribe([tcs], 'ltp')
    await stage.run(0)
    stage.exchange.trade(tickOf(infy), tickOf(tcs))
    stage.exchange.order({ order_id: '1' })
    await stage.run(100)
    expect([first.of('ticks').length, first.of('order').length]).toEqual([1, 1])
    expect([second.of('ticks').length, second.of('order').length]).toEqual([1, 0])
    // Its token dies, its connection breaks, and then it is closed, while the other one goes on.
    stage.exchange.tokens.delete(apiKey)
    stage.fake.closeConnections(1006, { apiKey })
    await stage.run(minute)
    first.ticker.close()
    await stage.run(minute)
    stage.exchange.trade(tickOf(tcs))
    await stage.run(0)
    expect([first.ticker.state, second.ticker.state]).toEqual(['closed', 'open'])
    expect(second.of('lost')).toEqual([])
    expect(second.of('ticks')).toHaveLength(2)
    expect(stage.fake.attempts).toBe(3)
  })
})
