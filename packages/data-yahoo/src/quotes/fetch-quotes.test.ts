import { isShagunError } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { createFakeYahoo, type FakeYahooOptions } from '../fake/fake-yahoo.ts'
import { createStage, monday } from '../stage.fixture.ts'
import { createWire } from '../wire.fixture.ts'
import { yahoo } from '../yahoo.ts'

function createScene(options: FakeYahooOptions = {}) {
  let fake!: ReturnType<typeof createFakeYahoo>
  const stage = createStage((clock) => (fake = createFakeYahoo({ clock, ...options })).network)
  const data = yahoo({}, stage.environment)
  const ask = (...names: `${string}:${string}`[]) => stage.finish(data.fetchQuotes(names))
  return { fake, stage, data, ask }
}

describe('quotes of Yahoo', () => {
  it('come in one request, with how late they are, and a bid or ask of 0 is none', async () => {
    const { fake, ask } = createScene({
      quotes: [{ instrument: 'NSE:INFY', time: monday - 1_000, last: 1520.05, bid: 0, ask: 0, volume: 7 }],
    })
    const { quotes, missing } = await ask('NSE:INFY', 'NSE:M&M', 'NASDAQ:AAPL')
    expect(missing).toEqual([])
    expect(quotes.map(({ instrument }) => instrument)).toEqual(['NSE:INFY', 'NSE:M&M', 'NASDAQ:AAPL'])
    expect(quotes[0]).toEqual({
      instrument: 'NSE:INFY',
      time: monday - 1_000,
      last: 1520.05,
      volume: 7,
      delayedBySec: 900,
    })
    expect(quotes[1]).toMatchObject({ bid: expect.any(Number), ask: expect.any(Number), delayedBySec: 900 })
    expect(quotes[2]!.delayedBySec).toBe(0)
    expect([fake.count('quote'), fake.count('crumb'), fake.count('cookie')]).toEqual([1, 1, 1])
  })

  it('are missing for what Yahoo does not know, has delisted, or has no symbol for', async () => {
    const { ask, fake } = createScene({ unknown: ['NSE:GONE'] })
    const { quotes, missing } = await ask('NSE:GONE', 'NSE:INFY', 'MOON:X')
    expect(missing).toEqual(['NSE:GONE', 'MOON:X'])
    expect(quotes).toHaveLength(1)
    await expect(ask('MOON:X')).rejects.toSatisfy((error) => isShagunError(error, 'unsupported'))
    expect(await ask()).toEqual({ quotes: [], missing: [] })
    expect(fake.count('quote')).toBe(1)
  })

  it('are asked for in batches of fifty', async () => {
    const { ask, fake } = createScene()
    const names = Array.from({ length: 101 }, (_, i) => `NSE:S${i}` as const)
    expect((await ask(...names)).quotes).toHaveLength(101)
    expect(fake.count('quote')).toBe(3)
  })

  it('come for every name of an index', async () => {
    const { ask } = createScene()
    const { quotes } = await ask('NSE:NIFTY50', 'NSE:NIFTY 50', 'NSE:NIFTY50')
    expect(quotes.map(({ instrument }) => instrument)).toEqual(['NSE:NIFTY50', 'NSE:NIFTY 50'])
    expect(quotes[0]!.last).toBe(quotes[1]!.last)
  })

  it('of one row that cannot be believed cost the others nothing', async () => {
    const good = { symbol: 'INFY.NS', regularMarketPrice: 1520.0500488, regularMarketTime: 1_763_000_000 }
    const result = [
      { ...good, symbol: 'A.NS', regularMarketPrice: 'n/a' },
      { symbol: 'B.NS', quoteType: 'NONE' },
      null,
      { ...good, bid: 5, ask: 4, exchangeDataDelayedBy: '15', priceHint: 99, somethingNew: {} },
    ]
    const stage = createStage(() => createWire(() => ({ body: { quoteResponse: { result, error: null } } })).network)
    const batch = await yahoo({}, stage.environment).fetchQuotes(['NSE:A', 'NSE:B', 'NSE:INFY'])
    expect(batch).toEqual({
      quotes: [{ instrument: 'NSE:INFY', time: 1_763_000_000_000, last: 1520.05 }],
      missing: ['NSE:A', 'NSE:B'],
    })
    expect(stage.logged.join()).toContain('2 quotes could not be believed')
  })

  it('in pence are turned into pounds', async () => {
    const { ask } = createScene({
      quotes: [{ instrument: 'LSE:VOD', time: monday, last: 0.71, bid: 0.7, ask: 0.72 }],
    })
    expect((await ask('LSE:VOD')).quotes[0]).toMatchObject({ last: 0.71, bid: 0.7, ask: 0.72 })
  })
})

describe('the crumb', () => {
  it('is minted once for all who wait', async () => {
    const { ask, fake } = createScene()
    await Promise.all([ask('NSE:A'), ask('NSE:B'), ask('NSE:C')])
    expect([fake.count('cookie'), fake.count('crumb'), fake.count('quote')]).toEqual([1, 1, 3])
  })

  it('is minted once more when Yahoo takes it no longer, and the request goes once more', async () => {
    const { ask, fake } = createScene()
    await ask('NSE:A')
    fake.expireSessions()
    const [a, b] = await Promise.all([ask('NSE:A'), ask('NSE:B')])
    expect([a.quotes.length, b.quotes.length]).toEqual([1, 1])
    expect([fake.count('cookie'), fake.count('crumb'), fake.count('quote')]).toEqual([2, 2, 5])
  })

  it.each(['Too Many Requests\r\n', '', '<html>consent</html>', 'abc', 'x'.repeat(40), '{"a":1}'])(
    'is none that reads %j: charts tell the last price then',
    async (body) => {
      const { ask, fake, stage } = createScene()
      fake.fail({ kind: 'bad-crumb', body })
      const { quotes } = await ask('NSE:A')
      expect(quotes).toEqual([
        { instrument: 'NSE:A', time: expect.any(Number), last: expect.any(Number), volume: expect.any(Number) },
      ])
      expect([fake.count('quote'), fake.count('chart')]).toEqual([0, 1])
      expect(stage.logged.join()).toContain('quotes come from charts')
    },
  )

  it('that cannot be had is not asked for again before its pause is over', async () => {
    const { ask, fake, stage } = createScene({ unknown: ['NSE:GONE'] })
    fake.fail({ kind: 'invalid-crumb' }, { at: 'quote' })
    for (let i = 0; i < 3; i++) expect((await ask('NSE:A', 'NSE:GONE')).missing).toEqual(['NSE:GONE'])
    expect([fake.count('quote'), fake.count('crumb'), fake.count('chart')]).toEqual([2, 2, 6])
    fake.heal()
    await stage.run(3_600_000)
    await ask('NSE:A')
    expect([fake.count('quote'), fake.count('crumb')]).toEqual([3, 3])
  })

  it('is told of as what failed, where charts fail as well', async () => {
    const { ask, fake } = createScene()
    fake.fail({ kind: 'no-cookie' })
    fake.fail({ kind: 'server-error' }, { at: 'chart' })
    const failing = ask('NSE:A')
    await expect(failing).rejects.toSatisfy((error) => isShagunError(error, 'unauthenticated'))
    await expect(failing).rejects.toThrow(/option `cookie`/)
  })

  it('goes with a cookie of the user where one is given', async () => {
    const cookies: unknown[] = []
    const stage = createStage(() => ({
      async fetch(input, init) {
        cookies.push(new Headers(init?.headers as [string, string][]).get('cookie'))
        const isCrumb = String(input).endsWith('getcrumb')
        return new Response(isCrumb ? 'secr/Crumb1' : '{"quoteResponse":{"result":[],"error":null}}')
      },
    }))
    await yahoo({ cookie: async () => 'A3=mine' }, stage.environment).fetchQuotes(['NSE:A'])
    expect(cookies).toEqual(['A3=mine', 'A3=mine'])
  })

  it.each([
    ['throws', () => Promise.reject(new Error('the vault holds A3=mine'))],
    ['is empty', ''],
    ['is two lines', 'A3=mine\nB=mine'],
    ['is none', (() => undefined) as never],
  ])('cannot be had where the cookie of the user %s: that is said, and the cookie is not', async (_, cookie) => {
    const stage = createStage(() => ({ fetch: async () => new Response('', { status: 500 }) }))
    const data = yahoo({ cookie }, stage.environment)
    const error = await stage.finish(data.fetchOptionChain({ instrument: 'NASDAQ:A' })).catch((error) => error)
    expect(isShagunError(error, 'unauthenticated')).toBe(true)
    expect(error.message).toContain('option `cookie`')
    for (const text of [error.stack, String(error.cause), ...stage.logged]) expect(text).not.toContain('mine')
  })

  it('that one caller no longer waits for still comes for the other', async () => {
    const { data, stage, fake } = createScene()
    fake.fail({ kind: 'slow', delayMs: 1_000 }, { at: 'crumb' })
    const leaving = new AbortController()
    const [left, stayed] = [data.fetchQuotes(['NSE:A'], leaving.signal), data.fetchQuotes(['NSE:B'])]
    const failing = expect(left).rejects.toThrow('enough')
    await stage.run(500)
    leaving.abort(new Error('enough'))
    await failing
    expect((await stage.finish(stayed)).quotes).toHaveLength(1)
    expect(fake.count('crumb')).toBe(1)
  })
})
