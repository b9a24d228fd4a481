import { describe, expect, it } from 'vitest'
import { ShagunError } from '../errors.ts'
import type { LabeledQuote, QuoteCache } from '../ports/quote-cache.ts'
import {
  asked,
  close,
  createStage,
  day,
  hour,
  infy,
  minute,
  open,
  quoteOf,
  second,
  settled,
  tcs,
} from './stage.fixture.ts'

const caught = (promise: Promise<unknown>): Promise<ShagunError> =>
  promise.then(
    () => expect.unreachable('it came'),
    (error) => error as ShagunError,
  )

describe('a quote', () => {
  it('comes from the first provider, and says so', async () => {
    const { data, clock, second: other } = createStage()
    expect(await data.fetchQuote(infy)).toEqual({
      quote: quoteOf(infy, clock.now(), 1520),
      source: 'first',
      asOf: clock.now(),
      receivedAt: clock.now(),
      delayedBySec: 0,
      adjustment: 'none',
      stale: false,
      attempts: [{ source: 'first', outcome: 'served', tookMs: 0 }],
    })
    expect(asked(other, 'quotes')).toBe(0)
  })

  it('is asked for once, however many ask for it at one time', async () => {
    const { data, first } = createStage()
    await Promise.all([...Array(50)].map(() => data.fetchQuote(infy)))
    await data.fetchQuotes([infy, infy])
    expect(asked(first, 'quotes')).toBe(1)
  })

  it('is asked for together with others, but for those that are under way already', async () => {
    const { data, first } = createStage()
    const one = data.fetchQuote(infy)
    await settled()
    const { quotes } = await data.fetchQuotes([tcs, infy])
    await one
    expect([...quotes.keys()]).toEqual([tcs, infy])
    expect(first.requests).toMatchObject([{ instruments: [infy] }, { instruments: [tcs] }])
  })

  it('is served again for a second, then marked as stale while a newer one is asked for, then waited for', async () => {
    const { data, first, clock, pass } = createStage()
    await data.fetchQuote(infy)
    await pass(999, 999)
    expect((await data.fetchQuote(infy)).stale).toBe(false)
    expect(asked(first, 'quotes')).toBe(1)
    await pass(second, second)
    first.setQuote(quoteOf(infy, clock.now(), 1530))
    expect(await data.fetchQuote(infy)).toMatchObject({ quote: { last: 1520 }, stale: true })
    await settled()
    expect(await data.fetchQuote(infy)).toMatchObject({ quote: { last: 1530 }, stale: false })
    expect(asked(first, 'quotes')).toBe(2)
    await pass(6 * second, second)
    first.setQuote(quoteOf(infy, clock.now(), 1540))
    expect(await data.fetchQuote(infy)).toMatchObject({ quote: { last: 1540 }, stale: false })
  })

  it('is never an old one for who does not want that', async () => {
    const { data, first, second: other, clock, pass } = createStage()
    await data.fetchQuote(infy)
    await pass(2 * second)
    first.setQuote(quoteOf(infy, clock.now(), 1530))
    expect(await data.fetchQuote(infy, { allowStale: false })).toMatchObject({ quote: { last: 1530 }, stale: false })
    for (const each of [first, other]) each.fail({ kind: 'unreachable' })
    await pass(2 * second)
    expect(await caught(data.fetchQuote(infy, { allowStale: false }))).toMatchObject({ code: 'unavailable' })
    expect(await data.fetchQuote(infy)).toMatchObject({ quote: { last: 1530 }, stale: true })
  })

  it('is served for a minute where nobody can be reached, with who was asked and why they failed', async () => {
    const { data, first, second: other, pass } = createStage()
    await data.fetchQuote(infy)
    for (const each of [first, other]) each.fail({ kind: 'unreachable' })
    await pass(30 * second, 10 * second)
    expect(await data.fetchQuote(infy)).toMatchObject({
      quote: { last: 1520 },
      source: 'first',
      stale: true,
      attempts: [
        { source: 'first', outcome: 'failed', code: 'unreachable' },
        { source: 'second', outcome: 'failed', code: 'unreachable' },
      ],
    })
    await pass(30 * second, 10 * second)
    const error = await caught(data.fetchQuote(infy))
    expect(error).toMatchObject({ code: 'unavailable', retryable: true, details: { what: `quotes of ${infy}` } })
    expect(error.message).toMatch(/first: .*second: .*Ask again later/)
  })

  it('may be of yesterday while the venue is closed, and not while it trades', async () => {
    const yesterday = close - day * 3
    const night = createStage({ at: open - hour })
    for (const each of [night.first, night.second]) each.setQuote(quoteOf(infy, yesterday - minute, 1500))
    expect((await night.data.fetchQuote(infy)).stale).toBe(false)
    expect(asked(night.second, 'quotes')).toBe(0)
    const noon = createStage()
    noon.first.setQuote(quoteOf(infy, yesterday - minute, 1500))
    expect(await noon.data.fetchQuote(infy)).toMatchObject({ source: 'second', stale: false })
    noon.second.setQuote(quoteOf(infy, yesterday, 1501))
    await noon.pass(10 * second, second)
    expect(await noon.data.fetchQuote(infy)).toMatchObject({ source: 'second', stale: true })
  })

  it('may lag by as much as its provider declares, or says of it', async () => {
    const { data, first, clock } = createStage({ supports: { delayedBySec: 900 } })
    first.setQuote(quoteOf(infy, clock.now() - 15 * minute, 1500))
    expect(await data.fetchQuote(infy)).toMatchObject({ source: 'first', delayedBySec: 900, stale: false })
    first.setQuote({ ...quoteOf(tcs, clock.now() - 15 * minute, 3000), delayedBySec: 0 })
    expect(await data.fetchQuote(tcs)).toMatchObject({ source: 'second', delayedBySec: 900 })
  })

  it.each<[string, object]>([
    ['no price', { last: 0 }],
    ['a price that is none', { last: Number.NaN }],
    ['a bid above the ask', { bid: 101, ask: 100 }],
    ['a time to come', { time: Date.UTC(2030, 0) }],
    ['a volume below 0', { volume: -1 }],
  ])('with %s is left out, and another provider asked', async (_, wrong) => {
    const { data, first, clock } = createStage()
    first.setQuote({ ...quoteOf(infy, clock.now(), 1520), ...wrong })
    expect(await data.fetchQuote(infy)).toMatchObject({
      source: 'second',
      attempts: [{ source: 'first', outcome: 'failed', code: 'invalid-data' }, { outcome: 'served' }],
    })
  })

  it('that moved further than it can within a day is left out where that is said', async () => {
    const { data, first, clock, pass } = createStage({ options: { quotes: { maxJump: 0.2 } } })
    await data.fetchQuote(infy)
    await pass(10 * second, second)
    first.setQuote(quoteOf(infy, clock.now(), 152_000))
    expect(await data.fetchQuote(infy)).toMatchObject({ quote: { last: 1520 }, source: 'second' })
  })

  it('that is said again after it was left out for its jump is believed', async () => {
    const { data, first, second: other, clock, pass } = createStage({ options: { quotes: { maxJump: 0.2 } } })
    await data.fetchQuote(infy)
    await pass(10 * second, second)
    // The same answer again is no second opinion.
    first.setQuote(quoteOf(infy, clock.now(), 1900))
    other.setQuote(quoteOf(infy, clock.now(), 1521))
    expect(await data.fetchQuote(infy)).toMatchObject({ quote: { last: 1521 }, source: 'second' })
    await pass(40 * second, second)
    other.setQuote(quoteOf(infy, clock.now(), 1901))
    first.setQuote(quoteOf(infy, clock.now(), 1521))
    expect(await data.fetchQuote(infy)).toMatchObject({ quote: { last: 1521 } })
    await pass(40 * second, second)
    for (const provider of [first, other]) provider.setQuote(quoteOf(infy, clock.now(), 1910))
    expect(await data.fetchQuote(infy)).toMatchObject({ quote: { last: 1910 } })
  })

  it('that was wrong and believed does not keep out the right ones', async () => {
    const { data, first, clock, pass } = createStage({ options: { quotes: { maxJump: 0.2 } } })
    first.setQuote(quoteOf(infy, clock.now(), 15))
    expect(await data.fetchQuote(infy)).toMatchObject({ quote: { last: 15 } })
    await pass(10 * second, second)
    first.setQuote(quoteOf(infy, clock.now(), 1520))
    // Two who say the same are right.
    expect(await data.fetchQuote(infy)).toMatchObject({ quote: { last: 1520 }, source: 'second' })
    await pass(2 * second, second)
    expect(await data.fetchQuote(infy)).toMatchObject({ quote: { last: 1520 } })
  })

  it('that is stamped with a trade of long ago is not old where another source has the same price', async () => {
    const { data, first, second: other, clock, pass } = createStage()
    await pass(20 * minute, minute)
    const traded = clock.now() - 20 * minute
    first.setQuote({ ...quoteOf(infy, traded, 1520), volume: 700 })
    other.setQuote({ ...quoteOf(infy, clock.now(), 1520), volume: 700 })
    expect(await data.fetchQuote(infy)).toMatchObject({ source: 'first', asOf: traded, stale: false })
    expect(data.getHealth()[0]).toEqual({ source: 'first', held: [] })
    await pass(20 * second, second)
    // Somebody has traded at the same price since, and the first does not know.
    other.setQuote({ ...quoteOf(infy, clock.now(), 1520), volume: 701 })
    expect(await data.fetchQuote(infy)).toMatchObject({ source: 'second', stale: false })
  })

  it('that a provider could not get for another reason than that it knows none is asked for again', async () => {
    const { data, first, second: other, clock, pass } = createStage()
    const spent = new ShagunError('rate-limited', 'The day is spent.', { details: { source: 'first' } })
    const fetchQuotes = first.fetchQuotes
    let asks = 0
    first.fetchQuotes = async (names) => {
      asks++
      return { quotes: [], missing: [...names], failures: new Map(names.map((name) => [name, spent])) }
    }
    other.fail({ kind: 'unreachable' })
    const error = await caught(data.fetchQuote(infy))
    expect(error).toMatchObject({ code: 'unavailable', details: { attempts: [{ code: 'rate-limited' }, {}] } })
    first.fetchQuotes = fetchQuotes
    await pass(5 * second, second)
    first.setQuote(quoteOf(infy, clock.now(), 1530))
    expect(await data.fetchQuote(infy)).toMatchObject({ quote: { last: 1530 }, source: 'first' })
    expect(asks).toBe(1)
  })

  it('of a symbol that nobody knows is `not-found`, and not asked for again for a while', async () => {
    const { data, first, second: other, pass } = createStage()
    const error = await caught(data.fetchQuote('NSE:NOSUCH'))
    expect(error).toMatchObject({ code: 'not-found', details: { source: 'first, second', name: 'NSE:NOSUCH' } })
    expect(error.message).toContain('Check the symbol')
    await pass(9 * minute, minute)
    expect(await caught(data.fetchQuote('NSE:NOSUCH'))).toMatchObject({ code: 'not-found' })
    expect([asked(first, 'quotes'), asked(other, 'quotes')]).toEqual([1, 1])
    await pass(2 * minute, minute)
    await caught(data.fetchQuote('NSE:NOSUCH'))
    expect([asked(first, 'quotes'), asked(other, 'quotes')]).toEqual([2, 2])
    expect(data.getHealth()).toEqual([
      { source: 'first', held: [] },
      { source: 'second', held: [] },
    ])
  })

  it('that only one of them knows comes from that one, which is no failure of the other', async () => {
    const { data, first, second: other } = createStage()
    other.setQuote(quoteOf('NSE:ONLY', open + hour, 5))
    expect((await data.fetchQuote('NSE:ONLY')).source).toBe('second')
    await data.fetchQuote(infy)
    expect([asked(first, 'quotes'), data.getHealth()[0]!.held]).toEqual([2, []])
  })

  it('of an exchange that nobody serves is `unsupported`, and says who is plugged in', async () => {
    const { data } = createStage({ supports: { exchanges: ['NSE'] } })
    const error = await caught(data.fetchQuote('NYSE:IBM'))
    expect(error).toMatchObject({ code: 'unsupported', details: { by: 'first, second' } })
    expect(error.message).toContain('Add a data provider')
  })

  it('of a listing elsewhere is labelled so', async () => {
    const {
      data,
      second: other,
      clock,
    } = createStage({
      supports: { exchanges: ['NYSE'] },
      otherSupports: { exchanges: ['BSE'], substitutes: { NSE: 'BSE' } },
    })
    other.setQuote(quoteOf('BSE:INFY', clock.now(), 1521))
    expect(await data.fetchQuote(infy)).toMatchObject({
      quote: { instrument: infy, last: 1521 },
      servedAs: 'BSE:INFY',
      source: 'second',
    })
  })

  it('ends with the signal of who asked, and not for others', async () => {
    const { data, first, pass } = createStage()
    first.fail({ kind: 'slow', delayMs: 2 * second }, 'quotes')
    const abort = new AbortController()
    const [gone, staying] = [data.fetchQuote(infy, { signal: abort.signal }), data.fetchQuote(infy)]
    await settled()
    abort.abort(new Error('enough'))
    await expect(gone).rejects.toThrow('enough')
    await pass(3 * second)
    expect((await staying).source).toBe('first')
  })

  it('comes also where the cache fails, hangs, or holds what is too old', async () => {
    const broken: QuoteCache = {
      load: () => Promise.reject(new Error('no cache')),
      save() {
        throw new Error('no cache')
      },
    }
    const failing = createStage({ options: { cache: broken } })
    expect((await failing.data.fetchQuote(infy)).source).toBe('first')
    await settled()
    expect(failing.log).toHaveLength(2)
    const hanging = createStage({ options: { cache: { load: () => new Promise(() => {}), save() {} } } })
    const answer = hanging.data.fetchQuote(infy)
    await hanging.pass(second)
    expect((await answer).source).toBe('first')
  })

  it('is shared with other processes through the cache', async () => {
    const kept = new Map<string, LabeledQuote>()
    const cache: QuoteCache = {
      load: (instruments) => instruments.flatMap((instrument) => kept.get(instrument) ?? []),
      save(quotes) {
        for (const each of quotes) kept.set(each.quote.instrument, JSON.parse(JSON.stringify(each)))
      },
    }
    const [one, two] = [createStage({ options: { cache } }), createStage({ options: { cache } })]
    await one.data.fetchQuote(infy)
    await settled()
    expect(await two.data.fetchQuote(infy)).toMatchObject({ source: 'first', quote: { last: 1520 } })
    expect(asked(two.first, 'quotes')).toBe(0)
  })
})

describe('a provider that is held', () => {
  it('is not kept out by symbols that it does not know', async () => {
    const { data, first, second: other, clock, pass } = createStage()
    first.fail({ kind: 'unreachable' }, 'quotes')
    await data.fetchQuote(infy)
    first.recover()
    for (let i = 0; i < 60; i++) {
      first.setQuote(quoteOf(infy, clock.now(), 1))
      for (const instrument of [infy, 'NSE:ODD'] as const) other.setQuote(quoteOf(instrument, clock.now(), 2))
      await data.fetchQuotes(['NSE:ODD', infy])
      await pass(second)
    }
    expect(data.getHealth()[0]).toEqual({ source: 'first', held: [] })
  })

  it('is not left alone for longer than a day, whatever it asks for', async () => {
    const { data, first, pass } = createStage()
    first.fail({ kind: 'rate-limited', retryAfterMs: Number.POSITIVE_INFINITY })
    await data.fetchQuote(infy)
    first.recover()
    expect(data.getHealth()[0]?.refusal).toMatch(/asked to wait/)
    await pass(day, day)
    expect(data.getHealth()[0]?.refusal).toBeUndefined()
  })
})
