import { type Bars, barClose, createBars, createEnvironment, isShagunError, nse, type Timeframe } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { createFakeYahoo, type FakeYahooOptions } from '../fake/fake-yahoo.ts'
import { createStage, monday } from '../stage.fixture.ts'
import { chartOf, columnsOf, createWire } from '../wire.fixture.ts'
import { yahoo } from '../yahoo.ts'

const dayMs = 86_400_000
const instrument = 'NSE:RELIANCE'
const utc = (text: string): number => Date.parse(`${text}Z`)
const times = (bars: Bars): string[] => [...bars.time].map((time) => new Date(time).toISOString().slice(0, 16))

function createScene(options: FakeYahooOptions = {}, start?: number) {
  let fake!: ReturnType<typeof createFakeYahoo>
  const stage = createStage((clock) => (fake = createFakeYahoo({ clock, ...options })).network, start)
  return { fake, stage, data: yahoo({}, stage.environment) }
}

/** What is made of one recorded answer. */
function read(
  body: unknown,
  { timeframe = '1d', adjustment, symbol = 'NASDAQ:AAPL', from = 0, to = monday } = {} as {
    timeframe?: Timeframe
    adjustment?: 'splits' | 'splits-and-dividends'
    symbol?: `${string}:${string}`
    from?: number
    to?: number
  },
) {
  const wire = createWire(() => ({ body }))
  const stage = createStage(() => wire.network)
  const query = { instrument: symbol, timeframe, from, to, ...(adjustment !== undefined && { adjustment }) }
  return Object.assign(stage.finish(yahoo({}, stage.environment).fetchBars(query)), { logged: stage.logged })
}

describe('bars of Yahoo', () => {
  it.each([
    ['1m', 5],
    ['2m', 5],
    ['5m', 5],
    ['15m', 5],
    ['30m', 5],
    ['1h', 5],
    ['90m', 5],
    ['1d', 40],
    ['1w', 200],
    ['1mo', 400],
  ] as const)('come in %s, stamped by their open, within the range', async (timeframe, days) => {
    const { data, stage } = createScene()
    const query = { instrument, timeframe, from: monday - days * dayMs, to: monday - dayMs } as const
    const bars = await stage.finish(data.fetchBars(query))
    expect(bars.timeframe).toBe(timeframe)
    expect(bars.instrument).toBe(instrument)
    expect(bars.length).toBeGreaterThan(2)
    expect(bars.time[0]).toBeGreaterThanOrEqual(query.from)
    expect(bars.time.at(-1)).toBeLessThan(query.to)
    const isOfDays = timeframe === '1d' || timeframe === '1w' || timeframe === '1mo'
    for (const time of bars.time) {
      if (isOfDays) expect(new Date(time).toISOString()).toContain('T03:45')
      else expect((time - nse().session(time)!.open) % barClose(0, timeframe)).toBe(0)
    }
  })

  it('of half an hour are made of quarters, from the open of the session on', async () => {
    const { data, stage, fake } = createScene()
    const from = utc('2026-11-20T03:45')
    const fetch = (timeframe: Timeframe) =>
      stage.finish(data.fetchBars({ instrument, timeframe, from, to: from + dayMs }))
    const [halves, quarters] = [await fetch('30m'), await fetch('15m')]
    expect(times(halves).slice(0, 2)).toEqual(['2026-11-20T03:45', '2026-11-20T04:15'])
    expect(halves.length).toBe(13)
    expect(halves.close[0]).toBe(quarters.close[1])
    expect(halves.high[0]).toBe(Math.max(quarters.high[0]!, quarters.high[1]!))
    expect(halves.volume[0]).toBe(quarters.volume[0]! + quarters.volume[1]!)
    expect(fake.requests.map(({ query }) => query['interval'])).toEqual(['15m', '15m'])
  })

  it('of weeks and months are made of days, the first and the last one whole', async () => {
    const { data, stage, fake } = createScene()
    const query = { instrument, from: utc('2026-10-07T00:00'), to: utc('2026-11-11T00:00') } as const
    const weeks = await stage.finish(data.fetchBars({ ...query, timeframe: '1w' }))
    expect(times(weeks)).toEqual(
      ['2026-10-12', '2026-10-19', '2026-10-26', '2026-11-02', '2026-11-09'].map((d) => `${d}T03:45`),
    )
    const days = await stage.finish(
      data.fetchBars({ instrument, timeframe: '1d', from: utc('2026-11-09T00:00'), to: utc('2026-11-14T00:00') }),
    )
    expect(weeks.close.at(-1)).toBe(days.close.at(-1))
    const months = await stage.finish(data.fetchBars({ ...query, timeframe: '1mo' }))
    expect(times(months)).toEqual(['2026-11-02T03:45'])
    expect(new Set(fake.requests.map(({ query }) => query['interval']))).toEqual(new Set(['1d']))
  })

  it('of weeks begin on the Monday of the exchange, not of Greenwich', async () => {
    // Sydney opens at 23:00 of Sunday in UTC.
    const timestamp = ['2026-11-15T23:00', '2026-11-16T23:00', '2026-11-22T23:00'].map((each) => utc(each) / 1_000)
    const body = chartOf({
      meta: { exchangeTimezoneName: 'Australia/Sydney', currency: 'AUD' },
      timestamp,
      quote: columnsOf([
        [10, 11, 9, 10, 1],
        [10, 12, 10, 11, 1],
        [11, 11, 11, 11, 1],
      ]),
    })
    const weeks = await read(body, { timeframe: '1w', symbol: 'ASX:BHP', from: utc('2026-11-15T00:00') })
    expect(times(weeks)).toEqual(['2026-11-15T23:00', '2026-11-22T23:00'])
    expect([...weeks.high]).toEqual([12, 11])
  })

  it('of a minute are asked for a week at a time', async () => {
    const { data, stage, fake } = createScene()
    await stage.finish(data.fetchBars({ instrument, timeframe: '1m', from: monday - 29 * dayMs, to: monday }))
    expect(fake.count('chart')).toBe(5)
    for (const { query } of fake.requests)
      expect(Number(query['period2']) - Number(query['period1'])).toBeLessThanOrEqual(7 * 86_400)
  })

  it.each([
    ['1m', 30],
    ['5m', 60],
    ['30m', 60],
    ['90m', 60],
    ['1h', 730],
  ] as const)('of %s older than %i days are refused by that limit, without a request', async (timeframe, days) => {
    const { data, stage, fake } = createScene()
    const query = { instrument, timeframe, from: monday - days * dayMs - 1, to: monday } as const
    const failing = stage.finish(data.fetchBars(query))
    await expect(failing).rejects.toThrow(new RegExp(`${days} days`))
    await expect(failing).rejects.toSatisfy((error) => isShagunError(error, 'unsupported'))
    expect(fake.count()).toBe(0)
    await stage.finish(data.fetchBars({ ...query, from: monday - days * dayMs }))
  })

  it('of half an hour are asked for with what is before them only where that is not nearly too old', async () => {
    const { data, stage, fake } = createScene()
    const from = monday - 60 * dayMs + 7_200_000
    await stage.finish(data.fetchBars({ instrument, timeframe: '30m', from, to: monday }))
    expect(Number(fake.requests[0]!.query['period1']) * 1_000).toBe(monday - 60 * dayMs + 3_600_000)
  })

  it('that Yahoo refuses the range of are unsupported, with what it said', async () => {
    const { data, stage, fake } = createScene()
    fake.fail({ kind: 'bad-range' })
    const failing = stage.finish(data.fetchBars({ instrument, timeframe: '1d', from: 0, to: monday }))
    await expect(failing).rejects.toThrow(/8 days worth of 1m/)
    await expect(failing).rejects.toSatisfy((error) => isShagunError(error, 'unsupported'))
  })

  it('of a timeframe that Yahoo has not, or without any adjustment, are unsupported', async () => {
    const { data } = createScene()
    for (const query of [{ timeframe: '4h' }, { timeframe: '1d', adjustment: 'none' }] as const)
      await expect(data.fetchBars({ instrument, from: 0, to: monday, ...query })).rejects.toSatisfy((error) =>
        isShagunError(error, 'unsupported'),
      )
  })

  it('from the beginning of time on are as far back as Yahoo takes', async () => {
    const { data, stage, fake } = createScene()
    await stage.finish(data.fetchBars({ instrument, timeframe: '1d', from: -8.64e15, to: monday - 30_000 * dayMs }))
    expect(Number(fake.requests[0]!.query['period1'])).toBeGreaterThan(monday / 1_000 - 100 * 365.25 * 86_400)
  })

  it('of an empty time, or one to come, are none, and that takes no request', async () => {
    const { data, fake } = createScene()
    for (const [from, to] of [
      [monday, monday],
      [monday + dayMs, monday + 2 * dayMs],
    ] as const)
      expect((await data.fetchBars({ instrument, timeframe: '1d', from, to })).length).toBe(0)
    expect(fake.count()).toBe(0)
  })

  it.each([
    [monday, monday - 1],
    [Number.NaN, monday],
    [0, Number.NaN],
  ])('from %d to %d are refused', async (from, to) => {
    const { data } = createScene()
    await expect(data.fetchBars({ instrument, timeframe: '1d', from, to })).rejects.toSatisfy((error) =>
      isShagunError(error, 'invalid-options'),
    )
  })

  it('are those that the fake was given', async () => {
    const given = createBars('LSE:VOD', '1d', [
      { time: utc('2026-11-19T08:00'), open: 0.7, high: 0.72, low: 0.7, close: 0.71, volume: 5 },
    ])
    const { data, stage } = createScene({ bars: [given] })
    const bars = await stage.finish(data.fetchBars({ instrument: 'LSE:VOD', timeframe: '1d', from: 0, to: monday }))
    expect([...bars]).toEqual([...given])
  })

  it('come over a port as they do in process', async () => {
    const from = monday - 5 * dayMs
    const fake = createFakeYahoo({ clock: createStage(() => ({})).clock })
    const server = await fake.start()
    try {
      const stage = createStage(() => fake.network)
      const query = { instrument, timeframe: '1d', from, to: monday } as const
      const log = { debug() {}, warn() {}, error() {} }
      const real = createEnvironment({ clock: stage.clock, log })
      const overPort = await yahoo(server.options, real).fetchBars(query)
      const inProcess = await yahoo({}, stage.environment).fetchBars(query)
      expect([...overPort]).toEqual([...inProcess])
      expect(overPort.length).toBe(3)
    } finally {
      await server.close()
    }
  })
})

describe('a chart', () => {
  const day = utc('2026-11-16T14:30') / 1_000
  const good = [10, 12, 9, 11, 100]

  it('of an empty window has no timestamp, and no bars', async () => {
    expect((await read(chartOf({ quote: {} }))).length).toBe(0)
    expect((await read(chartOf({ timestamp: [], quote: {} }))).length).toBe(0)
  })

  it('that Yahoo says has no data for its time has no bars', async () => {
    const description = "Data doesn't exist for startDate = 1, endDate = 2"
    const wire = createWire(() => ({
      status: 400,
      body: { chart: { result: null, error: { code: 'Bad Request', description } } },
    }))
    const stage = createStage(() => wire.network)
    const bars = await yahoo({}, stage.environment).fetchBars({ instrument, timeframe: '1d', from: 0, to: 1_000 })
    expect(bars.length).toBe(0)
  })

  it('leaves out rows without prices, and counts those that cannot be', async () => {
    const reading = read(
      chartOf({
        timestamp: [0, 1, 2, 3, 4, 5, 6].map((i) => day + i * 86_400),
        quote: columnsOf([
          good,
          [null, null, null, null, null],
          [10, null, 9, 11, 100],
          [10, 8, 9, 11, 100],
          [0, 0, 0, 0, 0],
          ['10', 12, 9, 11, 100],
          [10, 12, 9, 11, null],
        ]),
      }),
    )
    const bars = await reading
    expect(times(bars)).toEqual(['2026-11-16T14:30', '2026-11-22T14:30'])
    expect([...bars.volume]).toEqual([100, 0])
    expect(reading.logged.join()).toContain('4 rows of charts could not be believed')
  })

  it('has the live day once, at the open of its session', async () => {
    const opens = day + 4 * 86_400
    const live = opens + 7_621
    const rows = [good, [11, 13, 11, 12, 50], [11, 14, 11, 13, 60]]
    const body = chartOf({
      meta: {
        regularMarketTime: live,
        currentTradingPeriod: { regular: { start: opens, end: opens + 23_400 } },
      },
      timestamp: [day, opens, live],
      quote: columnsOf(rows),
    })
    const bars = await read(body)
    expect(times(bars)).toEqual(['2026-11-16T14:30', '2026-11-20T14:30'])
    expect([bars.close[1], bars.volume[1]]).toEqual([13, 60])
    const alone = chartOf({
      meta: { regularMarketTime: live, currentTradingPeriod: { regular: { start: opens, end: opens + 23_400 } } },
      timestamp: [live],
      quote: columnsOf([good]),
    })
    expect(times(await read(alone))).toEqual(['2026-11-20T14:30'])
    expect((await read(alone, { to: opens * 1_000 })).length).toBe(0)
  })

  it('has the live day at its open by the wall clock, also across a change of clocks and after the close', async () => {
    const summer = utc('2026-10-30T13:30') / 1_000
    const closed = utc('2026-11-02T21:00:01') / 1_000
    const tomorrow = utc('2026-11-03T14:30') / 1_000
    const body = chartOf({
      meta: {
        regularMarketTime: closed,
        currentTradingPeriod: { regular: { start: tomorrow, end: tomorrow + 23_400 } },
      },
      timestamp: [summer, closed],
      quote: columnsOf([good, good]),
    })
    expect(times(await read(body))).toEqual(['2026-10-30T13:30', '2026-11-02T14:30'])
  })

  it('has the live minute as part of its bar, and no bar after the close', async () => {
    const opens = utc('2026-11-20T14:30') / 1_000
    const chart = (last: number, rows: number[][]) =>
      chartOf({
        meta: { regularMarketTime: last, currentTradingPeriod: { regular: { start: opens, end: opens + 23_400 } } },
        timestamp: [opens, opens + 300, last],
        quote: columnsOf(rows),
      })
    const query = { timeframe: '5m', from: opens * 1_000 } as const
    const live = await read(chart(opens + 417, [good, [11, 12, 11, 11.5, 40], [12.5, 12.5, 12.5, 12.5, 0]]), query)
    expect(times(live)).toEqual(['2026-11-20T14:30', '2026-11-20T14:35'])
    expect([live.open[1], live.high[1], live.low[1], live.close[1], live.volume[1]]).toEqual([11, 12.5, 11, 12.5, 40])
    const over = await read(chart(opens + 23_400, [good, good, good]), query)
    expect(over.length).toBe(2)
  })

  it('has the live minute as part of its bar, and none after the close, where the last trade is told otherwise', async () => {
    const opens = utc('2026-11-20T14:30') / 1_000
    const regular = { start: opens, end: opens + 23_400 }
    const chart = (meta: object, at: number) =>
      chartOf({
        meta,
        timestamp: [opens, opens + 300, at],
        quote: columnsOf([good, [11, 12, 11, 11.5, 40], [12.5, 12.5, 12.5, 12.5, 0]]),
      })
    const query = { timeframe: '5m', from: opens * 1_000 } as const
    for (const meta of [{}, { regularMarketTime: opens + 421, currentTradingPeriod: { regular } }]) {
      const live = await read(chart(meta, opens + 420), query)
      expect(times(live)).toEqual(['2026-11-20T14:30', '2026-11-20T14:35'])
      expect([live.high[1], live.close[1]]).toEqual([12.5, 12.5])
    }
    const meta = { regularMarketTime: opens + 23_402, currentTradingPeriod: { regular } }
    expect((await read(chart(meta, opens + 23_400), query)).length).toBe(2)
  })

  it('gives prices without float32 noise, and without dividends on demand', async () => {
    const body = chartOf({
      timestamp: [day],
      quote: columnsOf([[127.58000183105469, 131, 126, 129.0399932861328, 225702700]]),
      adjclose: [125.82673645019531],
    })
    expect((await read(body)).close[0]).toBe(129.04)
    const adjusted = await read(body, { adjustment: 'splits-and-dividends' })
    expect(adjusted.close[0]).toBeCloseTo(125.8267, 3)
    expect(adjusted.open[0]).toBeCloseTo((127.58 * 125.82673645019531) / 129.0399932861328, 3)
    expect(adjusted.volume[0]).toBe(225702700)
  })

  it.each(['GBp', 'ZAc', 'ILA'])('in %s is turned into whole units', async (currency) => {
    const body = chartOf({
      meta: { currency },
      timestamp: [day],
      quote: columnsOf([[1279.5, 1286.57, 1258, 1259.5, 7]]),
    })
    const bars = await read(body)
    expect([bars.open[0], bars.high[0], bars.low[0], bars.close[0]]).toEqual([12.795, 12.8657, 12.58, 12.595])
  })

  it('within a day is without dividends by the ratio of its day', async () => {
    const [first, second] = [utc('2026-11-19T14:30') / 1_000, utc('2026-11-20T14:30') / 1_000]
    const wire = createWire((url) =>
      url.searchParams.get('interval') === '1d'
        ? { body: chartOf({ timestamp: [first, second], quote: columnsOf([good, good]), adjclose: [5.5, 11] }) }
        : { body: chartOf({ timestamp: [first, first + 3_600, second], quote: columnsOf([good, good, good]) }) },
    )
    const stage = createStage(() => wire.network)
    const bars = await yahoo({}, stage.environment).fetchBars({
      instrument: 'NASDAQ:AAPL',
      timeframe: '1h',
      adjustment: 'splits-and-dividends',
      from: first * 1_000,
      to: monday,
    })
    expect([...bars.close]).toEqual([5.5, 5.5, 11])
    expect([...bars.high]).toEqual([6, 6, 12])
  })

  it('with a jump that no split explains is told of', async () => {
    const reading = read(
      chartOf({ timestamp: [day, day + 86_400], quote: columnsOf([good, [1000, 1200, 900, 1100, 1]]) }),
    )
    expect((await reading).length).toBe(2)
    expect(reading.logged.join()).toContain('1 bars open at more than five times the close before')
  })

  it('tells by its nights where half hours begin, if not by its sessions', async () => {
    const stamps = ['2026-11-19T09:30', '2026-11-20T03:45', '2026-11-20T04:00', '2026-11-20T04:15']
    const body = chartOf({
      meta: { exchangeTimezoneName: 'Asia/Kolkata' },
      timestamp: stamps.map((each) => utc(each) / 1_000),
      quote: columnsOf([good, good, good, good]),
    })
    const halves = await read(body, { timeframe: '30m', symbol: instrument, from: utc('2026-11-20T00:00') })
    expect(times(halves)).toEqual(['2026-11-20T03:45', '2026-11-20T04:15'])
  })

  it('of longer bars than were asked for is refused', async () => {
    const body = (dataGranularity: string) =>
      chartOf({ meta: { dataGranularity }, timestamp: [day], quote: columnsOf([good]) })
    await expect(read(body('3mo'))).rejects.toThrow(/3mo/)
    expect((await read(body('60m'), { timeframe: '1h', from: day * 1_000 })).length).toBe(1)
  })

  it('of which nothing can be believed is a change of format', async () => {
    for (const quote of [{ openPrice: [1] }, columnsOf([['1', '1', '1', '1', 1]])])
      await expect(read(chartOf({ timestamp: [day], quote }))).rejects.toSatisfy((error) =>
        isShagunError(error, 'invalid-data'),
      )
  })
})
