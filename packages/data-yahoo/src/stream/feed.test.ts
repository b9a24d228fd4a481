import { isShagunError } from '@shagun/core'
import type { MarketReport } from '@shagun/core/adapter'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFakeYahoo } from '../fake/fake-yahoo.ts'
import { encodePricingMessage } from '../fake/pricing-message.ts'
import { createStage, monday } from '../stage.fixture.ts'
import { yahoo } from '../yahoo.ts'

function createScene() {
  let fake!: ReturnType<typeof createFakeYahoo>
  const stage = createStage((clock) => (fake = createFakeYahoo({ clock })).network)
  const data = yahoo({}, stage.environment)
  const listen = async (...names: `${string}:${string}`[]) => {
    const heard: MarketReport[] = []
    const leave = await stage.finish(data.subscribe(names, (report) => heard.push(report)))
    return { heard, leave, types: () => heard.map(({ type }) => type) }
  }
  return { fake, stage, data, listen }
}

const tick = {
  instrument: 'NSE:INFY',
  time: monday + 5,
  last: 1520.05,
  bid: 1520,
  ask: 1520.1,
  volume: 12_345_678,
} as const

describe('the stream of Yahoo', () => {
  it('tells quotes of both forms, to those who asked for them', async () => {
    const { fake, stage, listen } = createScene()
    const infy = await listen('NSE:INFY', 'NSE:M&M')
    const aapl = await listen('NASDAQ:AAPL')
    fake.tick(tick)
    fake.tick({ ...tick, last: 0.1283479928970337 }, 'bare')
    fake.tick({ instrument: 'NASDAQ:AAPL', time: monday, last: 244.87 })
    fake.tick({ instrument: 'BSE:INFY', time: monday, last: 1 })
    await stage.run(0)
    expect(infy.heard).toEqual([
      { type: 'quote', quote: tick },
      { type: 'quote', quote: { ...tick, last: 0.128348 } },
    ])
    expect(aapl.heard).toEqual([{ type: 'quote', quote: { instrument: 'NASDAQ:AAPL', time: monday, last: 244.87 } }])
  })

  it('is one socket however many listen, and none when nobody does', async () => {
    const { fake, stage, listen } = createScene()
    const [first, second] = [await listen('NSE:INFY', 'NSE:TCS'), await listen('NSE:INFY', 'NASDAQ:AAPL')]
    await stage.run(0)
    expect([fake.sockets, fake.count('stream')]).toEqual([1, 1])
    expect(fake.subscribed).toEqual(['AAPL', 'INFY.NS', 'TCS.NS'])
    first.leave()
    first.leave()
    await stage.run(0)
    expect(fake.subscribed).toEqual(['AAPL', 'INFY.NS'])
    second.leave()
    await stage.run(60_000)
    expect(fake.sockets).toBe(0)
    await listen('NSE:TCS')
    await stage.run(0)
    expect(fake.subscribed).toEqual(['TCS.NS'])
  })

  it('says again what it listens to, and that it lives, while nothing trades', async () => {
    const { fake, stage, listen } = createScene()
    const { types } = await listen('NSE:INFY')
    await stage.run(46_000)
    expect(types()).toEqual(['alive', 'alive', 'alive'])
    expect([fake.sockets, fake.count('stream')]).toEqual([1, 1])
  })

  it('comes back after it was closed, and listens to the same', async () => {
    const { fake, stage, listen } = createScene()
    const { heard, types } = await listen('NSE:INFY')
    fake.closeSockets(1001)
    await stage.run(10_000)
    expect(types()).toEqual(['lost', 'restored'])
    expect(fake.subscribed).toEqual(['INFY.NS'])
    fake.tick(tick)
    await stage.run(0)
    expect(heard.at(-1)).toEqual({ type: 'quote', quote: tick })
  })

  it('that falls silent is given up and made again', async () => {
    const { fake, stage, listen } = createScene()
    const { types } = await listen('NSE:INFY')
    const heal = fake.fail({ kind: 'silent-sockets' })
    await stage.run(20_000)
    expect(types().find((type) => type !== 'alive')).toBe('lost')
    heal()
    await stage.run(60_000)
    expect(types().findLast((type) => type !== 'alive')).toBe('restored')
    const losses = types().filter((type) => type === 'lost').length
    await stage.run(600_000)
    expect(types().filter((type) => type === 'lost')).toHaveLength(losses)
  })

  it('that cannot be had is told to be lost at once, also to who comes later', async () => {
    const { fake, stage, listen } = createScene()
    fake.fail({ kind: 'refused-sockets', httpStatus: 403 })
    const first = await listen('NSE:INFY')
    const second = await listen('NSE:TCS')
    expect([first.types(), second.types()]).toEqual([['lost'], ['lost']])
    fake.heal()
    await stage.run(10_000)
    expect([first.types(), second.types()]).toEqual([
      ['lost', 'restored'],
      ['lost', 'restored'],
    ])
    await stage.run(0)
    expect(fake.subscribed).toEqual(['INFY.NS', 'TCS.NS'])
  })

  it('counts what cannot be read, and goes on', async () => {
    const { fake, stage, listen } = createScene()
    const { heard } = await listen('NSE:INFY')
    for (const frame of ['{"type":"pricing","message":"////"}', '{"type":', 'CgdJTkZZLk5T', '!!!']) fake.sendRaw(frame)
    fake.sendRaw('{"type":"welcome"}')
    fake.tick(tick)
    await stage.run(60_000)
    expect(heard.filter(({ type }) => type === 'quote')).toHaveLength(1)
    fake.sendRaw('!')
    await stage.run(0)
    expect(stage.logged.filter((line) => line.includes('messages of the stream'))).toEqual([
      expect.stringContaining('1 messages'),
      expect.stringContaining('4 messages'),
    ])
  })

  it('of a symbol that may be priced in pence tells nothing where it tells no currency', async () => {
    const { fake, stage, listen } = createScene()
    const { types } = await listen('LSE:VOD', 'NSE:INFY')
    for (const symbol of ['VOD.L', 'INFY.NS'])
      fake.sendRaw(encodePricingMessage({ symbol, price: 71.2, time: monday, currency: '' }))
    await stage.run(0)
    expect(types()).toEqual(['alive', 'quote'])
  })

  it('of any prices, volumes and times comes out as it went in', async () => {
    const { fake, stage, listen } = createScene()
    const { heard } = await listen('NSE:INFY')
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9_999_999 }),
        fc.integer({ min: 0, max: 2 ** 50 }),
        fc.integer({ min: 946_684_800_001, max: 4_102_444_799_999 }),
        async (cents, volume, time) => {
          fake.tick({ instrument: 'NSE:INFY', last: cents / 100, time, volume })
          await stage.run(0)
          const expected = { instrument: 'NSE:INFY', time, last: cents / 100, ...(volume > 0 && { volume }) }
          expect(heard.at(-1)).toEqual({ type: 'quote', quote: expected })
        },
      ),
    )
  })

  it('tells of those that have a symbol, and refuses who asks for none of them', async () => {
    const { fake, stage, data, listen } = createScene()
    const { types } = await listen('MOON:X', 'NSE:INFY')
    fake.tick(tick)
    await stage.run(0)
    expect(types()).toEqual(['quote'])
    expect(stage.logged.join()).toContain('1 instruments have no symbol')
    await expect(data.subscribe(['MOON:X'], () => {})).rejects.toSatisfy((error) => isShagunError(error, 'unsupported'))
  })

  it('is not stopped by a listener that throws', async () => {
    const { fake, stage, data, listen } = createScene()
    await stage.finish(
      data.subscribe(['NSE:INFY'], () => {
        throw new Error('my own fault')
      }),
    )
    const { types } = await listen('NSE:INFY')
    fake.tick(tick)
    await stage.run(0)
    expect(types()).toEqual(['quote'])
    expect(stage.logged.join()).toContain('my own fault')
  })

  it('comes over a port as well', async () => {
    const fake = createFakeYahoo()
    const server = await fake.start()
    const data = yahoo(server.options)
    try {
      const { promise, resolve } = Promise.withResolvers<MarketReport>()
      const leave = await data.subscribe(['NSE:INFY'], resolve)
      while (fake.subscribed.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
      fake.tick(tick)
      expect(await promise).toEqual({ type: 'quote', quote: tick })
      leave()
    } finally {
      await server.close()
    }
  })
})
