import { setImmediate } from 'node:timers/promises'
import { beforeEach, describe, expect, expectTypeOf, it } from 'vitest'
import { createBars } from '../model/bars.ts'
import { createInstrument } from '../model/instrument.ts'
import type { DataProvider, MarketReport } from '../ports/data-provider.ts'
import { type SimulatedClock, simulatedClock } from '../ports/environment-simulated.ts'
import { createEnvironment } from '../ports/environment-system.ts'
import { createFakeProvider, type FakeProvider } from './fake-provider.ts'
import type { Garbage } from './provider-fault.ts'

const start = Date.UTC(2026, 0, 5, 4)
const minute = 60_000
const infy = { instrument: 'NSE:INFY', timeframe: '1m' } as const
const quote = { instrument: 'NSE:INFY', time: start, last: 1520, bid: 1519.9, ask: 1520.1 } as const
const rows = [0, 1, 2].map((i) => ({ time: start + i * minute, open: 10, high: 12, low: 9, close: 11, volume: i }))
const whole = { ...infy, from: start, to: start + 3 * minute } as const

let clock: SimulatedClock
let provider: FakeProvider
beforeEach(() => {
  clock = simulatedClock(start)
  provider = createFakeProvider(
    {
      id: 'acme',
      supports: { delayedBySec: 60, adjusted: ['splits', 'none'] },
      bars: [createBars('NSE:INFY', '1m', rows)],
      quotes: [quote],
      instruments: [
        createInstrument({ id: 'NSE:TCS', currency: 'INR' }),
        createInstrument({ id: 'BSE:TCS', currency: 'INR' }),
      ],
    },
    createEnvironment({ clock, timers: clock }),
  )
})

/** What has become of a promise by now. */
async function stateOf(promise: Promise<unknown>): Promise<unknown> {
  const pending = setImmediate('pending')
  return await Promise.race([promise.catch((error: unknown) => error), pending])
}

describe('a fake provider', () => {
  it('is a data provider under any name, and says of itself what it is told to', () => {
    expectTypeOf(provider).toExtend<DataProvider>()
    expect([provider.id, provider.environment.clock]).toEqual(['acme', clock])
    expect(provider.supports).toEqual({
      timeframes: ['1m'],
      exchanges: ['*'],
      delayedBySec: 60,
      adjusted: ['splits', 'none'],
    })
    expect(createFakeProvider().id).toBe('fake')
  })

  it('has not the methods that it is to be without', () => {
    const mute = createFakeProvider({ without: ['subscribe', 'fetchInstruments'] })
    expectTypeOf(mute).toExtend<DataProvider>()
    expect(['fetchBars', 'fetchQuotes', 'fetchInstruments', 'subscribe'].filter((name) => name in mute)).toEqual([
      'fetchBars',
      'fetchQuotes',
    ])
    // @ts-expect-error it was made without
    expect(mute.subscribe).toBeUndefined()
  })

  it('serves the bars of a range, from its beginning to before its end', async () => {
    const times = async (from: number, to: number) => [
      ...(await provider.fetchBars({ ...infy, from: start + from * minute, to: start + to * minute })).volume,
    ]
    expect(await times(0, 3)).toEqual([0, 1, 2])
    expect(await times(1, 2)).toEqual([1])
    expect(await times(0.5, 2.5)).toEqual([1, 2])
    expect(await times(1, 1)).toEqual([])
    expect(await times(1.2, 1.8)).toEqual([])
    expect(await times(-5, 0)).toEqual([])
    expect(await times(3, 9)).toEqual([])
  })

  it('refuses bars of what it does not know, does not serve, or that end before they begin', async () => {
    const refused = (query: object) => stateOf(provider.fetchBars({ ...whole, ...query }))
    expect(await refused({ instrument: 'NSE:NOSUCH' })).toMatchObject({
      code: 'not-found',
      details: { source: 'acme', name: 'NSE:NOSUCH' },
    })
    expect(await refused({ timeframe: '1d' })).toMatchObject({ code: 'unsupported', details: { by: 'acme' } })
    expect(await refused({ adjustment: 'splits-and-dividends' })).toMatchObject({ code: 'unsupported' })
    expect(await refused({ from: whole.to, to: whole.from })).toMatchObject({ code: 'invalid-options' })
    expect(await refused({ from: Number.NaN })).toMatchObject({ code: 'invalid-options' })
    expect((await provider.fetchBars({ ...whole, instrument: 'NSE:TCS', adjustment: 'none' })).length).toBe(0)
  })

  it('serves quotes, and lists what it has none of', async () => {
    expect(await provider.fetchQuotes(['NSE:INFY', 'NSE:NOSUCH', 'NSE:INFY'])).toEqual({
      quotes: [quote],
      missing: ['NSE:NOSUCH'],
    })
    expect(await provider.fetchQuotes([])).toEqual({ quotes: [], missing: [] })
  })

  it('lists the instruments of an exchange', async () => {
    expect((await provider.fetchInstruments('BSE')).map(({ id }) => id)).toEqual(['BSE:TCS'])
    expect(await provider.fetchInstruments('NYSE')).toEqual([])
  })

  it('takes bars and quotes that come later', async () => {
    provider.setQuote({ ...quote, last: 1600 })
    provider.setQuote({ ...quote, instrument: 'NSE:NEW' })
    provider.setBars(createBars('NSE:INFY', '1m', rows.slice(0, 1)))
    expect((await provider.fetchQuotes(['NSE:INFY', 'NSE:NEW'])).quotes.map(({ last }) => last)).toEqual([1600, 1520])
    expect((await provider.fetchBars(whole)).length).toBe(1)
  })

  it('keeps what it was asked and when, but not what was given up before', async () => {
    await provider.fetchBars(whole)
    clock.advanceTo(start + 1000)
    await provider.fetchQuotes(['NSE:INFY'])
    await provider.fetchInstruments('NSE')
    await provider.subscribe(['NSE:INFY', 'NSE:TCS'], () => {})
    await expect(provider.fetchBars(whole, AbortSignal.abort(new Error('given up')))).rejects.toThrow('given up')
    expect(provider.requests).toEqual([
      { kind: 'bars', time: start, query: whole },
      { kind: 'quotes', time: start + 1000, instruments: ['NSE:INFY'] },
      { kind: 'instruments', time: start + 1000, exchange: 'NSE' },
      { kind: 'subscribe', time: start + 1000, instruments: ['NSE:INFY', 'NSE:TCS'] },
    ])
  })
})

describe('the stream of a fake provider', () => {
  const trade = { type: 'trade', trade: { instrument: 'NSE:TCS', time: start, price: 3000, quantity: 5 } } as const
  const reports: readonly MarketReport[] = [
    { type: 'quote', quote },
    { type: 'depth', depth: { instrument: 'NSE:INFY', time: start, bids: [], asks: [] } },
    { type: 'bar', bar: { ...infy, ...rows[0]! } },
    trade,
  ]
  const signs: readonly MarketReport[] = [{ type: 'lost', cause: 'cut' }, { type: 'restored' }, { type: 'alive' }]

  it('reports to each what it subscribed to, and signs of life and loss to all', async () => {
    const [first, second]: [MarketReport[], MarketReport[]] = [[], []]
    await provider.subscribe(['NSE:INFY'], (report) => first.push(report))
    await provider.subscribe(['NSE:TCS', 'NSE:INFY'], (report) => second.push(report))
    for (const report of [...reports, ...signs]) provider.push(report)
    expect(first).toEqual([...reports.slice(0, 3), ...signs])
    expect(second).toEqual([...reports, ...signs])
  })

  it('ends each subscription alone, once', async () => {
    const heard: string[] = []
    const endFirst = await provider.subscribe(['NSE:TCS'], () => heard.push('first'))
    const endSecond = await provider.subscribe(['NSE:TCS'], () => heard.push('second'))
    expect(provider.subscriptions).toEqual([['NSE:TCS'], ['NSE:TCS']])
    endFirst()
    endFirst()
    expect(provider.subscriptions).toHaveLength(1)
    provider.push(trade)
    endSecond()
    provider.push(trade)
    expect(heard).toEqual(['second'])
    expect(provider.requests.filter(({ kind }) => kind === 'subscribe')).toHaveLength(2)
  })

  it('tells nothing more to a subscription that another one ends while it hears', async () => {
    const heard: string[] = []
    let endSecond = () => {}
    await provider.subscribe(['NSE:TCS'], () => endSecond())
    endSecond = await provider.subscribe(['NSE:TCS'], () => heard.push('second'))
    provider.push(trade)
    expect(heard).toEqual([])
  })
})

describe('a fault of a fake provider', () => {
  const ask: Readonly<Record<string, (signal?: AbortSignal) => Promise<unknown>>> = {
    bars: (signal) => provider.fetchBars(whole, signal),
    quotes: (signal) => provider.fetchQuotes(['NSE:INFY'], signal),
    instruments: (signal) => provider.fetchInstruments('NSE', signal),
    subscribe: () => provider.subscribe(['NSE:INFY'], () => {}),
  }

  it.each([
    [{ kind: 'unreachable' }, { details: { source: 'acme', why: 'network', sent: 'no' }, retryable: true }],
    [
      { kind: 'rate-limited', retryAfterMs: 3000 },
      { details: { source: 'acme', retryAfterMs: 3000 }, retryable: true },
    ],
    [{ kind: 'unauthenticated' }, { details: { source: 'acme' }, retryable: false }],
    [{ kind: 'not-found' }, { details: { source: 'acme' }, retryable: false }],
  ] as const)('%j is thrown, and counted, until it ends', async (fault, expected) => {
    provider.fail(fault)
    for (const request of Object.values(ask))
      expect(await stateOf(request())).toMatchObject({ code: fault.kind, ...expected })
    expect(provider.requests.map(({ kind }) => kind)).toEqual(['bars', 'quotes', 'instruments', 'subscribe'])
    expect(provider.subscriptions).toEqual([])
    provider.recover()
    for (const request of Object.values(ask)) await request()
  })

  it('hits the kinds of requests that it is meant for, and ends for those alone', async () => {
    provider.fail({ kind: 'unreachable' }, 'bars', 'quotes')
    await ask['instruments']!()
    expect(await stateOf(ask['bars']!())).toMatchObject({ code: 'unreachable' })
    provider.recover('bars')
    await ask['bars']!()
    expect(await stateOf(ask['quotes']!())).toMatchObject({ code: 'unreachable' })
  })

  it('stalls: never an answer, until the signal is aborted', async () => {
    provider.fail({ kind: 'stalled' })
    for (const [kind, request] of Object.entries(ask)) {
      const giveUp = new AbortController()
      const asked = request(giveUp.signal)
      clock.advanceTo(clock.now() + 86_400_000)
      expect(await stateOf(asked)).toBe('pending')
      if (kind === 'subscribe') continue
      giveUp.abort(new Error('given up'))
      await expect(asked).rejects.toThrow('given up')
    }
  })

  it('stalls even for who gives up, where it ignores the signal', async () => {
    provider.fail({ kind: 'stalled', ignoresAbort: true })
    const giveUp = new AbortController()
    const asked = provider.fetchBars(whole, giveUp.signal)
    giveUp.abort(new Error('given up'))
    provider.recover()
    expect(await stateOf(asked)).toBe('pending')
  })

  it('is slow: an answer, but so much later', async () => {
    provider.fail({ kind: 'slow', delayMs: 5000 })
    const asked = provider.fetchBars(whole)
    clock.advanceTo(start + 4999)
    expect(await stateOf(asked)).toBe('pending')
    clock.advanceTo(start + 5000)
    expect((await asked).length).toBe(3)
    const giveUp = new AbortController()
    const given = provider.fetchBars(whole, giveUp.signal)
    giveUp.abort(new Error('given up'))
    await expect(given).rejects.toThrow('given up')
  })

  it('stamps quotes of yesterday', async () => {
    provider.fail({ kind: 'yesterday' })
    expect((await provider.fetchQuotes(['NSE:INFY'])).quotes).toEqual([{ ...quote, time: start - 86_400_000 }])
    expect((await provider.fetchBars(whole)).time[0]).toBe(start)
  })

  const isWrong: Readonly<Record<Garbage, (bars: Awaited<ReturnType<DataProvider['fetchBars']>>) => boolean>> = {
    nan: ({ close }) => close.some(Number.isNaN),
    negative: ({ low }) => low.some((price) => price < 0),
    'wrong-instrument': ({ instrument }) => instrument !== 'NSE:INFY',
    unsorted: ({ time }) => time[0]! > time[1]!,
    impossible: ({ high, low }) => high.some((price, i) => price < low[i]!),
  }

  it.each(Object.entries(isWrong) as [Garbage, (typeof isWrong)[Garbage]][])(
    'answers with garbage: %s',
    async (as, wrong) => {
      expect(wrong(await provider.fetchBars(whole))).toBe(false)
      provider.fail({ kind: 'garbage', as })
      expect(wrong(await provider.fetchBars(whole))).toBe(true)
      expect((await provider.fetchBars({ ...whole, to: whole.from })).length).toBe(0)
      provider.recover()
      expect(wrong(await provider.fetchBars(whole))).toBe(false)
    },
  )

  it.each([
    ['nan', { last: Number.NaN }],
    ['negative', { last: -1520 }],
    ['wrong-instrument', { instrument: 'NSE:NOBODYASKED' }],
    ['unsorted', quote],
  ] as const)('answers with garbage for a quote: %s', async (as, expected) => {
    provider.fail({ kind: 'garbage', as })
    expect((await provider.fetchQuotes(['NSE:INFY'])).quotes).toEqual([{ ...quote, ...expected }])
  })

  it('answers with a bid above the ask for a quote that is impossible', async () => {
    provider.fail({ kind: 'garbage', as: 'impossible' })
    const [spoiled] = (await provider.fetchQuotes(['NSE:INFY'])).quotes
    expect(spoiled!.bid).toBeGreaterThan(spoiled!.ask!)
  })
})
