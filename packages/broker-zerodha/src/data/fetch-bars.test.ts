import { nse } from '@shagun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCandles } from './read-candles.ts'
import { createStage, dayMs, infy, monday } from './stage.fixture.ts'

const success = (candles: unknown) => ({ status: 'success', data: { candles } })
const isHistory = ({ pathname }: URL): boolean => pathname.includes('/historical/')

describe('bars of Kite', () => {
  it('are asked for in the time of India, by the number of the instrument', async () => {
    const { data, during, fake, asked } = createStage()
    const from = Date.UTC(2026, 10, 20, 3, 45)
    const bars = await during(data.fetchBars({ instrument: infy, timeframe: '5m', from, to: from + 3_600_000 }))
    expect(bars.length).toBe(12)
    expect(bars.time[0]).toBe(from)
    expect(bars.time.at(-1)).toBe(from + 55 * 60_000)
    const { pathname, searchParams } = asked.find(isHistory)!
    expect(pathname).toBe('/instruments/historical/256257/5minute')
    expect(searchParams.get('from')).toBe('2026-11-20 09:15:00')
    expect(searchParams.get('to')).toBe('2026-11-20 10:19:59')
    expect(fake.count('historical')).toBe(1)
  })

  it.each([
    ['1m', 150, 60],
    ['15m', 450, 200],
    ['1h', 900, 400],
  ] as const)(
    'of %s over %i days come in requests of at most %i days, each bar once',
    async (timeframe, days, most) => {
      const { data, during, fake, clock } = createStage({
        answering: (url) => (isHistory(url) ? success([candleAt(url.searchParams.get('from')!)]) : undefined),
      })
      const query = { instrument: infy, timeframe, from: clock.now() - days * dayMs, to: clock.now() - dayMs } as const
      const bars = await during(data.fetchBars(query))
      expect(fake.count('historical')).toBe(0)
      expect(bars.length).toBe(Math.ceil(days / most))
    },
  )

  it('are the same ones however far the range reaches, over the border of requests as well', async () => {
    const { data, during, fake } = createStage()
    const [from, to] = [Date.UTC(2026, 7, 3), Date.UTC(2026, 10, 18, 12)]
    const whole = await during(data.fetchBars({ instrument: infy, timeframe: '1h', from: to - 20 * dayMs, to }))
    const long = await during(data.fetchBars({ instrument: infy, timeframe: '5m', from, to }))
    expect(fake.requests.filter(({ endpoint }) => endpoint === 'historical').map(({ status }) => status)).toEqual([
      200, 200, 200,
    ])
    const barsIn = (begin: number, barMs: number): number =>
      nse()
        .sessions(begin, to)
        .reduce((sum, { open, close }) => sum + Math.ceil((close - open) / barMs), 0)
    expect(long.length).toBe(barsIn(from, 300_000))
    expect(whole.length).toBe(barsIn(to - 20 * dayMs, 3_600_000))
  })

  it('of days are stamped by the open of their session, that of Muhurat as well', async () => {
    const { data, during } = createStage()
    const [from, to] = [Date.UTC(2025, 9, 19, 20), Date.UTC(2025, 9, 24)]
    const { time } = await during(data.fetchBars({ instrument: infy, timeframe: '1d', from, to }))
    const opens = nse()
      .sessions(from, to)
      .map(({ open }) => open)
    expect([...time]).toEqual(opens)
    expect([...time]).toContain(Date.UTC(2025, 9, 21, 8, 15))
  })

  it('are asked for in shorter ranges once Kite says that it takes fewer days', async () => {
    let refusals = 0
    const { data, during, asked, clock } = createStage({
      answering(url) {
        if (!isHistory(url)) return undefined
        const [from, to] = ['from', 'to'].map((name) => Date.parse(`${url.searchParams.get(name)}Z`))
        if (to! - from! <= 30 * dayMs) return success([candleAt(url.searchParams.get('from')!)])
        refusals++
        const body = { status: 'error', message: 'interval exceeds max limit: 30 days', error_type: 'InputException' }
        return new Response(JSON.stringify(body), { status: 400 })
      },
    })
    const query = { instrument: infy, timeframe: '1m', from: clock.now() - 100 * dayMs, to: clock.now() } as const
    expect((await during(data.fetchBars(query))).length).toBe(4)
    await during(data.fetchBars(query))
    expect(refusals).toBe(1)
    expect(asked.filter(isHistory).length).toBe(9)
  })

  it('are asked for day by day at last, and not forever, where Kite takes no range at all', async () => {
    const { data, failing, asked } = createStage({
      answering(url) {
        if (!isHistory(url)) return undefined
        const body = { status: 'error', message: 'interval exceeds max limit: 3 days', error_type: 'InputException' }
        return new Response(JSON.stringify(body), { status: 400 })
      },
    })
    const query = { instrument: infy, timeframe: '1m', from: monday - 100 * dayMs, to: monday } as const
    expect((await failing(data.fetchBars(query))).code).toBe('invalid-data')
    expect(asked.filter(isHistory).length).toBe(4)
  })

  it('leave out a row that cannot be, and say so', async () => {
    const good = ['2026-11-20T09:15:00+0530', 10, 12, 9, 11, 100]
    const bad = [null, 7, [], ['2026-11-20 09:16', 10, 12, 9, 11, 1], ['2026-11-20T09:17:00+0530', 10, 9, 12, 11, 1]]
    const { data, during, logged } = createStage({
      answering: (url) => (isHistory(url) ? success([...bad, good]) : undefined),
    })
    const query = { instrument: infy, timeframe: '1m', from: monday - 5 * dayMs, to: monday } as const
    const bars = await during(data.fetchBars(query))
    expect([...bars].map(({ close, volume }) => [close, volume])).toEqual([[11, 100]])
    expect(logged.join()).toContain('candles could not be believed and were left out. {"count":1,"rows":5')
  })

  it.each([
    ['rows of which none can be', success([['now', 1, 1, 1, 1, 1]])],
    ['no list of candles', success('none')],
    ['nothing', { status: 'success', data: null }],
    ['a page', '<html>Scheduled maintenance</html>'],
  ])('are refused as invalid-data where Kite answers %s', async (_, answer) => {
    const { data, failing } = createStage({ answering: (url) => (isHistory(url) ? answer : undefined) })
    const { code } = await failing(
      data.fetchBars({ instrument: infy, timeframe: '1d', from: monday - dayMs, to: monday }),
    )
    expect(code).toBe('invalid-data')
  })

  it('are unsupported without the plan that holds market data, while the session lives on', async () => {
    const user = { userId: 'AB1234', apiKey: 'fakeapikey', apiSecret: 'fakeapisecret', plan: 'personal' } as const
    const { data, failing, account } = createStage({ fake: { users: [user] } })
    const query = { instrument: infy, timeframe: '1d', from: monday - dayMs, to: monday } as const
    const { code, message } = await failing(data.fetchBars(query))
    expect(code).toBe('unsupported')
    expect(message).toContain('plan of Kite Connect that holds market data')
    expect(account.sessionState).toBe('active')
  })

  it('take no time that is none, and no range without an end asks forever', async () => {
    const { data, failing, during, fake } = createStage()
    const query = { instrument: infy, timeframe: '1d' } as const
    expect((await failing(data.fetchBars({ ...query, from: Number.NaN, to: monday }))).code).toBe('invalid-options')
    const [from, to] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
    const future = await during(data.fetchBars({ ...query, from: monday + 2 * dayMs, to }))
    expect([future.length, fake.count('historical')]).toEqual([0, 0])
    expect((await failing(data.fetchBars({ ...query, instrument: 'NSE:NOSUCH', from, to }))).code).toBe('not-found')
  })
})

describe('candles', () => {
  it('are read from anything without a throw, and no row has a number that was not there', () => {
    const cell = fc.oneof(
      fc.double(),
      fc.constantFrom('2026-11-20T09:15:00+0530', '', null, 100, 101.5),
      fc.jsonValue({ maxDepth: 1 }),
    )
    const candle = fc.oneof(fc.array(cell, { maxLength: 8 }), fc.jsonValue({ maxDepth: 1 }))
    fc.assert(
      fc.property(fc.array(candle), (candles) => {
        const { rows, skipped } = readCandles({ candles })!
        expect(rows.length + skipped).toBe(candles.length)
        for (const { low, high, open, close, volume } of rows) {
          const isThere = (value: number) => candles.some((each) => Array.isArray(each) && each.includes(value))
          expect([low, high, open, close, volume].every(isThere)).toBe(true)
          expect(low > 0 && low <= open && close <= high && high < Infinity && volume >= 0).toBe(true)
        }
      }),
      { seed: 7, numRuns: 500 },
    )
    fc.assert(
      fc.property(fc.jsonValue(), (value) => void readCandles(value)),
      { seed: 7 },
    )
  })
})

/** One that opens as the request begins, so that each request gives another. */
function candleAt(text: string): readonly unknown[] {
  return [`${text.replace(' ', 'T')}+0530`, 10, 12, 9, 11, 100]
}
