import { describe, expect, it } from 'vitest'
import { createStage, replying } from './stage.fixture.ts'

function reading(reply: string | object) {
  const { network, asked } = replying(typeof reply === 'string' ? reply : JSON.stringify(reply))
  const stage = createStage({}, { network: () => network })
  return { stage, data: stage.make(), asked }
}

describe('a search', () => {
  const match = (symbol: string, type: string, region: string, currency: string, score: string) => ({
    '1. symbol': symbol,
    '2. name': `${symbol} PLC`,
    '3. type': type,
    '4. region': region,
    '5. marketOpen': '08:00',
    '6. marketClose': '16:30',
    '7. timezone': 'UTC+01',
    '8. currency': currency,
    '9. matchScore': score,
  })

  it('finds instruments under names that can be asked for', async () => {
    const { stage, data, asked } = reading({
      bestMatches: [
        match('TSCO.LON', 'Equity', 'United Kingdom', 'GBX', '0.7273'),
        match('TSCO', 'Equity', 'United States', 'USD', '0.8889'),
        match('TSCO.XYZ', 'Mutual Fund', 'Nowhere', 'EUR', '0.5'),
        { '1. symbol': '' },
      ],
    })
    expect(await stage.wait(data.searchInstruments('tesco'))).toEqual([
      {
        symbol: 'TSCO',
        instrument: 'US:TSCO',
        name: 'TSCO PLC',
        kind: 'equity',
        region: 'United States',
        currency: 'USD',
        matchScore: 0.8889,
      },
      {
        symbol: 'TSCO.LON',
        instrument: 'LSE:TSCO',
        name: 'TSCO.LON PLC',
        kind: 'equity',
        region: 'United Kingdom',
        currency: 'GBX',
        matchScore: 0.7273,
      },
      { symbol: 'TSCO.XYZ', name: 'TSCO.XYZ PLC', region: 'Nowhere', currency: 'EUR', matchScore: 0.5 },
    ])
    expect(asked[0]!.searchParams.get('keywords')).toBe('tesco')
    expect(stage.logged.join()).toContain('1 of 4 rows of a search')
  })

  it('keeps a match of which not all is told', async () => {
    const told = { ...match('IBM', 'Equity', 'United States', 'USD', '1.0000'), '4. region': null, '8. currency': 7 }
    const { stage, data } = reading({ bestMatches: [told] })
    expect(await stage.wait(data.searchInstruments('ibm'))).toMatchObject([
      { symbol: 'IBM', region: '', currency: '', matchScore: 1 },
    ])
  })

  it('is read from CSV', async () => {
    const csv =
      'symbol,name,type,region,marketOpen,marketClose,timezone,currency,matchScore\r\nTSCO.LON,"Tesco, PLC",Equity,United Kingdom,08:00,16:30,UTC+01,GBX,0.7273\r\n'
    const { stage, data } = reading(csv)
    expect(await stage.wait(data.searchInstruments('tesco'))).toMatchObject([
      { instrument: 'LSE:TSCO', name: 'Tesco, PLC' },
    ])
  })

  it('finds nothing where nothing matches, and asks nothing about nothing', async () => {
    const { stage, data, asked } = reading({ bestMatches: [] })
    expect(await stage.wait(data.searchInstruments('zzz'))).toEqual([])
    expect(await data.searchInstruments(' ')).toEqual([])
    expect(asked.length).toBe(1)
    await expect(reading({ matches: [] }).data.searchInstruments('x')).rejects.toMatchObject({ code: 'invalid-data' })
  })
})

describe('an indicator', () => {
  const bands = {
    'Meta Data': {
      '1: Symbol': 'IBM',
      '2: Indicator': 'Bollinger Bands (BBANDS)',
      '3: Last Refreshed': '2026-05-18',
      '4: Interval': 'weekly',
      '5: Time Period': 5,
      '6.1: Deviation multiplier for upper band': 3,
      '8: Time Zone': 'US/Eastern Time',
    },
    'Technical Analysis: BBANDS': {
      '2026-05-18': { 'Real Upper Band': '3.5', 'Real Middle Band': '2.5', 'Real Lower Band': '-1.5' },
      '2026-05-15': { 'Real Upper Band': 3, 'Real Middle Band': 2, 'Real Lower Band': 1 },
      '2026-05-08': { 'Real Upper Band': 'none', 'Real Middle Band': '2', 'Real Lower Band': '1' },
      '2026-05-01': {},
    },
  }
  const weekly = { name: 'BBANDS', instrument: 'NYSE:IBM', timeframe: '1w', parameters: { time_period: 5 } } as const

  it('comes as columns by the names of the vendor, oldest first, stamped as bars are', async () => {
    const { stage, data, asked } = reading(bands)
    const { time, columns } = await stage.wait(data.fetchIndicator(weekly))
    expect(Array.from(time, (each) => new Date(each).toISOString())).toEqual([
      '2026-05-11T13:30:00.000Z',
      '2026-05-18T13:30:00.000Z',
    ])
    expect(columns).toEqual({
      'Real Upper Band': Float64Array.of(3, 3.5),
      'Real Middle Band': Float64Array.of(2, 2.5),
      'Real Lower Band': Float64Array.of(1, -1.5),
    })
    expect(Object.fromEntries(asked[0]!.searchParams)).toMatchObject({
      function: 'BBANDS',
      interval: 'weekly',
      time_period: '5',
    })
    expect(stage.logged.join()).toContain('2 of 4 rows')
  })

  it('within a day has stamps without seconds, on the clock of New York', async () => {
    const { stage, data, asked } = reading({
      'Meta Data': { '8: Time Zone': 'US/Eastern Time' },
      'Technical Analysis: MACD': { '2026-01-15 15:30': { MACD: '0.1', MACD_Signal: '0.2', MACD_Hist: '-0.1' } },
    })
    const { time, columns } = await stage.wait(
      data.fetchIndicator({ name: 'macd', instrument: 'NYSE:IBM', timeframe: '30m' }),
    )
    expect([time[0], columns['MACD_Signal']]).toEqual([Date.UTC(2026, 0, 15, 20, 30), Float64Array.of(0.2)])
    expect(asked[0]!.searchParams.get('interval')).toBe('30min')
  })

  it('is read from CSV, and cut to its range', async () => {
    const csv = 'time,SMA\r\n2026-05-15,2.5\r\n2026-05-14,2.25\r\n'
    const { stage, data } = reading(csv)
    const query = {
      name: 'SMA',
      instrument: 'NYSE:IBM',
      timeframe: '1d',
      from: Date.UTC(2026, 4, 15),
      to: Date.UTC(2026, 4, 16),
    } as const
    expect((await stage.wait(data.fetchIndicator(query))).columns).toEqual({ SMA: Float64Array.of(2.5) })
  })

  it('agrees with the prices that the stand-in has', async () => {
    const stage = createStage()
    const data = stage.make()
    const range = {
      instrument: 'NYSE:IBM',
      timeframe: '1d',
      from: Date.UTC(2026, 2, 2),
      to: Date.UTC(2026, 4, 19),
    } as const
    const bars = await stage.wait(data.fetchBars(range))
    const { time, columns } = await stage.wait(
      data.fetchIndicator({ ...range, name: 'SMA', parameters: { time_period: 3, series_type: 'close' } }),
    )
    expect(time).toEqual(bars.time)
    const last = bars.length - 1
    const mean = (bars.close[last]! + bars.close[last - 1]! + bars.close[last - 2]!) / 3
    expect(columns['SMA']![last]).toBeCloseTo(mean, 3)
  })

  it('of no name, or on bars that there are none of, is refused', async () => {
    const { data, asked } = reading(bands)
    await expect(data.fetchIndicator({ ...weekly, name: 'SMA&apikey=x' })).rejects.toMatchObject({
      code: 'invalid-options',
    })
    await expect(data.fetchIndicator({ ...weekly, timeframe: '2h' })).rejects.toMatchObject({ code: 'unsupported' })
    expect(asked).toEqual([])
  })
})

describe('corporate actions', () => {
  it('are there on a premium plan alone, within their range, and none of currencies', async () => {
    const stage = createStage()
    const range = { from: Date.UTC(2026, 0), to: Date.UTC(2026, 5) }
    const free = stage.make()
    await expect(free.fetchCorporateActions({ instrument: 'NYSE:IBM', ...range })).rejects.toMatchObject({
      code: 'unsupported',
    })
    expect(await free.fetchCorporateActions({ instrument: 'FX:EURUSD', ...range })).toEqual([])
    expect(stage.fake.requests).toEqual([])
    const premium = createStage({ plan: 'premium' })
    const actions = await premium.wait(
      premium.make({ plan: 'premium' }).fetchCorporateActions({ instrument: 'NYSE:IBM', ...range }),
    )
    expect(actions.every(({ exDate }) => exDate >= range.from && exDate < range.to)).toBe(true)
    expect(actions.length).toBe(2)
  })
})
