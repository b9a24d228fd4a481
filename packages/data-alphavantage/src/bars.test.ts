import { type Bars, isShagunError, nyse, type Timeframe } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { createStage, replying, tuesdayNoon } from './stage.fixture.ts'

const dayMs = 86_400_000
const iso = (bars: Bars): string[] => Array.from(bars.time, (time) => new Date(time).toISOString().slice(0, 16))
const all = { from: -Infinity, to: Infinity }

/** What an adapter makes of one answer, whatever it asked. */
async function read(text: string | object, query: object, options: object = {}) {
  const { network, asked } = replying(typeof text === 'string' ? text : JSON.stringify(text))
  const stage = createStage({}, { network: () => network })
  const bars = await stage.wait(
    stage.make(options).fetchBars({ instrument: 'NASDAQ:AAPL', timeframe: '1d', ...all, ...query }),
  )
  return { bars, asked, logged: stage.logged }
}

const bar = (open: string, high: string, low: string, close: string, volume: string) => ({
  '1. open': open,
  '2. high': high,
  '3. low': low,
  '4. close': close,
  '5. volume': volume,
})

const daily = {
  'Meta Data': {
    '1. Information': 'Daily Prices',
    '2. Symbol': 'AAPL',
    '3. Last Refreshed': '2026-05-15',
    '4. Output Size': 'Compact',
    '5. Time Zone': 'US/Eastern',
  },
  'Time Series (Daily)': {
    '2026-05-15': bar('190.1000', '192.5000', '189.7500', '191.2500', '41000123'),
    '2026-05-14': bar('188.0000', '190.4000', '187.2000', '190.0000', '38000456'),
  },
}

describe('days', () => {
  it('come oldest first, stamped by the open of their session', async () => {
    const { bars } = await read(daily, {})
    expect(iso(bars)).toEqual(['2026-05-14T13:30', '2026-05-15T13:30'])
    expect([...bars][1]).toMatchObject({ open: 190.1, high: 192.5, low: 189.75, close: 191.25, volume: 41_000_123 })
  })

  it('are those from `from` to before `to`', async () => {
    const first = Date.UTC(2026, 4, 14, 13, 30)
    expect(iso((await read(daily, { from: first, to: first + dayMs })).bars)).toEqual(['2026-05-14T13:30'])
    expect((await read(daily, { from: first + 1, to: first + dayMs })).bars.length).toBe(0)
    const nothing = await read(daily, { from: 5, to: 5 })
    expect([nothing.bars.length, nothing.asked]).toEqual([0, []])
    for (const range of [{ from: 6, to: 5 }, { from: Number.NaN }])
      await expect(read(daily, range)).rejects.toMatchObject({ code: 'invalid-options' })
  })

  it('open at another hour of UTC in winter', async () => {
    const rows = {
      'Time Series (Daily)': { '2026-03-06': bar('1', '1', '1', '1', '1'), '2026-03-09': bar('1', '1', '1', '1', '1') },
    }
    expect(iso((await read(rows, {})).bars)).toEqual(['2026-03-06T14:30', '2026-03-09T13:30'])
  })

  it('of BSE are those of Mumbai, whatever zone the answer names', async () => {
    const { bars, asked } = await read(daily, { instrument: 'BSE:RELIANCE' })
    expect(iso(bars)).toEqual(['2026-05-14T03:45', '2026-05-15T03:45'])
    expect(asked[0]!.searchParams.get('symbol')).toBe('RELIANCE.BSE')
  })

  it('of a venue whose hours nobody told are stamped by its midnight', async () => {
    expect(iso((await read(daily, { instrument: 'LSE:TSCO' })).bars)).toEqual(['2026-05-13T23:00', '2026-05-14T23:00'])
  })

  it('are read from CSV as well, though JSON was asked for', async () => {
    const csv =
      'timestamp,open,high,low,close,volume\r\n2026-05-15,190.1,192.5,189.75,191.25,41000123\r\n2026-05-14,188,190.4,187.2,190,38000456\r\n'
    expect([...(await read(csv, {})).bars]).toEqual([...(await read(daily, {})).bars])
  })

  it('need no field that is not known, and mind none', async () => {
    const more = structuredClone(daily) as Record<string, object>
    more['Footnotes'] = { a: 1 }
    Object.assign(Object.values(more['Time Series (Daily)']!)[0], { '6. trades': 'many' })
    expect((await read(more, {})).bars.length).toBe(2)
  })

  it('that cannot be believed are left out, counted and told', async () => {
    const rows = {
      'Time Series (Daily)': {
        '2026-05-15': bar('190', '189', '188', '189', '1'),
        '2026-05-14': bar('190', 'n/a', '188', '189', '1'),
        '2026-05-13': bar('190', '191', '188', '189', '-1'),
        '2026-05-12': null,
        '2026-05-11': bar('0.0000', '191', '0.0000', '189', '1'),
        '2026-02-30': bar('190', '191', '188', '189', '1'),
        '2026-05-08': bar('190', '191', '188', '189', '7'),
      },
    }
    const { bars, logged } = await read(rows, {})
    expect(iso(bars)).toEqual(['2026-05-08T13:30'])
    expect(logged.join()).toContain('6 of 7 rows of NASDAQ:AAPL 1d cannot be believed')
  })

  it.each([
    ['no series', { 'Meta Data': {}, 'Prices (Daily)': {} }],
    ['nothing at all', {}],
    ['a series that is a list', { 'Time Series (Daily)': [1, 2] }],
    ['no row that can be believed', { 'Time Series (Daily)': { '2026-05-15': { o: 1 } } }],
    ['no volume of a share', { 'Time Series (Daily)': { '2026-05-15': { open: 1, high: 1, low: 1, close: 1 } } }],
    ['CSV of something else', 'symbol,name\r\nIBM,International\r\n'],
    ['JSON that breaks off', '{"Time Series (Daily)": {"2026-05-15": {"1. open": "19'],
  ])('are refused where there is %s', async (_, text) => {
    await expect(read(text, {})).rejects.toMatchObject({
      code: 'invalid-data',
      details: { source: 'alphavantage', expected: expect.any(String) },
    })
  })
})

describe('weeks and months', () => {
  const weekly = {
    'Meta Data': { '1. Information': 'Weekly Prices', '4. Time Zone': 'US/Eastern' },
    'Weekly Time Series': {
      '2026-05-19': bar('5', '6', '4', '5', '1'),
      '2026-05-15': bar('4', '5', '3', '4', '2'),
      '2026-05-08': bar('3', '4', '2', '3', '3'),
      '2026-01-23': bar('2', '3', '1', '2', '4'),
    },
  }

  it('are stamped by their first session, though the vendor tells their last', async () => {
    const { bars } = await read(weekly, { timeframe: '1w' })
    // The third Monday of January is a holiday in New York.
    expect(iso(bars)).toEqual(['2026-01-20T14:30', '2026-05-04T13:30', '2026-05-11T13:30', '2026-05-18T13:30'])
    const monthly = {
      'Monthly Time Series': { '2026-05-15': bar('4', '5', '3', '4', '2'), '2026-04-30': bar('3', '4', '2', '3', '3') },
    }
    expect(iso((await read(monthly, { timeframe: '1mo' })).bars)).toEqual(['2026-04-01T13:30', '2026-05-01T13:30'])
  })

  it('that are told twice count as they were told last', async () => {
    const twice = {
      'Weekly Time Series': { '2026-05-19': bar('5', '6', '4', '5', '1'), '2026-05-18': bar('4', '5', '3', '4', '2') },
    }
    const { bars, logged } = await read(twice, { timeframe: '1w' })
    expect([iso(bars), bars.volume[0]]).toEqual([['2026-05-18T13:30'], 1])
    expect(logged.join()).toContain('1 of 2')
  })
})

describe('bars within a day', () => {
  it('open when their stamp says, on the clock that the answer names', async () => {
    const rows = {
      'Meta Data': { '1. Information': 'Intraday', '6. Time Zone': 'US/Eastern' },
      'Time Series (5min)': {
        '2026-05-15 19:55:00': bar('2', '2', '2', '2', '1'),
        '2026-05-15 09:30:00': bar('1', '1', '1', '1', '1'),
      },
    }
    const { bars } = await read(rows, { timeframe: '5m', from: Date.UTC(2026, 4, 10) })
    expect(iso(bars)).toEqual(['2026-05-15T13:30', '2026-05-15T23:55'])
  })

  it('of CSV, which names no clock, are on that of the exchange', async () => {
    const csv = 'timestamp,open,high,low,close,volume\r\n2026-01-15 09:30:00,1,1,1,1,5\r\n'
    expect(
      iso((await read(csv, { timeframe: '1m', from: Date.UTC(2026, 0, 10), to: Date.UTC(2026, 0, 20) })).bars),
    ).toEqual(['2026-01-15T14:30'])
  })

  it('open with the session where it begins within an hour', async () => {
    const csv = 'timestamp,open,high,low,close,volume\n2026-05-15 10:00:00,1,1,1,1,5\n2026-05-15 09:00:00,1,1,1,1,5\n'
    const query = { timeframe: '1h', from: Date.UTC(2026, 4, 10) }
    expect(iso((await read(csv, query)).bars)).toEqual(['2026-05-15T13:30', '2026-05-15T14:00'])
    expect(iso((await read(csv, query, { extendedHours: true })).bars)).toEqual([
      '2026-05-15T13:00',
      '2026-05-15T14:00',
    ])
  })

  it('are asked for by the months in which the exchange has sessions, each once', async () => {
    const stage = createStage()
    const data = stage.make()
    // It is still the 31st of March in New York, but no session of it is left.
    const bars = await stage.wait(
      data.fetchBars({ instrument: 'NYSE:IBM', timeframe: '30m', from: Date.UTC(2026, 3, 1, 2), to: Infinity }),
    )
    expect(stage.fake.requests.map(({ parameters }) => parameters['month'])).toEqual(['2026-04', '2026-05'])
    expect(stage.fake.requests[0]!.parameters).toMatchObject({
      outputsize: 'full',
      adjusted: 'false',
      extended_hours: 'false',
    })
    expect(iso(bars.slice(0, 1))).toEqual(['2026-04-01T13:30'])
    expect(iso(bars).at(-1)).toBe('2026-05-18T19:30')
    expect(bars.length % 13).toBe(0)
  })

  it('come without the months before the listing', async () => {
    const stage = createStage({ since: Date.UTC(2026, 3, 1) })
    const query = { instrument: 'NYSE:IBM', timeframe: '1h', from: Date.UTC(2026, 0, 10), to: tuesdayNoon } as const
    const bars = await stage.wait(stage.make().fetchBars(query))
    expect([stage.fake.requests.length, iso(bars)[0]]).toEqual([5, '2026-04-01T13:30'])
    const none = { ...query, to: Date.UTC(2026, 1, 10) }
    await expect(stage.wait(stage.make().fetchBars(none))).rejects.toMatchObject({ code: 'not-found' })
  })

  describe('of several months', () => {
    const csv = (...stamps: string[]) =>
      ['timestamp,open,high,low,close,volume', ...stamps.map((stamp) => `${stamp},1,1,1,1,5`), ''].join('\r\n')
    const nothing = '{"Error Message": "Invalid API call. Please retry."}'
    const months = { instrument: 'NYSE:IBM', timeframe: '1h', from: Date.UTC(2026, 2, 2), to: tuesdayNoon } as const
    async function readMonths(...texts: string[]) {
      const stage = createStage({}, { network: () => replying(...texts).network })
      const work = stage.make().fetchBars(months)
      return stage.wait(work).then(
        (bars) => ({ times: iso(bars), logged: stage.logged.join() }),
        ({ code, message }) => ({ code, message }),
      )
    }
    const [march, april, may] = [csv('2026-03-02 10:00:00'), csv('2026-04-01 10:00:00'), csv('2026-05-01 10:00:00')]

    it('are one history, and never one with a hole', async () => {
      expect(await readMonths(march, april, may)).toEqual({
        times: ['2026-03-02T15:00', '2026-04-01T14:00', '2026-05-01T14:00'],
        logged: '',
      })
      expect(await readMonths(march, nothing, may)).toMatchObject({
        code: 'not-found',
        message: expect.stringContaining('2026-04'),
      })
    })

    it('tell the log which months at an end are not there', async () => {
      expect(await readMonths(nothing, april, may)).toMatchObject({ logged: expect.stringContaining('2026-03') })
      expect(await readMonths(march, april, nothing)).toMatchObject({ logged: expect.stringContaining('2026-05') })
    })

    it('are refused where another month came than was asked for', async () => {
      expect(await readMonths(may)).toMatchObject({ code: 'invalid-data', message: expect.stringContaining('2026-03') })
    })

    it('are refused where only the last hundred bars of one came', async () => {
      const minutes = Array.from({ length: 100 }, (_, i) => new Date(Date.UTC(2026, 2, 31, 15, 59 - i)).toISOString())
      const end = csv(...minutes.map((each) => each.slice(0, 19)))
      expect(await readMonths(end, april, may)).toMatchObject({
        code: 'unsupported',
        message: expect.stringContaining('only since 2026-03-31T18:20'),
      })
    })
  })

  it('can be adjusted for splits, with and without dividends', async () => {
    const stage = createStage({ plan: 'premium' })
    const data = stage.make({ plan: 'premium' })
    const query = {
      instrument: 'NYSE:IBM',
      timeframe: '1h',
      from: Date.UTC(2025, 3, 7),
      to: Date.UTC(2025, 3, 12),
    } as const
    const raw = await stage.wait(data.fetchBars(query))
    const both = await stage.wait(data.fetchBars({ ...query, adjustment: 'splits-and-dividends' }))
    const bySplits = await stage.wait(data.fetchBars({ ...query, adjustment: 'splits' }))
    // A share of then is two of today, and four dividends were paid since.
    expect([...bySplits].map(({ close, volume }) => [close, volume])).toEqual(
      [...raw].map(({ close, volume }) => [close / 2, volume * 2]),
    )
    expect(both.close[0]! / bySplits.close[0]!).toBeLessThan(1)
    expect(both.close[0]! / bySplits.close[0]!).toBeGreaterThan(0.95)
    const free = createStage().make()
    await expect(free.fetchBars({ ...query, adjustment: 'splits' })).rejects.toMatchObject({ code: 'unsupported' })
  })

  it('are there for US listings and currencies alone', async () => {
    const stage = createStage()
    const query = { instrument: 'BSE:RELIANCE', timeframe: '5m', ...all } as const
    await expect(stage.make().fetchBars(query)).rejects.toMatchObject({ code: 'unsupported' })
    expect(stage.fake.requests).toEqual([])
  })
})

describe('currencies', () => {
  it('are asked for by their two sides, and keep the time of UTC', async () => {
    const stage = createStage()
    const data = stage.make()
    const from = Date.UTC(2026, 4, 11)
    const frames: Timeframe[] = ['1d', '1w', '1mo', '1h']
    const firsts: string[] = []
    for (const timeframe of frames)
      firsts.push(
        iso(
          await stage.wait(
            data.fetchBars({
              instrument: 'FX:EURUSD',
              timeframe,
              from: timeframe === '1mo' ? Date.UTC(2026, 3, 1) : from,
              to: Infinity,
            }),
          ),
        )[0]!,
      )
    expect(firsts).toEqual(['2026-05-11T00:00', '2026-05-11T00:00', '2026-04-01T00:00', '2026-05-11T00:00'])
    expect(stage.fake.requests.map((request) => request.function)).toEqual([
      'FX_DAILY',
      'FX_WEEKLY',
      'FX_MONTHLY',
      'FX_INTRADAY',
    ])
    expect(stage.fake.requests[0]!.parameters).toMatchObject({ from_symbol: 'EUR', to_symbol: 'USD' })
  })

  it('within a day are refused where the vendor no longer has them', async () => {
    const stage = createStage()
    const query = { instrument: 'FX:EURUSD', timeframe: '1h', from: Date.UTC(2026, 0), to: Infinity } as const
    await expect(stage.wait(stage.make().fetchBars(query))).rejects.toMatchObject({ code: 'unsupported' })
  })

  it('within a day may begin with the week, and with no other gap', async () => {
    const since = (stamp: string, day: number) =>
      read(
        { 'Time Series FX (1min)': { [`${stamp}:00`]: bar('1', '1', '1', '1', '0') } },
        { instrument: 'FX:EURUSD', timeframe: '1m', from: Date.UTC(2026, 4, day, 22) },
      )
    expect((await since('2026-05-17 22:01', 15)).bars.length).toBe(1)
    await expect(since('2026-05-15 10:20', 14)).rejects.toMatchObject({ code: 'unsupported' })
  })

  it('have no volume', async () => {
    const { bars } = await read(
      {
        'Time Series FX (Daily)': {
          '2026-05-15': { '1. open': '1.1', '2. high': '1.2', '3. low': '1.0', '4. close': '1.15' },
        },
      },
      { instrument: 'FX:EURUSD' },
    )
    expect([...bars][0]).toMatchObject({ close: 1.15, volume: 0 })
  })
})

describe('adjusted days', () => {
  const adjusted = {
    'Time Series (Daily)': {
      '2026-05-15': {
        ...bar('51', '53', '50', '52', '0'),
        '5. volume': undefined,
        '5. adjusted close': '52.0',
        '6. volume': '2000',
        '7. dividend amount': '0.0000',
        '8. split coefficient': '2.0',
      },
      '2026-05-14': {
        ...bar('100', '104', '98', '102', '0'),
        '5. volume': undefined,
        '5. adjusted close': '50.0',
        '6. volume': '1000',
        '7. dividend amount': '1.0000',
        '8. split coefficient': '1.0',
      },
    },
  }
  const premium = { plan: 'premium' }

  it('are multiplied by what their adjusted close is to their close', async () => {
    const { bars, asked } = await read(adjusted, { adjustment: 'splits-and-dividends' }, premium)
    expect(asked[0]!.searchParams.get('function')).toBe('TIME_SERIES_DAILY_ADJUSTED')
    const [before, after] = [...bars]
    expect(before!.open).toBeCloseTo((100 * 50) / 102, 9)
    expect(before).toMatchObject({ close: 50, volume: 2000 })
    expect(after).toMatchObject({ open: 51, high: 53, low: 50, close: 52, volume: 2000 })
  })

  it('are divided by the splits after them', async () => {
    const { bars } = await read(adjusted, { adjustment: 'splits' }, premium)
    expect([...bars][0]).toMatchObject({ open: 50, high: 52, low: 49, close: 51, volume: 2000 })
  })

  it('are read from CSV with underscores or spaces in its header', async () => {
    for (const space of ['_', ' ']) {
      const header = `timestamp,open,high,low,close,"adjusted${space}close",volume,dividend${space}amount,split${space}coefficient`
      const csv = [
        header,
        '2026-05-15,51,53,50,52,52.0,2000,0.0000,2.0',
        '2026-05-14,100,104,98,102,50.0,1000,1.0000,1.0',
        '',
      ].join('\r\n')
      const { bars } = await read(csv, { adjustment: 'splits-and-dividends' }, premium)
      expect(bars.close).toEqual(Float64Array.of(50, 52))
    }
  })

  it('without an adjusted close are left out, counted and told', async () => {
    const broken = structuredClone(adjusted)
    broken['Time Series (Daily)']['2026-05-14']['5. adjusted close'] = 'n/a'
    const { bars, logged } = await read(broken, { adjustment: 'splits-and-dividends' }, premium)
    expect([...bars.close]).toEqual([52])
    expect(logged.join()).toContain('1 of 2 rows of the adjusted closes of NASDAQ:AAPL')
  })

  it('are refused where a split cannot be read, since all before it would be wrong', async () => {
    const broken = structuredClone(adjusted)
    broken['Time Series (Daily)']['2026-05-15']['8. split coefficient'] = 'two'
    await expect(read(broken, { adjustment: 'splits' }, premium)).rejects.toMatchObject({
      code: 'invalid-data',
      details: { field: 'split coefficient' },
    })
  })

  it('know of a split also where the prices of its day cannot be believed', async () => {
    const early = structuredClone(adjusted)
    early['Time Series (Daily)']['2026-05-15']['1. open'] = '0.0000'
    for (const adjustment of ['splits', 'splits-and-dividends']) {
      const { bars } = await read(early, { adjustment }, premium)
      expect([...bars]).toMatchObject([{ close: adjustment === 'splits' ? 51 : 50, volume: 2000 }])
    }
  })

  it('make adjusted weeks, in which no price is of another share', async () => {
    const { bars } = await read(adjusted, { adjustment: 'splits', timeframe: '1w' }, premium)
    expect([...bars]).toMatchObject([{ open: 50, high: 53, low: 49, close: 52, volume: 4000 }])
    expect(iso(bars)).toEqual(['2026-05-11T13:30'])
  })

  it('agree with what the stand-in knows of splits and dividends', async () => {
    const stage = createStage({ plan: 'premium' })
    const data = stage.make(premium as { plan: 'premium' })
    const query = { instrument: 'NYSE:IBM', timeframe: '1d', from: Date.UTC(2025, 3, 1), to: tuesdayNoon } as const
    const raw = await stage.wait(data.fetchBars(query))
    const bySplits = await stage.wait(data.fetchBars({ ...query, adjustment: 'splits' }))
    const actions = await stage.wait(data.fetchCorporateActions(query))
    const split = actions.find(({ action }) => action === 'split')!
    expect(split).toMatchObject({ instrument: 'NYSE:IBM', ratio: 2 })
    expect(nyse().day(split.exDate).start).toBe(split.exDate)
    for (let i = 0; i < raw.length; i++)
      expect(bySplits.close[i]).toBeCloseTo(raw.close[i]! / (raw.time[i]! < split.exDate ? 2 : 1), 6)
    const jumps = Array.from({ length: raw.length - 1 }, (_, i) =>
      Math.abs(bySplits.close[i + 1]! / bySplits.close[i]! - 1),
    )
    expect(Math.max(...jumps)).toBeLessThan(0.1)
    expect(actions.filter(({ action }) => action === 'dividend').length).toBeGreaterThan(2)
  })
})

describe('the history of a free key', () => {
  const since = tuesdayNoon - 400 * dayMs

  it('is asked for whole, refused, and served as far as the last hundred days reach', async () => {
    const stage = createStage()
    const data = stage.make()
    const old = { instrument: 'NYSE:IBM', timeframe: '1d', from: since, to: tuesdayNoon } as const
    const error = await stage.wait(data.fetchBars(old)).catch((error: unknown) => error)
    expect(isShagunError(error, 'unsupported') && error.message).toMatch(/since 2025-12-2\d.*Ask from then on/)
    expect(stage.fake.requests.map(({ parameters }) => parameters['outputsize'])).toEqual(['full', 'compact'])
    // It is known now, and costs no request any more.
    await expect(stage.wait(data.fetchBars(old))).rejects.toMatchObject({ code: 'unsupported' })
    expect(stage.fake.requests.length).toBe(3)
    const near = await stage.wait(data.fetchBars({ ...old, from: tuesdayNoon - 143 * dayMs }))
    expect([near.length, stage.fake.requests.length]).toEqual([97, 4])
  })

  it('is whole where a share is younger than a hundred days', async () => {
    const stage = createStage({ since: Date.UTC(2026, 2, 2) })
    const bars = await stage.wait(
      stage.make().fetchBars({ instrument: 'NYSE:IBM', timeframe: '1d', from: since, to: tuesdayNoon }),
    )
    expect(iso(bars)[0]).toBe('2026-03-02T14:30')
  })

  it('never passes for the whole where only its last hundred days came', async () => {
    const days = Array.from({ length: 100 }, (_, i) => new Date(tuesdayNoon - i * dayMs).toISOString().slice(0, 10))
    const rows = Object.fromEntries(days.map((date) => [date, bar('1', '1', '1', '1', '1')]))
    const answer = { Information: 'outputsize=full is a premium feature.', 'Time Series (Daily)': rows }
    await expect(read(answer, { from: since }, { plan: 'premium' })).rejects.toMatchObject({ code: 'unsupported' })
  })

  it('is whole on a premium plan, by one request', async () => {
    const stage = createStage({ plan: 'premium' })
    const bars = await stage.wait(
      stage
        .make({ plan: 'premium' })
        .fetchBars({ instrument: 'NYSE:IBM', timeframe: '1d', from: since, to: tuesdayNoon }),
    )
    expect([iso(bars)[0]!.slice(0, 10), stage.fake.requests.length]).toEqual(['2025-04-15', 1])
  })
})

describe('the last bar', () => {
  const query = { instrument: 'NYSE:IBM', timeframe: '1d', from: tuesdayNoon - 10 * dayMs, to: tuesdayNoon } as const

  it('is unfinished where prices are as of now, and as the day stands', async () => {
    const stage = createStage({ plan: 'premium' })
    const data = stage.make({ plan: 'premium', entitlement: 'realtime' })
    const bars = await stage.wait(data.fetchBars(query))
    const minutes = await stage.wait(data.fetchBars({ ...query, timeframe: '1m', from: Date.UTC(2026, 4, 19) }))
    expect(iso(bars).at(-1)).toBe('2026-05-19T13:30')
    expect(bars.close.at(-1)).toBe(minutes.close.at(-1))
    expect(bars.high.at(-1)).toBe(Math.max(...minutes.high))
  })

  it('is that of the last close where they are as of the end of a day', async () => {
    const stage = createStage()
    expect(iso(await stage.wait(stage.make().fetchBars(query))).at(-1)).toBe('2026-05-18T13:30')
  })
})
