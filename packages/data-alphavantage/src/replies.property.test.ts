import { type Bars, isShagunError, type Network, ShagunError } from '@shagun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Desk } from './desk.ts'
import { fetchBars } from './fetch-bars.ts'
import { fetchQuotes } from './fetch-quotes.ts'
import { fetchIndicator } from './indicator.ts'
import { createListings } from './listing.ts'
import { noticeIn, type Reply, readReply, webPage } from './reply.ts'
import { searchInstruments } from './search.ts'
import { createStage, key, replying, tuesdayNoon } from './stage.fixture.ts'

const range = { from: -Infinity, to: Infinity }
const typed = ['invalid-data', 'not-found', 'unsupported', 'rate-limited', 'unauthenticated', 'unreachable']

/** Everything that reads answers, each asked of the same answer. */
const calls: readonly ((desk: Desk) => Promise<unknown>)[] = [
  (desk) => fetchBars(desk, { instrument: 'NYSE:IBM', timeframe: '1d', ...range }, undefined),
  (desk) => fetchBars(desk, { instrument: 'NYSE:IBM', timeframe: '1w', ...range }, undefined),
  (desk) =>
    fetchBars(desk, { instrument: 'NYSE:IBM', timeframe: '5m', from: tuesdayNoon - 1e9, to: tuesdayNoon }, undefined),
  (desk) => fetchBars(desk, { instrument: 'FX:EURUSD', timeframe: '1d', ...range }, undefined),
  (desk) =>
    fetchBars(
      desk,
      { instrument: 'NYSE:IBM', timeframe: '1d', adjustment: 'splits-and-dividends', ...range },
      undefined,
    ),
  (desk) => fetchBars(desk, { instrument: 'NYSE:IBM', timeframe: '1mo', adjustment: 'splits', ...range }, undefined),
  (desk) => fetchQuotes(desk, ['NYSE:IBM', 'NASDAQ:AAPL'], undefined),
  (desk) => fetchQuotes(desk, ['FX:EURUSD'], undefined),
  (desk) => searchInstruments(desk, 'IBM'),
  (desk) => fetchIndicator(desk, { name: 'SMA', instrument: 'NYSE:IBM', timeframe: '1d' }),
]
const listings = createListings({ apiKey: key })

/** A desk whose every question has the same answer, without a network between. */
function deskOf(reply: Reply): Desk {
  return {
    client: {
      ask: async () => reply,
      refuses: () => false,
      refuse: (feature) => new ShagunError('unsupported', 'not here', { details: { feature, by: 'test' } }),
      checkBudget() {},
    },
    listings,
    clock: { now: () => tuesdayNoon },
    log: { debug() {}, warn() {}, error() {} },
    extendedHours: false,
    adjusted: ['none', 'splits', 'splits-and-dividends'],
    entitlement: 'realtime',
  }
}

/** All numbers that a result holds, however deep, are numbers; times of columns rise. */
function checkSound(result: unknown): void {
  if (typeof result === 'number') expect(Number.isFinite(result)).toBe(true)
  else if (result instanceof Float64Array) expect(result.every(Number.isFinite)).toBe(true)
  else if (typeof result === 'object' && result !== null) {
    const { time } = result as { readonly time?: unknown }
    if (time instanceof Float64Array) expect(time.every((at, i) => i === 0 || at > time[i - 1]!)).toBe(true)
    Object.values(result).forEach(checkSound)
  }
}

/** How many bars came, of all that were asked for: what is drawn must not be refused whole each time. */
let barsRead = 0

async function checkAll(text: string): Promise<void> {
  const reply = readOrRefuse(text)
  if (reply === undefined) return
  for (const call of calls) {
    const result = await call(deskOf(reply)).catch((error: unknown) => {
      if (!isShagunError(error) || !typed.includes(error.code)) throw error
    })
    checkSound(result)
    barsRead += (result as { readonly length?: number } | undefined)?.length ?? 0
  }
}

function readOrRefuse(text: string): Reply | undefined {
  try {
    const reply = readReply(text)
    if (reply === webPage) return undefined
    noticeIn(reply)
    return reply
  } catch (error) {
    expect(String(error)).toMatch(/The answer is/)
    return undefined
  }
}

// What is drawn looks like an answer often enough to get past the first look.
const cell = fc.oneof(
  { weight: 5, arbitrary: fc.double({ min: 0.01, max: 1e6, noNaN: true }).map((value) => value.toFixed(4)) },
  fc.constantFrom(
    '0',
    '-1',
    'NaN',
    'Infinity',
    '1e999',
    '1e308',
    '5e-324',
    '',
    ' ',
    '--',
    'n/a',
    '1,000',
    '0x10',
    '１',
  ),
  fc.jsonValue({ maxDepth: 1 }),
)
const field = fc.constantFrom(
  '1. open',
  '2. high',
  '3. low',
  '4. close',
  '5. volume',
  '6. volume',
  '5. adjusted close',
  '7. dividend amount',
  '8. split coefficient',
  '05. price',
  '07. latest trading day',
  '5. Exchange Rate',
  '6. Last Refreshed',
  '7. Time Zone',
  'SMA',
  '1. symbol',
  '9. matchScore',
  '__proto__',
  'constructor',
  'symbol',
  'timestamp',
  'close',
)

/** What could be a bar, and mostly still is when one of its cells is another. */
const sound = fc
  .record({
    low: fc.integer({ min: 1, max: 1e6 }),
    open: fc.nat(500),
    high: fc.nat(500),
    close: fc.nat(500),
    volume: fc.nat(),
  })
  .map(({ low, open, high, close, volume }) => ({
    open: ((low + open) / 100).toFixed(4),
    high: ((low + 500 + high) / 100).toFixed(4),
    low: (low / 100).toFixed(4),
    close: ((low + close) / 100).toFixed(4),
    volume: String(volume),
  }))
const soundRow = fc
  .tuple(sound, fc.option(fc.tuple(field, cell), { freq: 4 }), fc.constantFrom('1.0', '1.0', '1.0', '2.0', '0.1'))
  .map(([bar, odd, split]) => ({
    '1. open': bar.open,
    '2. high': bar.high,
    '3. low': bar.low,
    '4. close': bar.close,
    '5. adjusted close': bar.low,
    '6. volume': bar.volume,
    '7. dividend amount': '0.0000',
    '8. split coefficient': split,
    SMA: bar.close,
    ...(odd && { [odd[0]]: odd[1] }),
  }))
const stamp = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .date({ min: new Date('1990-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
      .chain((date) =>
        fc.constantFrom(date.toISOString().slice(0, 10), date.toISOString().slice(0, 19).replace('T', ' ')),
      ),
  },
  fc.constantFrom(
    '2026-02-30',
    '0000-00-00',
    '9999-12-31 23:59:59',
    '2026-03-08 02:30:00',
    '2026-11-01 01:30:00',
    '',
    '__proto__',
    'x',
  ),
)
const row = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.array(fc.tuple(field, cell), { maxLength: 9 }).map((cells) => Object.fromEntries(cells)),
  },
  { weight: 24, arbitrary: soundRow },
  fc.jsonValue({ maxDepth: 1 }),
)
const body = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(
        'Time Series (Daily)',
        'Weekly Time Series',
        'Time Series (5min)',
        'Time Series FX (Daily)',
        'Technical Analysis: SMA',
      ),
      fc.array(fc.tuple(stamp, row), { maxLength: 30 }).map((rows) => Object.fromEntries(rows)),
      fc.constantFrom('US/Eastern', 'UTC', 'US/Eastern Time', 'Mars/Olympus', '', 5),
    )
    .map(([name, series, zone]) => ({ 'Meta Data': { '9. Time Zone': zone }, [name]: series })),
  fc
    .tuple(fc.constantFrom('Global Quote', 'Realtime Currency Exchange Rate', 'data', 'bestMatches'), row)
    .map(([name, value]) => ({ [name]: value })),
  fc
    .tuple(fc.constantFrom('data', 'bestMatches'), fc.array(row, { maxLength: 9 }))
    .map(([name, value]) => ({ [name]: value })),
  fc
    .tuple(fc.constantFrom('Note', 'Information', 'Error Message', 'message'), fc.string())
    .map(([name, value]) => ({ [name]: value })),
  fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 })),
)
const header = 'timestamp,open,high,low,close,adjusted_close,volume,dividend_amount,split_coefficient'
const csv = fc
  .tuple(
    fc.constantFrom(
      header,
      header.replaceAll('_', ' '),
      'time,SMA',
      'symbol,price',
      'timestamp,,,',
      'timestamp,open\u0000,"',
    ),
    fc.array(
      fc.oneof(
        fc.string(),
        fc.tuple(stamp, fc.array(cell, { maxLength: 9 })).map((cells) => cells.flat().join(',')),
        {
          weight: 8,
          arbitrary: fc
            .tuple(stamp, sound)
            .map(([at, { open, high, low, close, volume }]) =>
              [at, open, high, low, close, low, volume, '0.0', '1.0'].join(','),
            ),
        },
      ),
      { maxLength: 20 },
    ),
    fc.constantFrom('\r\n', '\n', '\r'),
  )
  .map(([first, rows, end]) => [first, ...rows].join(end))

const bounds = { seed: 6, numRuns: 150 }

describe('whatever comes', () => {
  it('as JSON gives sound numbers or an error of ours', async () => {
    await fc.assert(
      fc.asyncProperty(body, (value) => checkAll(JSON.stringify(value))),
      bounds,
    )
    expect(barsRead).toBeGreaterThan(100)
  })

  it('as CSV gives sound numbers or an error of ours', async () => {
    await fc.assert(fc.asyncProperty(csv, checkAll), bounds)
  })

  it('as whatever text gives sound numbers or an error of ours', async () => {
    await fc.assert(fc.asyncProperty(fc.oneof(fc.string(), fc.json()), checkAll), { ...bounds, numRuns: 40 })
  })

  it('through the whole way of an answer, too', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          body.map((value) => JSON.stringify(value)),
          csv,
          fc.string(),
        ),
        async (text) => {
          const stage = createStage({}, { network: () => replying(text).network })
          const data = stage.make({ plan: 'premium' })
          const asked = data.fetchCorporateActions({ instrument: 'NYSE:IBM', ...range })
          checkSound(
            await stage.wait(asked).catch((error: unknown) => {
              if (!isShagunError(error) || !typed.includes(error.code)) throw error
            }),
          )
        },
      ),
      { ...bounds, numRuns: 15 },
    )
  })

  it('is read, or refused with words that quote nothing of it', () => {
    const secret = 'K3YTHATISECHOED'
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), csv), (text) => {
        try {
          expect([webPage, 'object']).toContain(readReply(text + secret) === webPage ? webPage : 'object')
        } catch (error) {
          expect(String(error)).not.toContain(secret)
          expect(String(error)).toMatch(/The answer is/)
        }
      }),
      { ...bounds, numRuns: 300 },
    )
  })
})

describe('an answer that breaks off', () => {
  async function answerOf(query: string): Promise<string> {
    const { fake } = createStage({ plan: 'premium', since: tuesdayNoon - 30 * 86_400_000 })
    return (await fake.network.fetch(`http://fake/query?apikey=k&symbol=IBM&function=${query}`)).text()
  }

  async function read(text: string): Promise<Bars | undefined> {
    const network: Network = { ...replying(text).network }
    const stage = createStage({}, { network: () => network })
    return stage
      .wait(stage.make().fetchBars({ instrument: 'NYSE:IBM', timeframe: '1d', ...range }))
      .catch((error: unknown) => {
        if (!isShagunError(error, 'invalid-data')) throw error
        return undefined
      })
  }

  it('as JSON is refused wherever it does', async () => {
    const text = await answerOf('TIME_SERIES_DAILY')
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 2), async (end) => {
        expect(await read(text.slice(0, end))).toBeUndefined()
      }),
      { ...bounds, numRuns: 40 },
    )
  })

  it('as CSV gives no price that was not there', async () => {
    const text = await answerOf('TIME_SERIES_DAILY&datatype=csv')
    const whole = (await read(text))!
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 2), async (end) => {
        const part = await read(text.slice(0, end))
        if (part === undefined || part.length === 0) return
        // The newest come first, so the last of them are there.
        const same = whole.slice(whole.length - part.length)
        for (const name of ['time', 'open', 'high', 'low', 'close'] as const) expect(part[name]).toEqual(same[name])
      }),
      { ...bounds, numRuns: 40 },
    )
  })
})

describe('an answer of a hundred thousand rows', () => {
  it('is read, one bad row aside', async () => {
    const rows = Array.from({ length: 100_000 }, (_, i) => {
      const at = new Date(Date.UTC(2026, 4, 1) - i * 60_000).toISOString().slice(0, 19).replace('T', ' ')
      return i === 500 ? `${at},broken` : `${at},1.5,2,1,1.75,100`
    })
    const { network } = replying(['timestamp,open,high,low,close,volume', ...rows].join('\r\n'))
    const stage = createStage({}, { network: () => network })
    const bars = await stage.wait(
      stage.make().fetchBars({ instrument: 'FX:EURUSD', timeframe: '1m', from: Date.UTC(2026, 3, 1), to: tuesdayNoon }),
    )
    expect(bars.length).toBe(43_200)
    expect(stage.logged.join()).toContain('1 of 100000 rows')
  })
})
