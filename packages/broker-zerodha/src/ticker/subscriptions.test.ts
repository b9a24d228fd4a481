import { isShagunError } from '@shagun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type TickMode, tickModes } from './modes.ts'
import { createStage } from './stage.fixture.ts'
import { tickOf } from './ticks.fixture.ts'

const [infy, tcs, nifty] = [408_065, 2_953_217, 256_265]
const many = (count: number, from = 0): number[] => Array.from({ length: count }, (_, i) => (from + i + 1) * 256 + 1)

describe('a subscription of the ticker', () => {
  it('is told with its mode, all that is wanted in one moment together', async () => {
    const stage = createStage()
    const { ticker, of } = stage.open()
    stage.exchange.trade(tickOf(infy), tickOf(tcs, { lastPrice: 3_100 }))
    await stage.run(0)
    ticker.subscribe([infy], 'full')
    ticker.subscribe([tcs], 'full')
    ticker.subscribe([nifty], 'ltp')
    await stage.run(0)
    expect(stage.fake.sessions[0]!.requests.map((text) => JSON.parse(text))).toEqual([
      { a: 'subscribe', v: [infy, tcs, nifty] },
      { a: 'mode', v: ['ltp', [nifty]] },
      { a: 'mode', v: ['full', [infy, tcs]] },
    ])
    expect(of('ticks').flatMap(([, rows]) => rows)).toEqual([
      [infy, 1520.05],
      [tcs, 3_100],
    ])
  })

  it('made before the connection stands is told in its greeting', async () => {
    const stage = createStage()
    const { ticker } = stage.open()
    const leave = ticker.subscribe([infy, tcs, infy], 'quote')
    leave()
    ticker.subscribe([tcs], 'ltp')
    await stage.run(0)
    expect(stage.subscribed()).toEqual([[[tcs, 'ltp']]])
    expect(stage.fake.sessions[0]!.requests).toHaveLength(2)
  })

  it('is counted: an instrument comes in the richest mode that anybody wants, until nobody does', async () => {
    const stage = createStage()
    const { ticker } = stage.open()
    const ends = (['full', 'quote', 'ltp', 'ltp'] as const).map((mode) => ticker.subscribe([infy], mode))
    const modes: unknown[] = []
    const look = async () => {
      await stage.run(0)
      modes.push(stage.subscribed()[0]![0]?.[1])
    }
    await look()
    for (const end of ends) {
      end()
      end()
      await look()
    }
    expect(modes).toEqual(['full', 'quote', 'ltp', 'ltp', undefined])
    const requests = stage.fake.sessions[0]!.requests.map((text) => JSON.parse(text))
    expect(requests.filter(({ a }) => a !== 'mode')).toEqual([
      { a: 'subscribe', v: [infy] },
      { a: 'unsubscribe', v: [infy] },
    ])
  })

  it('is refused for what is no token of Kite, and then nothing of it is wanted', async () => {
    const stage = createStage()
    const { ticker } = stage.open()
    for (const token of [0, -1, 1.5, NaN, 2 ** 32, Number.POSITIVE_INFINITY])
      expect(() => ticker.subscribe([infy, token], 'full')).toThrow(/expected instrument_tokens of Kite/)
    await stage.run(0)
    expect(stage.subscribed()).toEqual([[]])
  })

  it('above 3,000 instruments is spread evenly over as few connections as can carry it', async () => {
    const stage = createStage()
    const { ticker } = stage.open()
    await stage.run(0)
    ticker.subscribe(many(3_001), 'ltp')
    await stage.run(0)
    expect(stage.subscribed().map(({ length }) => length)).toEqual([1_501, 1_500])
    ticker.subscribe(many(5_999, 3_001), 'ltp')
    await stage.run(0)
    expect(stage.subscribed().map(({ length }) => length)).toEqual([3_000, 3_000, 3_000])
    expect(
      new Set(
        stage
          .subscribed()
          .flat()
          .map(([token]) => token),
      ).size,
    ).toBe(9_000)
  })

  it('never moves an instrument that has its place, and fills what was left first', async () => {
    const stage = createStage()
    const { ticker } = stage.open()
    ticker.subscribe(many(3_000), 'ltp')
    await stage.run(0)
    const leave = ticker.subscribe(many(100, 3_000), 'ltp')
    await stage.run(0)
    expect(stage.subscribed().map(({ length }) => length)).toEqual([3_000, 100])
    ticker.subscribe(many(50, 3_100), 'ltp')
    leave()
    ticker.subscribe(many(10, 3_150), 'full')
    await stage.run(0)
    expect(stage.subscribed().map(({ length }) => length)).toEqual([3_000, 60])
    const requests = stage.fake.sessions[0]!.requests
    expect(requests).toHaveLength(2)
  })

  it('that leaves a connection empty ends it, but for the last one, which is there for the orders', async () => {
    const stage = createStage()
    const { ticker } = stage.open()
    const first = ticker.subscribe(many(3_000), 'ltp')
    await stage.run(0)
    const second = ticker.subscribe(many(1, 3_000), 'ltp')
    await stage.run(0)
    expect(stage.fake.sessions).toHaveLength(2)
    first()
    await stage.run(0)
    expect(stage.subscribed()).toEqual([[[3_001 * 256 + 1, 'ltp']]])
    second()
    await stage.run(0)
    expect(stage.subscribed()).toEqual([[]])
    ticker.subscribe(many(6_001), 'ltp')
    await stage.run(0)
    expect(stage.fake.sessions).toHaveLength(3)
    expect(ticker.state).toBe('open')
  })

  it('beyond what three connections carry is refused as a whole, and changes nothing', async () => {
    for (const connections of [1, 2, 3]) {
      const stage = createStage()
      const { ticker } = stage.open({ connections })
      const most = connections * 3_000
      ticker.subscribe(many(most - 1), 'ltp')
      const before = () => stage.subscribed()
      await stage.run(0)
      const told = before()
      const beyond = () => ticker.subscribe(many(3, most - 2), 'full')
      expect(beyond).toThrow(`Kite streams ${most} instruments over ${connections} connections`)
      try {
        beyond()
      } catch (error) {
        expect(isShagunError(error, 'unsupported')).toBe(true)
      }
      await stage.run(0)
      expect(before()).toEqual(told)
      // Those that are there already count once.
      ticker.subscribe(many(2, most - 2), 'full')
      await stage.run(0)
      expect(before().flat()).toHaveLength(most)
    }
    expect(() => createStage().open({ connections: 4 })).toThrow('expected a whole number from 1 to 3')
  })

  it('whatever comes and goes, and whatever breaks meanwhile, is in the end what Kite knows', async () => {
    const step = fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({
          kind: fc.constant('subscribe'),
          first: fc.nat(40),
          mode: fc.constantFrom(...tickModes),
        }),
      },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('leave'), which: fc.nat(20) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('break'), code: fc.constantFrom(1000, 1001, 1006) }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait'), ms: fc.nat(3_000) }) },
    ) as fc.Arbitrary<Step>
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.nat(), async (steps, seed) => {
        // Loads near the limit, so that connections come and go as well.
        const stage = createStage({}, seed)
        const { ticker } = stage.open()
        ticker.subscribe(many(2_980, 1_000), 'ltp')
        const wanted: { tokens: number[]; mode: TickMode; end: () => void }[] = []
        for (const each of steps) {
          if (each.kind === 'subscribe') {
            const tokens = many(15, each.first)
            wanted.push({ tokens, mode: each.mode, end: ticker.subscribe(tokens, each.mode) })
          } else if (each.kind === 'leave') wanted.splice(each.which, 1)[0]?.end()
          else if (each.kind === 'break') stage.fake.closeConnections(each.code)
          else await stage.run(each.ms)
        }
        await stage.run(61_000)
        const expected = new Map<number, TickMode>(many(2_980, 1_000).map((token) => [token, 'ltp']))
        for (const mode of tickModes)
          for (const { tokens } of wanted.filter((each) => each.mode === mode))
            for (const token of tokens) expected.set(token, mode)
        const found = stage.subscribed().flat()
        expect(found).toHaveLength(expected.size)
        expect(new Map(found)).toEqual(new Map([...expected].sort(([a], [b]) => a - b)))
        ticker.close()
        await stage.run(0)
        expect([stage.waiting, stage.fake.sessions.length]).toEqual([0, 0])
      }),
      { numRuns: 40 },
    )
  })
})

type Step =
  | { readonly kind: 'subscribe'; readonly first: number; readonly mode: TickMode }
  | { readonly kind: 'leave'; readonly which: number }
  | { readonly kind: 'break'; readonly code: 1000 | 1001 | 1006 }
  | { readonly kind: 'wait'; readonly ms: number }
