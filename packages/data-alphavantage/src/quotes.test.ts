import type { InstrumentId } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import type { AlphaVantageOptions } from './options.ts'
import { createStage, replying, tuesdayNoon } from './stage.fixture.ts'

const iso = (time: number): string => new Date(time).toISOString()

async function read(
  reply: string | object,
  instruments: readonly InstrumentId[],
  options: Partial<AlphaVantageOptions> = {},
) {
  const { network, asked } = replying(typeof reply === 'string' ? reply : JSON.stringify(reply))
  const stage = createStage({}, { network: () => network })
  return { ...(await stage.wait(stage.make(options).fetchQuotes(instruments))), asked, logged: stage.logged }
}

const quote = {
  '01. symbol': 'IBM',
  '02. open': '250.1000',
  '03. high': '252.3000',
  '04. low': '249.0000',
  '05. price': '251.7500',
  '06. volume': '3500123',
  '07. latest trading day': '2026-05-18',
  '08. previous close': '250.6900',
  '09. change': '1.0600',
  '10. change percent': '0.4228%',
}

describe('a quote', () => {
  it('is as of the close of its day, since no time is told', async () => {
    const { quotes, missing } = await read({ 'Global Quote': quote }, ['NYSE:IBM'])
    expect(quotes).toEqual([
      { instrument: 'NYSE:IBM', time: Date.UTC(2026, 4, 18, 20), last: 251.75, volume: 3_500_123 },
    ])
    expect(missing).toEqual([])
    const indian = await read({ 'Global Quote': quote }, ['BSE:RELIANCE'])
    expect(iso(indian.quotes[0]!.time)).toBe('2026-05-18T10:00:00.000Z')
  })

  it('of a day that is not over is not from the future', async () => {
    const today = { 'Global Quote': { ...quote, '07. latest trading day': '2026-05-19' } }
    expect((await read(today, ['NYSE:IBM'])).quotes[0]!.time).toBe(tuesdayNoon)
  })

  it('is found under the name that a delay adds to', async () => {
    const options = { plan: 'premium', entitlement: 'delayed' } as const
    const delayed = {
      'Global Quote - DATA DELAYED BY 15 MINUTES': { ...quote, '07. latest trading day': '2026-05-19' },
    }
    const { quotes, asked } = await read(delayed, ['NYSE:IBM'], options)
    expect(quotes[0]).toMatchObject({ last: 251.75, time: tuesdayNoon - 900_000 })
    expect(asked[0]!.searchParams.get('entitlement')).toBe('delayed')
  })

  it('is read from CSV, which names its fields otherwise', async () => {
    const csv =
      'symbol,open,high,low,price,volume,latestDay,previousClose,change,changePercent\r\nIBM,250.1,252.3,249,251.75,3500123,2026-05-18,250.69,1.06,0.4228%\r\n'
    expect((await read(csv, ['NYSE:IBM'])).quotes[0]).toMatchObject({ last: 251.75, time: Date.UTC(2026, 4, 18, 20) })
  })

  it('of nothing is missing, as is one that the vendor does not know', async () => {
    expect(await read({ 'Global Quote': {} }, ['NYSE:NOPE'])).toMatchObject({ quotes: [], missing: ['NYSE:NOPE'] })
    const unknown = { 'Error Message': 'Invalid API call. Please retry or visit the documentation for GLOBAL_QUOTE.' }
    expect(await read(unknown, ['NYSE:NOPE'])).toMatchObject({ quotes: [], missing: ['NYSE:NOPE'] })
  })

  it.each([
    ['no price', { ...quote, '05. price': '--' }],
    ['a price of nothing', { ...quote, '05. price': '0.0000' }],
    ['no day', { ...quote, '07. latest trading day': 'yesterday' }],
    ['other names', { last: 1 }],
  ])('with %s is refused', async (_, cells) => {
    await expect(read({ 'Global Quote': cells }, ['NYSE:IBM'])).rejects.toMatchObject({ code: 'invalid-data' })
  })

  it('of a currency has its moment and both sides, where somebody quotes them', async () => {
    const rate = {
      '1. From_Currency Code': 'EUR',
      '3. To_Currency Code': 'USD',
      '5. Exchange Rate': '1.08660000',
      '6. Last Refreshed': '2026-05-19 15:58:01',
      '7. Time Zone': 'UTC',
      '8. Bid Price': '1.08657000',
      '9. Ask Price': '1.08666000',
    }
    const both = await read({ 'Realtime Currency Exchange Rate': rate }, ['FX:EURUSD'])
    expect(both.quotes).toEqual([
      {
        instrument: 'FX:EURUSD',
        time: Date.UTC(2026, 4, 19, 15, 58, 1),
        last: 1.0866,
        bid: 1.08657,
        ask: 1.08666,
        delayedBySec: 0,
      },
    ])
    const none = { 'Realtime Currency Exchange Rate': { ...rate, '8. Bid Price': '-', '9. Ask Price': '-' } }
    expect(Object.keys((await read(none, ['FX:EURUSD'])).quotes[0]!)).not.toContain('bid')
  })
})

describe('several quotes', () => {
  it('come as far as they come', async () => {
    const stage = createStage()
    const data = stage.make()
    const instruments = ['NYSE:IBM', 'NASDAQ:AAPL', 'NYSE:NOPE', 'FX:EURUSD', 'BSE:RELIANCE', 'NSE:INFY'] as const
    const { quotes, missing, failures } = await stage.wait(data.fetchQuotes(instruments))
    expect(quotes.map(({ instrument }) => instrument).sort()).toEqual([
      'BSE:RELIANCE',
      'FX:EURUSD',
      'NASDAQ:AAPL',
      'NYSE:IBM',
    ])
    expect(missing).toEqual(['NYSE:NOPE', 'NSE:INFY'])
    // What it does not know has not failed.
    expect([...(failures?.keys() ?? [])]).not.toContain('NYSE:NOPE')
    expect(await stage.wait(data.fetchQuotes([]))).toEqual({ quotes: [], missing: [] })
  })

  it('stop where the day ends, and keep what came', async () => {
    const stage = createStage({ requestsPerDay: 2 })
    const { quotes, missing, failures } = await stage.wait(
      stage.make().fetchQuotes(['NYSE:IBM', 'NASDAQ:AAPL', 'BSE:RELIANCE', 'LSE:TSCO']),
    )
    expect([quotes.length, missing]).toEqual([2, ['BSE:RELIANCE', 'LSE:TSCO']])
    expect([...failures!].map(([instrument, { code }]) => `${instrument} ${code}`)).toEqual([
      'BSE:RELIANCE rate-limited',
      'LSE:TSCO rate-limited',
    ])
    expect(stage.fake.requests.length).toBe(3)
    expect(stage.logged.join()).toContain('some quotes are missing')
    await expect(stage.wait(stage.make().fetchQuotes(['NYSE:IBM']))).rejects.toMatchObject({ code: 'rate-limited' })
  })

  it('are one request on a premium plan with prices as of now', async () => {
    const stage = createStage({ plan: 'premium' })
    const data = stage.make({ plan: 'premium', entitlement: 'realtime' })
    const { quotes } = await stage.wait(data.fetchQuotes(['NYSE:IBM', 'NASDAQ:AAPL']))
    expect(quotes.map(({ instrument, time }) => [instrument, time])).toEqual([
      ['NYSE:IBM', tuesdayNoon],
      ['NASDAQ:AAPL', tuesdayNoon],
    ])
    expect(stage.fake.requests.map((request) => request.function)).toEqual(['REALTIME_BULK_QUOTES'])
  })

  it('that somebody made up are refused, and asked for one by one', async () => {
    const stage = createStage()
    stage.fake.fail('artificial', { function: 'REALTIME_BULK_QUOTES', times: Infinity })
    const data = stage.make({ plan: 'premium', entitlement: 'realtime' })
    for (let i = 0; i < 2; i++) {
      const { quotes } = await stage.wait(data.fetchQuotes(['NYSE:IBM', 'NASDAQ:AAPL']))
      expect(quotes.length).toBe(2)
      expect(quotes.every(({ last }) => last > 10)).toBe(true)
    }
    const bulk = stage.fake.requests.filter((request) => request.function === 'REALTIME_BULK_QUOTES')
    expect(bulk.length).toBe(1)
  })
})

describe('a venue', () => {
  it.each([
    ['NASDAQ:AAPL', 'AAPL'],
    ['NYSE:BRK.B', 'BRK-B'],
    ['BSE:RELIANCE', 'RELIANCE.BSE'],
    ['LSE:TSCO', 'TSCO.LON'],
    ['TSX:SHOP', 'SHOP.TRT'],
    ['XETRA:MBG', 'MBG.DEX'],
    ['SAO:PETR4', 'PETR4.SAO'],
  ] as const)('writes %s as the vendor does', async (instrument, symbol) => {
    const { alwaysOpen } = await import('@shagun/core')
    const venues = { SAO: { suffix: 'SAO', calendar: alwaysOpen('America/Sao_Paulo') } }
    const { asked } = await read({ 'Global Quote': {} }, [instrument], { venues })
    expect(asked[0]!.searchParams.get('symbol')).toBe(symbol)
  })

  it('that the vendor does not have is refused with what to do', async () => {
    const stage = createStage()
    const ask = (options: object, instrument: InstrumentId) =>
      stage.make(options).fetchBars({ instrument, timeframe: '1d', from: 0, to: tuesdayNoon })
    await expect(ask({}, 'NSE:INFY')).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringMatching(/BSE:INFY.*venueSubstitution: true/),
    })
    await expect(ask({ venueSubstitution: true }, 'NSE:INFY')).rejects.toMatchObject({ code: 'unsupported' })
    await expect(ask({}, 'OSE:EQNR')).rejects.toMatchObject({ message: expect.stringContaining('venues: { OSE:') })
    await expect(ask({}, 'FX:EURO')).rejects.toMatchObject({ message: expect.stringContaining('FX:EURUSD') })
    expect(stage.fake.requests).toEqual([])
  })
})

describe('a sentence in place of an answer', () => {
  it('is no word of which symbols there are', async () => {
    const stage = createStage({}, { network: () => replying('Too many visitors, come again later').network })
    const data = stage.make()
    await expect(stage.wait(data.fetchQuotes(['NYSE:IBM']))).rejects.toMatchObject({ code: 'invalid-data' })
    await expect(stage.wait(data.searchInstruments('IBM'))).rejects.toMatchObject({ code: 'invalid-data' })
  })
})
