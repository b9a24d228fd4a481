import {
  createBars,
  createEnvironment,
  type DatedCorporateAction,
  nyse,
  resample,
  simulatedClock,
  type Timeframe,
} from '@shagun/core'
import { afterEach, describe, expect, it } from 'vitest'
import { alphaVantage } from '../alpha-vantage.ts'
import { createStage, tuesdayNoon } from '../stage.fixture.ts'
import { createFakeAlphaVantage, type FakeAlphaVantage, type FakeFault } from './index.ts'

const silent = { debug() {}, warn() {}, error() {} }

async function ask(fake: FakeAlphaVantage, query: string): Promise<{ readonly text: string; readonly status: number }> {
  const response = await fake.network.fetch(`https://anywhere/query?${query}`)
  return { text: await response.text(), status: response.status }
}

const fakeAt = (options = {}, at = tuesdayNoon) => {
  const clock = simulatedClock(at)
  return { clock, fake: createFakeAlphaVantage({ since: at - 200 * 86_400_000, ...options }, { clock, timers: clock }) }
}

describe('the limits of the stand-in', () => {
  it('are one request in any second', async () => {
    const { clock, fake } = fakeAt()
    const quote = async () => (await ask(fake, 'function=GLOBAL_QUOTE&symbol=IBM&apikey=K')).text
    expect(await quote()).toContain('05. price')
    clock.advanceTo(tuesdayNoon + 999)
    expect(await quote()).toMatch(/1 request per second.*25 requests per day/)
    clock.advanceTo(tuesdayNoon + 1_000)
    expect(await quote()).toContain('05. price')
    expect(fake.requests.map(({ outcome }) => outcome)).toEqual(['served', 'over-second', 'served'])
  })

  it('are so many a day, counted from midnight in New York, and echo the key', async () => {
    const { clock, fake } = fakeAt({ requestsPerDay: 2, requestsPerSecond: Infinity })
    const quote = async () => (await ask(fake, 'function=GLOBAL_QUOTE&symbol=IBM&apikey=MYKEY')).text
    await quote()
    await quote()
    expect(await quote()).toMatch(/API key as MYKEY.*2 requests per day/)
    clock.advanceTo(tuesdayNoon + 12 * 3_600_000 - 1)
    expect(await quote()).toContain('per day')
    clock.advanceTo(tuesdayNoon + 12 * 3_600_000)
    expect(await quote()).toContain('05. price')
    expect(fake.usedToday).toBe(1)
  })

  it('are those of the plan: what is premium is refused to a free key', async () => {
    const free = fakeAt({ requestsPerSecond: Infinity }).fake
    const premium = fakeAt({ plan: 'premium' }).fake
    for (const [query, refusal] of [
      ['function=TIME_SERIES_DAILY_ADJUSTED&symbol=IBM', 'is a premium endpoint'],
      ['function=TIME_SERIES_DAILY&symbol=IBM&outputsize=full', 'is a premium feature'],
      ['function=REALTIME_BULK_QUOTES&symbol=IBM,AAPL', 'Artificial'],
    ] as const) {
      expect((await ask(free, `${query}&apikey=K`)).text).toContain(refusal)
      expect((await ask(premium, `${query}&apikey=K`)).text).not.toContain(refusal)
    }
  })

  it('take one key where one is told', async () => {
    const { fake } = fakeAt({ apiKey: 'RIGHT' })
    expect((await ask(fake, 'function=GLOBAL_QUOTE&symbol=IBM&apikey=WRONG')).text).toContain('apikey is invalid')
    expect((await ask(fake, 'function=GLOBAL_QUOTE&symbol=IBM')).text).toContain('apikey is invalid')
    expect((await ask(fake, 'function=GLOBAL_QUOTE&symbol=IBM&apikey=RIGHT')).text).toContain('05. price')
    expect(JSON.stringify(fake.requests)).not.toMatch(/RIGHT|WRONG/)
  })
})

describe('the wire format of the stand-in', () => {
  const { fake } = fakeAt({ plan: 'premium' })
  const keysOf = async (query: string): Promise<string[]> =>
    Object.keys(JSON.parse((await ask(fake, `${query}&apikey=K`)).text))

  it('has the names of each function, and numbers before those in them', async () => {
    expect(await keysOf('function=TIME_SERIES_WEEKLY_ADJUSTED&symbol=IBM')).toEqual([
      'Meta Data',
      'Weekly Adjusted Time Series',
    ])
    expect(await keysOf('function=FX_INTRADAY&from_symbol=EUR&to_symbol=USD&interval=15min')).toContain(
      'Time Series FX (15min)',
    )
    expect(await keysOf('function=SMA&symbol=IBM&interval=daily&time_period=5')).toContain('Technical Analysis: SMA')
    expect(await keysOf('function=GLOBAL_QUOTE&symbol=IBM&entitlement=delayed')).toEqual([
      'Global Quote - DATA DELAYED BY 15 MINUTES',
    ])
    const text = (await ask(fake, 'function=TIME_SERIES_DAILY_ADJUSTED&symbol=IBM&apikey=K')).text
    expect(text).toMatch(
      /"5. adjusted close": "[\d.]+",\s+"6. volume": "\d+",\s+"7. dividend amount": "0.0000",\s+"8. split coefficient": "1.0"/,
    )
  })

  it('has underscores in the CSV of days and spaces in that of weeks, and lines that end as on Windows', async () => {
    const headerOf = async (query: string) =>
      (await ask(fake, `${query}&symbol=IBM&datatype=csv&apikey=K`)).text.split('\r\n')[0]
    expect(await headerOf('function=TIME_SERIES_DAILY_ADJUSTED')).toBe(
      'timestamp,open,high,low,close,adjusted_close,volume,dividend_amount,split_coefficient',
    )
    expect(await headerOf('function=TIME_SERIES_MONTHLY_ADJUSTED')).toBe(
      'timestamp,open,high,low,close,adjusted close,volume,dividend amount',
    )
    expect(await headerOf('function=GLOBAL_QUOTE')).toBe(
      'symbol,open,high,low,price,volume,latestDay,previousClose,change,changePercent',
    )
    expect(await headerOf('function=BBANDS&interval=daily&time_period=5')).toBe(
      'time,Real Upper Band,Real Middle Band,Real Lower Band',
    )
  })

  it('tells an unknown symbol as the vendor does', async () => {
    expect((await ask(fake, 'function=GLOBAL_QUOTE&symbol=NOPE&apikey=K')).text.replaceAll(/\s/g, '')).toBe(
      '{"GlobalQuote":{}}',
    )
    expect((await ask(fake, 'function=TIME_SERIES_DAILY&symbol=NOPE&datatype=csv&apikey=K')).text).toContain(
      'Invalid API call',
    )
    expect(
      (await ask(fake, 'function=TIME_SERIES_INTRADAY&symbol=RELIANCE.BSE&interval=5min&apikey=K')).text,
    ).toContain('Invalid API call')
    expect((await ask(fake, 'function=NO_SUCH&symbol=IBM&apikey=K')).text).toContain('does not exist')
  })
})

describe('the prices of the stand-in', () => {
  it('are the same for the same seed, and others for another', async () => {
    const textOf = async (seed: number) =>
      (await ask(fakeAt({ seed }).fake, 'function=TIME_SERIES_DAILY&symbol=IBM&apikey=K')).text
    expect(await textOf(3)).toBe(await textOf(3))
    expect(await textOf(3)).not.toBe(await textOf(4))
  })

  it('are those that are given, where any are', async () => {
    const calendar = nyse()
    const opens = calendar.sessions(Date.UTC(2026, 3, 1), tuesdayNoon).map(({ open }) => open)
    const days = createBars(
      'NASDAQ:MSFT',
      '1d',
      opens.map((time, i) => ({ time, open: 50 + i, high: 60 + i, low: 40 + i, close: 55 + i, volume: i })),
    )
    const actions: DatedCorporateAction[] = [
      { instrument: 'NASDAQ:MSFT', action: 'split', ratio: 2, exDate: calendar.day(opens[10]!).start },
    ]
    const { clock, fake } = fakeAt({ bars: [days], actions, plan: 'premium' })
    const data = alphaVantage(
      { apiKey: 'K', plan: 'premium' },
      createEnvironment({ clock, network: fake.network, log: silent }),
    )
    const query = { instrument: 'NASDAQ:MSFT', from: 0, to: tuesdayNoon } as const
    const read = await data.fetchBars({ ...query, timeframe: '1d' })
    expect([...read]).toEqual([...days.slice(0, read.length)])
    expect(read.length).toBe(days.length - 1)
    expect([...(await data.fetchBars({ ...query, timeframe: '1w' }))]).toEqual([...resample(read, '1w', calendar)])
    const split = await data.fetchBars({ ...query, timeframe: '1d', adjustment: 'splits' })
    expect([split.close[9], split.close[10]]).toEqual([32, 65])
  })

  it('of days are made of their minutes', async () => {
    const stage = createStage({ plan: 'premium', since: Date.UTC(2026, 2, 2) })
    const data = stage.make({ plan: 'premium' })
    const query = { instrument: 'NYSE:IBM', from: Date.UTC(2026, 3, 1), to: tuesdayNoon } as const
    const fetch = (timeframe: Timeframe) => stage.wait(data.fetchBars({ ...query, timeframe }))
    const days = await fetch('1d')
    for (const timeframe of ['1m', '15m', '1h'] as const)
      expect([...resample(await fetch(timeframe), '1d', nyse())]).toEqual([...days])
  })
})

describe('the stand-in on a port of this machine', () => {
  let fake: FakeAlphaVantage
  afterEach(() => fake.stop())

  it('is asked as the vendor is, and ends with its connections', async () => {
    fake = createFakeAlphaVantage({ since: Date.UTC(2026, 0), apiKey: 'KEY' })
    const baseUrl = await fake.start()
    expect(await fake.start()).toBe(baseUrl)
    const data = alphaVantage({ apiKey: 'KEY', baseUrl }, createEnvironment({ log: silent }))
    expect(await data.searchInstruments('ibm')).toMatchObject([{ instrument: 'US:IBM' }])
    await fake.stop()
    await expect(data.fetchQuotes(['NYSE:IBM'])).rejects.toMatchObject({ code: 'unreachable' })
  })

  it.each<[FakeFault, string]>([
    ['per-day', 'rate-limited'],
    ['invalid-key', 'unauthenticated'],
    ['truncated', 'invalid-data'],
  ])('goes wrong as it does in process: %s', async (fault, code) => {
    fake = createFakeAlphaVantage({ since: Date.UTC(2026, 0) })
    fake.fail(fault, { times: Infinity })
    const data = alphaVantage({ apiKey: 'KEY', baseUrl: await fake.start() }, createEnvironment({ log: silent }))
    await expect(data.searchInstruments('ibm')).rejects.toMatchObject({ code })
  })

  it('may never answer, and stops all the same', async () => {
    fake = createFakeAlphaVantage({ since: Date.UTC(2026, 0) })
    fake.fail('stall')
    const data = alphaVantage({ apiKey: 'KEY', baseUrl: await fake.start() }, createEnvironment({ log: silent }))
    await expect(data.searchInstruments('ibm', AbortSignal.timeout(50))).rejects.toThrow(/timeout/)
  })
})

describe('faults', () => {
  it('wait for each other, for their function, and end', async () => {
    const { fake } = fakeAt({ requestsPerSecond: Infinity })
    fake.fail('html', { function: 'GLOBAL_QUOTE' })
    fake.fail('too-many', { times: 2 })
    const statusOf = async (name: string) =>
      (await ask(fake, `function=${name}&symbol=IBM&keywords=ibm&apikey=K`)).status
    expect([await statusOf('SYMBOL_SEARCH'), await statusOf('GLOBAL_QUOTE'), await statusOf('GLOBAL_QUOTE')]).toEqual([
      429, 200, 429,
    ])
    fake.fail('server-error', { times: Infinity })
    expect(await statusOf('SYMBOL_SEARCH')).toBe(503)
    fake.heal()
    expect(await statusOf('SYMBOL_SEARCH')).toBe(200)
    expect(fake.requests.map(({ outcome }) => outcome)).toEqual([
      'too-many',
      'html',
      'too-many',
      'server-error',
      'served',
    ])
  })

  it('refuse a limit without meaning', () => {
    expect(() => createFakeAlphaVantage({ requestsPerDay: -1 })).toThrow('requestsPerDay')
  })
})
