import {
  createEnvironment,
  createMarketData,
  type MarketData,
  memory,
  nse,
  type SimulatedClock,
  simulatedClock,
} from '@shagun/core'
import { alphaVantage } from '@shagun/data-alphavantage'
import { createFakeAlphaVantage, type FakeAlphaVantage } from '@shagun/data-alphavantage/testing'
import { yahoo } from '@shagun/data-yahoo'
import { createFakeYahoo, type FakeYahoo } from '@shagun/data-yahoo/testing'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'

/** Monday the 23rd of November 2026, noon in Mumbai. */
const noon = Date.UTC(2026, 10, 23, 6, 30)
const day = 86_400_000
const instrument = 'NSE:RELIANCE'
const query = { instrument, timeframe: '1d', from: noon - 30 * day, to: noon } as const
const apiKey = 'KEY-TO-NOBODY-1234'

let clock: SimulatedClock
let yahooFake: FakeYahoo
let alphaFake: FakeAlphaVantage
let data: MarketData
let log: string[]

/** What reads answers is loaded with the first of them, which takes time that no test can move. */
beforeAll(async () => {
  const fakes = [createFakeYahoo(), createFakeAlphaVantage()] as const
  const [first, second] = fakes.map(({ network }) => createEnvironment({ network }))
  await yahoo({}, first).fetchQuotes(['NASDAQ:AAPL'])
  await alphaVantage({ apiKey }, second).fetchQuotes(['NASDAQ:AAPL'])
})

beforeEach(() => {
  clock = simulatedClock(noon)
  log = []
  yahooFake = createFakeYahoo({ clock })
  alphaFake = createFakeAlphaVantage({ plan: 'premium', apiKey }, { clock, timers: clock })
  const note = (message: string, fields?: object): void => void log.push(`${message} ${JSON.stringify(fields ?? {})}`)
  const environment = createEnvironment({
    clock,
    timers: clock,
    log: { debug: note, warn: note, error: note },
    network: {
      fetch: (input, init) =>
        (String(input).includes('alphavantage') ? alphaFake : yahooFake).network.fetch(input, init),
      openSocket: (...given) => yahooFake.network.openSocket(...given),
    },
  })
  data = createMarketData({
    providers: [
      yahoo({}, environment),
      alphaVantage({ apiKey, plan: 'premium', venueSubstitution: true }, environment),
    ],
    calendars: { NSE: nse() },
    store: memory().bars,
  })
})

/** What comes of a promise while time goes by. */
async function over<T>(promise: Promise<T>, seconds = 60): Promise<T> {
  let isOver = false
  void promise.then(
    () => (isOver = true),
    () => (isOver = true),
  )
  for (let i = 0; i < seconds && !isOver; i++) {
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate)
    if (!isOver) clock.advanceTo(clock.now() + 1_000)
  }
  return promise
}

describe('Yahoo, and Alpha Vantage behind it,', () => {
  it('serve bars, each under its own name, adjustment and listing, and never as one', async () => {
    const first = await over(data.fetchBars(query))
    expect(first).toMatchObject({ source: 'yahoo', adjustment: 'splits', delayedBySec: 900 })
    expect(first.bars.length).toBeGreaterThan(15)
    yahooFake.fail({ kind: 'server-error' })
    const longer = { ...query, from: noon - 60 * day }
    const second = await over(data.fetchBars(longer), 200)
    expect(second).toMatchObject({ source: 'alphavantage', adjustment: 'none', servedAs: 'BSE:RELIANCE' })
    expect(second.attempts.map(({ source, outcome }) => `${source} ${outcome}`)).toContain('yahoo failed')
    expect([...second.bars].map(({ close }) => close).slice(-5)).not.toEqual(
      [...first.bars].map(({ close }) => close).slice(-5),
    )
    // What Yahoo has told is still there, under its name.
    expect(await over(data.fetchBars({ ...query, to: noon - 5 * day }))).toMatchObject({ source: 'yahoo' })
  })

  it('serve quotes, with who failed and why, and say of how far they lag', async () => {
    expect(await over(data.fetchQuote(instrument))).toMatchObject({ source: 'yahoo', delayedBySec: 900, stale: false })
    yahooFake.fail({ kind: 'page' })
    clock.advanceTo(clock.now() + 120_000)
    const { quote, source, servedAs, attempts } = await over(data.fetchQuote(instrument), 200)
    expect([quote.instrument, source, servedAs]).toEqual([instrument, 'alphavantage', 'BSE:RELIANCE'])
    expect(attempts[0]).toMatchObject({ source: 'yahoo', outcome: 'failed', code: 'unreachable' })
  })

  it('never serve pence in place of pounds', async () => {
    const london = { ...query, instrument: 'LSE:TSCO' } as const
    expect(await over(data.fetchQuote('LSE:TSCO'))).toMatchObject({ source: 'yahoo' })
    yahooFake.fail({ kind: 'server-error' })
    clock.advanceTo(clock.now() + 120_000)
    const quote = over(data.fetchQuote('LSE:TSCO', { allowStale: false }), 200)
    await expect(quote).rejects.toMatchObject({ code: 'unavailable' })
    await expect(over(data.fetchBars(london), 200)).rejects.toMatchObject({ code: 'unavailable' })
    expect(alphaFake.requests).toEqual([])
  })

  it('refuse an adjustment that only the one makes who is down', async () => {
    yahooFake.fail({ kind: 'server-error' })
    alphaFake.fail('premium')
    await expect(over(data.fetchBars({ ...query, adjustment: 'splits' }), 200)).rejects.toMatchObject({
      code: 'unavailable',
    })
  })

  it('go on for an hour in which Yahoo refuses everything, and hardly ask it', async () => {
    yahooFake.fail({ kind: 'rate-limited' })
    const sources = new Map<string, number>()
    for (let second = 0; second < 3600; second += 10) {
      const quote = await over(data.fetchQuote(instrument), 30).catch(() => undefined)
      if (quote !== undefined) sources.set(quote.source, (sources.get(quote.source) ?? 0) + 1)
      clock.advanceTo(clock.now() + 10_000)
    }
    expect(sources.get('yahoo')).toBeUndefined()
    expect(sources.get('alphavantage')).toBeGreaterThan(100)
    // A minute, then twice as long each time: 1, 3, 7, 15, 31 and perhaps 63 minutes, of two kinds of requests at most.
    expect(yahooFake.requests.length).toBeLessThanOrEqual(20)
  })

  it('show neither key nor crumb, whatever fails', async () => {
    const errors: unknown[] = []
    const caught = (promise: Promise<unknown>) => over(promise, 200).catch((error: unknown) => void errors.push(error))
    await caught(data.fetchQuote(instrument))
    for (const fault of [{ kind: 'invalid-crumb' }, { kind: 'truncated' }, { kind: 'reset' }] as const) {
      yahooFake.fail(fault)
      alphaFake.fail('per-day')
      clock.advanceTo(clock.now() + 3_600_000)
      await caught(data.fetchQuote(instrument, { allowStale: false }))
      await caught(data.fetchBars({ ...query, instrument: 'NSE:INFY' }))
      yahooFake.heal()
    }
    expect(errors.length).toBeGreaterThan(0)
    const shown = [...log, ...errors.map(inFull), JSON.stringify(data.getHealth())].join('\n')
    for (const secret of [apiKey, ...yahooFake.secrets]) expect(shown).not.toContain(secret)
  })
})

/** An error with all that it carries. */
function inFull(error: unknown): string {
  if (error instanceof AggregateError) return [String(error), ...error.errors.map(inFull)].join('\n')
  if (!(error instanceof Error)) return String(error)
  return `${error.stack} ${JSON.stringify(error)} ${error.cause === undefined ? '' : inFull(error.cause)}`
}
