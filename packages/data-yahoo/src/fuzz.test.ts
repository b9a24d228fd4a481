import { Buffer } from 'node:buffer'
import { isShagunError } from '@shagun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodePricingMessage } from './fake/pricing-message.ts'
import { createStage, monday } from './stage.fixture.ts'
import { parseFrame } from './stream/parse-frame.ts'
import { decodePricingData } from './stream/pricing-data.ts'
import { chartOf, columnsOf, createWire } from './wire.fixture.ts'
import { type YahooProvider, yahoo } from './yahoo.ts'

const instrument = 'NASDAQ:AAPL'
const from = Date.UTC(2026, 9, 1)

/** What the provider makes of one body, to whatever it asks; only typed errors are let pass. */
async function feed(body: string) {
  const stage = createStage(() => createWire(() => ({ body })).network)
  /** By a provider that has not failed before, and so has no reason not to ask. */
  const tried = async <T>(work: (data: YahooProvider) => Promise<T>): Promise<T | undefined> => {
    try {
      return await stage.finish(work(yahoo({}, stage.environment)))
    } catch (error) {
      if (!isShagunError(error)) throw error
      return undefined
    }
  }
  const bars = []
  for (const timeframe of ['1d', '15m', '30m', '1w', '1mo'] as const)
    for (const adjustment of ['splits', 'splits-and-dividends'] as const)
      bars.push(await tried((data) => data.fetchBars({ instrument, timeframe, adjustment, from, to: monday })))
  return {
    bars,
    batch: await tried((data) => data.fetchQuotes([instrument])),
    chain: await tried((data) => data.fetchOptionChain({ instrument })),
    actions: await tried((data) => data.fetchCorporateActions({ instrument, from, to: monday })),
    found: await tried((data) => data.searchInstruments('a')),
  }
}

/** No number that is none, and no order that is none. */
function checkFed({ bars, batch, chain, actions }: Awaited<ReturnType<typeof feed>>): void {
  for (const each of bars)
    for (let i = 0; i < (each?.length ?? 0); i++) {
      const { time, open, high, low, close, volume } = each!
      expect(time[i]! >= from && time[i]! < monday && (i === 0 || time[i]! > time[i - 1]!)).toBe(true)
      for (const price of [open, high, low, close]) expect(price[i]! > 0 && price[i]! < Infinity).toBe(true)
      expect(high[i]! >= Math.max(open[i]!, close[i]!) && low[i]! <= Math.min(open[i]!, close[i]!)).toBe(true)
      expect(volume[i]! >= 0 && volume[i]! < Infinity).toBe(true)
    }
  for (const value of [...(batch?.quotes ?? []), ...(chain?.calls ?? []), ...(chain?.puts ?? [])].flatMap(
    Object.values,
  ))
    if (typeof value === 'number') expect(value >= 0 && value < Infinity).toBe(true)
  for (const action of actions ?? []) expect(Number.isFinite(action.exDate)).toBe(true)
}

const seconds = Math.floor(from / 1_000) + 9 * 3_600
const cell = fc.oneof(
  { weight: 12, arbitrary: fc.double({ min: 1, max: 5_000, noNaN: true }) },
  fc.constantFrom(null, 0, -1, 1e308, '12', {}, [], true, 5e-324),
)
const stamp = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: seconds, max: seconds + 50 * 86_400 }) },
  fc.constantFrom(null, 'x', 1e15, -5, 0.5, 9e12, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
)
const row = fc.array(cell, { minLength: 0, maxLength: 6 })

const chart = fc
  .record({
    timestamp: fc.array(stamp, { maxLength: 40 }),
    rows: fc.array(row, { maxLength: 40 }),
    adjclose: fc.array(cell, { maxLength: 40 }),
    meta: fc.record(
      {
        priceHint: fc.oneof(fc.integer({ min: -5, max: 400 }), fc.constant('2')),
        currency: fc.constantFrom('USD', 'GBp', null, 7),
        exchangeTimezoneName: fc.constantFrom('America/New_York', 'Nowhere/At_All', null, 5),
        regularMarketTime: fc.oneof(stamp, fc.constant(null)),
        regularMarketPrice: cell,
        currentTradingPeriod: fc.constantFrom(
          null,
          {},
          { regular: { start: 1e12, end: -1 } },
          { regular: { start: 1e15, end: 1e15 } },
          { regular: { start: seconds, end: seconds + 60 } },
        ),
      },
      { requiredKeys: [] },
    ),
    events: fc.constantFrom(
      undefined,
      {},
      {
        dividends: { a: { date: seconds, amount: 1 } },
        splits: { b: 7, c: { date: seconds, numerator: 1e-300, denominator: 1e300 } },
      },
      {
        dividends: { a: { date: 1e15, amount: 1 } },
        splits: { b: { date: -1e15, numerator: 4, denominator: 1 } },
      },
    ),
  })
  .map(({ rows, events, ...rest }) =>
    chartOf({ ...rest, quote: columnsOf(rows), ...(events !== undefined && { events }) }),
  )

describe('whatever Yahoo answers', () => {
  it('with charts that are wrong in places, bars are in order and prices are prices', async () => {
    await fc.assert(
      fc.asyncProperty(chart, async (body) => checkFed(await feed(JSON.stringify(body)))),
      { numRuns: 60 },
    )
  })

  it('with anything in the place of anything, it is a typed error or rows left out', async () => {
    const quote = { symbol: 'AAPL', regularMarketPrice: 5, regularMarketTime: seconds, bid: 4, ask: 6 }
    const whole = {
      ...chartOf({
        timestamp: [seconds, seconds + 86_400],
        quote: columnsOf([
          [1, 2, 1, 2, 3],
          [1, 2, 1, 2, 3],
        ]),
        adjclose: [1, 2],
      }),
      quoteResponse: { result: [quote], error: null },
      optionChain: {
        result: [
          {
            expirationDates: [seconds],
            options: [
              { expirationDate: seconds, calls: [{ contractSymbol: 'A', strike: 1, expiration: seconds }], puts: [] },
            ],
          },
        ],
      },
      quotes: [quote],
    }
    const paths = pathsIn(whole)
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), fc.jsonValue(), async (path, value) =>
        checkFed(await feed(JSON.stringify(replaced(whole, path, value)))),
      ),
      { numRuns: 60 },
    )
  })

  it('cut off anywhere, or no JSON at all, it is a typed error', async () => {
    const whole = JSON.stringify(chartOf({ timestamp: [seconds], quote: columnsOf([[1, 2, 1, 2, 3]]) }))
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.nat({ max: whole.length - 1 }).map((end) => whole.slice(0, end)),
          fc.string(),
          fc.json(),
        ),
        async (body) => checkFed(await feed(body)),
      ),
      { numRuns: 60 },
    )
  })

  it.each([9e12, 1e15, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER])(
    'with %d where seconds should be, it costs that row and no other',
    async (wrong) => {
      const good = [10, 12, 9, 11, 5]
      const live = seconds + 90_007
      const whole = (meta: object, stamps: number[]) =>
        chartOf({
          meta: { regularMarketTime: live, ...meta },
          timestamp: stamps,
          quote: columnsOf(stamps.map(() => good)),
          events: { dividends: { a: { date: wrong, amount: 1 }, b: { date: seconds, amount: 1 } } },
        })
      for (const body of [
        whole({}, [seconds, wrong]),
        whole({ currentTradingPeriod: { regular: { start: wrong, end: wrong } } }, [seconds, live]),
        whole({ regularMarketTime: wrong }, [seconds, wrong]),
      ]) {
        const fed = await feed(JSON.stringify(body))
        checkFed(fed)
        for (const timeframe of [0, 2]) expect(fed.bars[timeframe]!.length).toBeGreaterThan(0)
        expect(fed.actions).toHaveLength(1)
      }
      const quote = { symbol: 'AAPL', regularMarketPrice: 5, regularMarketTime: wrong }
      const { batch } = await feed(JSON.stringify({ quoteResponse: { result: [quote] } }))
      expect(batch).toEqual({ quotes: [], missing: [instrument] })
    },
  )

  it.each([undefined, null, 7])(
    'with %j for the currency, no pence of London are taken for pounds',
    async (currency) => {
      const body = {
        ...chartOf({ meta: { currency }, timestamp: [seconds], quote: columnsOf([[71, 71, 71, 71, 5]]) }),
        quoteResponse: {
          result: [{ symbol: 'VOD.L', regularMarketPrice: 71, regularMarketTime: seconds, currency }],
        },
      }
      const stage = createStage(() => createWire(() => ({ body })).network)
      const data = yahoo({}, stage.environment)
      const bars = data.fetchBars({ instrument: 'LSE:VOD', timeframe: '1d', from, to: monday })
      await expect(stage.finish(bars)).rejects.toThrow(/tells pence from pounds/)
      expect((await stage.finish(data.fetchQuotes(['LSE:VOD']))).missing).toEqual(['LSE:VOD'])
      const tick = { symbol: 'VOD.L', price: 71, time: monday, bid: 70, ask: 72, volume: 5, currency: '' }
      expect(parseFrame(encodePricingMessage(tick))).toBe('unreadable')
    },
  )

  it('with a hundred thousand rows, it takes a moment', async () => {
    const timestamp = Array.from({ length: 100_000 }, (_, i) => seconds + i * 60)
    const body = chartOf({ timestamp, quote: columnsOf(timestamp.map(() => [101.25, 102.5, 100, 101.25, 5])) })
    const stage = createStage(() => createWire(() => ({ body })).network)
    const bars = await yahoo({}, stage.environment).fetchBars({ instrument, timeframe: '2m', from, to: monday })
    expect(bars.length).toBeGreaterThan(70_000)
  })
})

describe('whatever comes on the stream', () => {
  it('is a message, or none, and never a fault', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const message = decodePricingData(bytes)
        for (const value of Object.values(message ?? {})) expect(['string', 'number']).toContain(typeof value)
      }),
      { numRuns: 5_000 },
    )
  })

  it('is a quote with prices, or none', () => {
    const tick = { symbol: 'AAPL', price: 87.5, time: monday, currency: 'USD', bid: 87, ask: 88, volume: 5 }
    const good = Buffer.from(encodePricingMessage(tick), 'base64')
    let quotes = 0
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.tuple(fc.nat({ max: good.length - 1 }), fc.nat({ max: 255 })).map(([at, byte]) => good.with(at, byte)),
      fc.nat({ max: good.length }).map((end) => good.subarray(0, end)),
    )
    const frames = fc.oneof(
      fc.string(),
      fc.json(),
      bytes.map((each) => Buffer.from(each).toString('base64')),
      bytes.map((each) => JSON.stringify({ type: 'pricing', message: Buffer.from(each).toString('base64') })),
    )
    fc.assert(
      fc.property(frames, (text) => {
        const read = parseFrame(text)
        if (typeof read === 'string') return
        quotes++
        expect(read.quote.last > 0 && read.quote.last < Infinity && Number.isSafeInteger(read.quote.time)).toBe(true)
      }),
      { numRuns: 5_000 },
    )
    expect(quotes).toBeGreaterThan(100)
  })
})

function pathsIn(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([key, each]) => pathsIn(each, [...path, key]))]
}

function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by
  const copy: Record<string, unknown> = Array.isArray(value) ? ([...value] as never) : { ...(value as object) }
  copy[key] = replaced(copy[key], rest, by)
  return copy
}
