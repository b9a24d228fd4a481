import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nse } from '../calendars/nse.ts'
import { barClose } from '../model/bar-period.ts'
import { type BarRow, createBars } from '../model/bars.ts'
import type { InstrumentId } from '../model/ids.ts'
import { createInstrument } from '../model/instrument.ts'
import type { Timeframe } from '../model/time.ts'
import type { BarQuery } from '../ports/data-provider.ts'
import { memory } from '../ports/storage-memory.ts'
import {
  asked,
  barsFrom,
  calendars,
  close,
  createStage,
  day,
  hour,
  infy,
  minute,
  open,
  second,
  tcs,
} from './stage.fixture.ts'

const prices = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i)
/** A whole session of minutes. */
const session = barsFrom(open, prices(1000, 375))
const whole: BarQuery = { instrument: infy, timeframe: '1m', from: open, to: close }
const queries = (stage: ReturnType<typeof createStage>): (readonly [number, number])[] =>
  stage.first.requests.flatMap((request) =>
    request.kind === 'bars' ? [[request.query.from, request.query.to] as const] : [],
  )

describe('history', () => {
  it('is what the first provider has of a range, labelled, without the bar that is open', async () => {
    const stage = createStage({ at: open + 10 * minute + 30 * second, bars: [session] })
    const { bars, ...label } = await stage.data.fetchBars(whole)
    expect([...bars.close]).toEqual(prices(1000, 10))
    expect(label).toEqual({
      source: 'first',
      asOf: open + 10 * minute,
      receivedAt: stage.clock.now(),
      delayedBySec: 0,
      adjustment: 'none',
      stale: false,
      attempts: [{ source: 'first', outcome: 'served', tookMs: 0 }],
    })
  })

  it('comes whole from the next provider where the first fails, and is never put together of two', async () => {
    const stage = createStage({ at: close, bars: [session], options: { store: memory().bars } })
    await stage.data.fetchBars({ ...whole, to: open + hour })
    stage.first.fail({ kind: 'unreachable' })
    stage.second.setBars(barsFrom(open, prices(5000, 375)))
    const { bars, source } = await stage.data.fetchBars(whole)
    expect([source, bars.length, bars.close[0], bars.close[374]]).toEqual(['second', 375, 5000, 5374])
    // What the store has of the first is still served, though it is down.
    expect(await stage.data.fetchBars({ ...whole, to: open + hour - 1 })).toMatchObject({ source: 'first' })
  })

  it.each<[string, Partial<BarQuery>, string, RegExp]>([
    ['a range that ends before it begins', { from: close, to: open }, 'invalid-options', /lies before its `to`/],
    ['what is no range', { from: Number.NaN }, 'invalid-options', /from NaN/],
    ['what is no timeframe', { timeframe: '1x' as Timeframe }, 'invalid-options', /1x/],
    ['a timeframe that nobody has', { timeframe: '7s' }, 'unsupported', /7s bars.*plugged in: first, second/],
    ['an adjustment that nobody makes', { adjustment: 'splits' }, 'unsupported', /adjusted: splits/],
    ['a symbol that nobody knows', { instrument: 'NSE:NOSUCH' }, 'not-found', /Check the symbol/],
  ])('refuses %s', async (_, wrong, code, message) => {
    const { data } = createStage({ bars: [session] })
    await expect(data.fetchBars({ ...whole, ...wrong })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    })
  })

  it('says of all who were asked why they failed', async () => {
    const { data, first, second: other } = createStage({ bars: [session] })
    first.fail({ kind: 'rate-limited', retryAfterMs: 5000 })
    other.fail({ kind: 'garbage', as: 'unsorted' })
    await expect(data.fetchBars(whole)).rejects.toMatchObject({
      code: 'unavailable',
      cause: { errors: [{ code: 'rate-limited' }, { code: 'invalid-data' }] },
      details: {
        attempts: [
          { source: 'first', code: 'rate-limited' },
          { source: 'second', code: 'invalid-data' },
        ],
      },
    })
  })

  it('of which the first has nothing, although the venue traded, comes from the next', async () => {
    const stage = createStage({ at: close, bars: [session] })
    stage.first.setBars(barsFrom(open, []))
    expect(await stage.data.fetchBars(whole)).toMatchObject({ source: 'second', stale: false })
    stage.second.setBars(barsFrom(open, []))
    expect(await stage.data.fetchBars({ ...whole, to: close - 1 })).toMatchObject({ stale: true })
  })

  it('is made of shorter bars where nobody has them as long', async () => {
    const { data } = createStage({ at: close + hour, bars: [session] })
    const { bars, madeOf } = await data.fetchBars({ ...whole, timeframe: '1h' })
    expect(madeOf).toBe('1m')
    expect([...bars.time]).toEqual([0, 1, 2, 3, 4, 5, 6].map((i) => open + i * hour))
    expect([...bars.close]).toEqual([1059, 1119, 1179, 1239, 1299, 1359, 1374])
  })

  it('is made of those that the first has who has any, though another one has longer ones', async () => {
    const { data } = createStage({
      supports: { timeframes: ['1m'] },
      otherSupports: { timeframes: ['15m'] },
      at: close,
      bars: [session],
    })
    expect(await data.fetchBars({ ...whole, timeframe: '1h' })).toMatchObject({ source: 'first', madeOf: '1m' })
  })

  it('that is made of shorter bars has its last one made of all of them', async () => {
    const { data } = createStage({ at: close + hour, bars: [session] })
    const { bars } = await data.fetchBars({ ...whole, timeframe: '1h', to: open + 90 * minute })
    expect([...bars.close]).toEqual([1059, 1119])
  })

  it('is fetched once for all who ask at one time, and for a moment after', async () => {
    const stage = createStage({ at: close, bars: [session] })
    await Promise.all([...Array(20)].map(() => stage.data.fetchBars(whole)))
    await stage.data.fetchBars(whole)
    expect(asked(stage.first, 'bars')).toBe(1)
    await stage.pass(2 * second)
    await stage.data.fetchBars(whole)
    expect(asked(stage.first, 'bars')).toBe(2)
  })

  it('is given up upstream when all who wait for it have gone', async () => {
    const stage = createStage({ at: close, bars: [session] })
    stage.first.fail({ kind: 'slow', delayMs: 5 * second })
    const [a, b] = [new AbortController(), new AbortController()]
    const gone = [stage.data.fetchBars(whole, a.signal), stage.data.fetchBars(whole, b.signal)].map((answer) =>
      answer.catch((error: Error) => error.message),
    )
    await stage.pass(second)
    a.abort(new Error('a'))
    expect(await gone[0]).toBe('a')
    b.abort(new Error('b'))
    expect(await gone[1]).toBe('b')
    expect(asked(stage.second, 'bars')).toBe(0)
  })
})

describe('history that is stored', () => {
  it('is not fetched again, and only what is missing is, with the bar beside it', async () => {
    const stage = createStage({ at: close + hour, bars: [session], options: { store: memory().bars } })
    await stage.data.fetchBars({ ...whole, from: open + hour, to: open + 2 * hour })
    await stage.pass(minute, minute)
    const { bars } = await stage.data.fetchBars(whole)
    expect([...bars.close]).toEqual(prices(1000, 375))
    expect(queries(stage)).toEqual([
      [open + hour, open + 2 * hour],
      [open, open + hour + 1],
      [open + 2 * hour - minute, close],
    ])
    await stage.pass(minute, minute)
    expect((await stage.data.fetchBars(whole)).bars.length).toBe(375)
    expect(await stage.data.fetchBars({ ...whole, from: open + 5 * minute })).toMatchObject({
      source: 'first',
      attempts: [{ source: 'first', outcome: 'served', tookMs: 0 }],
    })
    expect(asked(stage.first, 'bars')).toBe(3)
  })

  it('does not ask for nights, weekends and holidays', async () => {
    const stage = createStage({ at: close + 3 * day, bars: [session], options: { store: memory().bars } })
    await stage.data.fetchBars(whole)
    await stage.pass(minute, minute)
    await stage.data.fetchBars({ ...whole, from: open - 12 * hour, to: close + 12 * hour })
    expect(asked(stage.first, 'bars')).toBe(1)
  })

  it('does not take the last minute for settled, which may still change', async () => {
    const at = open + hour + 10 * second
    const stage = createStage({ at, bars: [session], options: { store: memory().bars } })
    expect((await stage.data.fetchBars(whole)).bars.close.at(-1)).toBe(1059)
    stage.first.setBars(barsFrom(open, [...prices(1000, 59), 7]))
    await stage.pass(2 * second)
    expect((await stage.data.fetchBars(whole)).bars.close.at(-1)).toBe(7)
    expect(queries(stage).at(-1)![0]).toBe(open + 58 * minute)
  })

  it('is fetched anew where a corporate action has rewritten it', async () => {
    const stage = createStage({
      at: close + 2 * day,
      supports: { adjusted: ['splits'] },
      bars: [session],
      options: { store: memory().bars },
    })
    await stage.data.fetchBars({ ...whole, to: open + hour })
    stage.first.setBars(
      barsFrom(
        open,
        prices(1000, 375).map((price) => price / 5),
      ),
    )
    await stage.pass(minute, minute)
    const { bars, adjustment } = await stage.data.fetchBars(whole)
    expect(adjustment).toBe('splits')
    expect([bars.length, bars.close[0], bars.close[374]]).toEqual([375, 200, 1374 / 5])
    expect(stage.log.some((line) => line.includes('has rewritten'))).toBe(true)
  })

  it('is kept apart by source and adjustment', async () => {
    const stage = createStage({
      at: close + day,
      supports: { adjusted: ['none', 'splits'] },
      bars: [session],
      options: { store: memory().bars },
    })
    await stage.data.fetchBars(whole)
    stage.first.setBars(barsFrom(open, prices(1, 375)))
    expect((await stage.data.fetchBars({ ...whole, adjustment: 'splits' })).bars.close[0]).toBe(1)
    expect((await stage.data.fetchBars({ ...whole, adjustment: 'none' })).bars.close[0]).toBe(1000)
  })

  it('comes also where the store fails', async () => {
    const broken = {
      load: () => Promise.reject(new Error('x')),
      save: () => Promise.reject(new Error('x')),
      forget: async () => {},
    }
    const stage = createStage({ at: close, bars: [session], options: { store: broken } })
    expect((await stage.data.fetchBars(whole)).bars.length).toBe(375)
    expect(stage.log.filter((line) => line.includes('store') || line.includes('Stored')).length).toBeGreaterThan(0)
  })

  it('is, whatever was asked before in whatever order, what the provider has', async () => {
    const cut = fc.tuple(fc.integer({ min: -30, max: 400 }), fc.integer({ min: 1, max: 200 }))
    await fc.assert(
      fc.asyncProperty(fc.array(cut, { minLength: 1, maxLength: 8 }), async (cuts) => {
        const stage = createStage({
          at: close + hour,
          bars: [session],
          options: { store: memory().bars, history: { freshMs: 0 } },
        })
        for (const [first, length] of cuts) {
          const from = open + first * minute
          const to = from + length * minute
          const { bars } = await stage.data.fetchBars({ ...whole, from, to })
          const expected = [...session].filter(({ time }) => time >= from && time < to)
          expect([...bars]).toEqual(expected)
        }
        // Of each minute at most three times: as itself, and beside a gap on either side.
        const minutes = new Map<number, number>()
        for (const [from, to] of queries(stage))
          for (let at = from; at < to; at += minute) minutes.set(at, (minutes.get(at) ?? 0) + 1)
        expect(Math.max(0, ...minutes.values())).toBeLessThanOrEqual(3)
      }),
      { seed: 21, numRuns: 150 },
    )
  })
})

describe('history that cannot be asked for', () => {
  it.each([Number.POSITIVE_INFINITY, Number.NaN, 0, 1.5])('is that of %s bars', async (count) => {
    const { data, first } = createStage({ bars: [session] })
    await expect(data.fetchLatestBars({ instrument: infy, timeframe: '1m', count })).rejects.toMatchObject({
      code: 'invalid-options',
      details: { option: 'count' },
    })
    expect(first.requests).toEqual([])
  })

  it('is that of all time, and no provider is blamed for it', async () => {
    const { data, first } = createStage({ bars: [session] })
    const ever = { ...whole, from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }
    await expect(data.fetchBars(ever)).rejects.toMatchObject({ code: 'invalid-options' })
    expect(first.requests).toEqual([])
  })
})

describe('a store', () => {
  it('that hangs holds nobody up, and is no fault of the provider', async () => {
    const hangs = (): Promise<never> => new Promise(() => {})
    const store = { load: hangs, save: hangs, forget: hangs }
    const stage = createStage({ at: close, bars: [session], options: { store } })
    const answer = stage.data.fetchBars(whole)
    await stage.pass(10 * second)
    expect((await answer).source).toBe('first')
    expect(stage.data.getHealth()[0]).toEqual({ source: 'first', held: [] })
  })

  it('never holds a series half of which was rewritten, in whatever parts it was asked for', async () => {
    const days = (price: number) => barsFrom(open - 30 * day, Array(31).fill(price), { timeframe: '1d', stepMs: day })
    const stage = createStage({
      at: open + 3 * day,
      bars: [days(100)],
      options: { store: memory().bars, calendars: {} },
    })
    const closes = async (from: number, to: number) => {
      const query = { instrument: infy, timeframe: '1d', from: open + from * day, to: open + to * day } as const
      return new Set((await stage.data.fetchBars(query)).bars.close)
    }
    expect(await closes(-30, -20)).toEqual(new Set([100]))
    stage.first.setBars(days(50))
    expect(await closes(-10, 0)).toEqual(new Set([50]))
    expect(await closes(-20, -10)).toEqual(new Set([50]))
    expect(await closes(-30, 0)).toEqual(new Set([50]))
  })
})

describe('the latest bars', () => {
  it('are asked for once while no other bar closes', async () => {
    const stage = createStage({ bars: [session] })
    for (let i = 0; i < 10; i++) {
      await stage.data.fetchLatestBars({ instrument: infy, timeframe: '1m', count: 5 })
      await stage.pass(50, 50)
    }
    expect(asked(stage.first, 'bars')).toBe(1)
  })

  const calendar = nse()
  const rows = (timeframe: Timeframe, from: number, to: number): BarRow[] => {
    const found: BarRow[] = []
    for (const { open: opens, close: closes } of calendar.sessions(from, to))
      for (let time = opens; time < closes; time = barClose(time, timeframe, calendar))
        found.push({ time, open: 1, high: 1, low: 1, close: 1 })
    return found
  }

  it.each<[Timeframe, number]>([
    ['1m', 1],
    ['1m', 400],
    ['1h', 50],
    ['1d', 1],
    ['1d', 200],
  ])('%s: the last %i, over nights, weekends and holidays', async (timeframe, count) => {
    for (const at of [open - hour, open, open + 90 * minute, close, close + day * 5]) {
      const all = rows(timeframe, at - 400 * day, at + day)
      const stage = createStage({
        at,
        supports: { timeframes: [timeframe] },
        bars: [createBars(infy, timeframe, all)],
      })
      const { bars } = await stage.data.fetchLatestBars({ instrument: infy, timeframe, count })
      const expected = all.filter(({ time }) => barClose(time, timeframe, calendar) <= at).slice(-count)
      expect([...bars.time]).toEqual(expected.map(({ time }) => time))
      const [[first]] = queries(stage) as [readonly [number, number]]
      const asks = all.filter(({ time }) => time >= first && time < at).length
      expect(asks).toBeLessThanOrEqual(count + 2)
    }
  })

  it('are fewer where history is short, and come without a calendar, too', async () => {
    const stage = createStage({ at: close, bars: [session], options: { calendars: {} } })
    const latest = async (count: number) =>
      (await stage.data.fetchLatestBars({ instrument: infy, timeframe: '1m', count })).bars
    expect((await latest(1000)).length).toBe(375)
    expect([...(await latest(3)).close]).toEqual([1372, 1373, 1374])
    expect(calendars).toBeDefined()
  })

  it('of an instrument without any are none, and marked as doubtful', async () => {
    const stage = createStage({ at: close, bars: [session] })
    const { bars, stale } = await stage.data.fetchLatestBars({ instrument: tcs, timeframe: '1m', count: 5 })
    expect([bars.length, stale]).toEqual([0, true])
  })
})

describe('what is listed', () => {
  it('is asked for once by all who ask at one time', async () => {
    const { data, first } = createStage()
    await Promise.all([...Array(10)].map(() => data.fetchInstruments('NSE')))
    expect(first.requests).toHaveLength(1)
  })

  it('is of that exchange, by the first who lists anything there', async () => {
    const { data, first, second: other } = createStage()
    const listed = (id: InstrumentId) => createInstrument({ id, currency: 'INR', tickSize: '0.05' })
    first.fetchInstruments = async () => [listed('BSE:TCS')]
    other.fetchInstruments = async () => [listed('BSE:TCS'), listed(infy)]
    expect((await data.fetchInstruments('NSE')).map(({ id }) => id)).toEqual([infy])
  })
})
