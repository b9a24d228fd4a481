import { isShagunError, type ShagunError } from '@shagun/core'
import type { LimitStore, SavedCounts } from '@shagun/core/adapter'
import { describe, expect, it } from 'vitest'
import { createStage, replying, type Stage, tuesdayNoon } from './stage.fixture.ts'
import type { FakeFault } from './testing/index.ts'

const daily = { instrument: 'NYSE:IBM', timeframe: '1d', from: tuesdayNoon - 20 * 86_400_000, to: tuesdayNoon } as const
/** Until midnight in New York it is twelve hours. */
const untilMidnightMs = 12 * 3_600_000

async function failure(work: Promise<unknown>): Promise<ShagunError> {
  return work.then(
    () => expect.unreachable('it succeeded'),
    (error: unknown) => (isShagunError(error) ? error : expect.unreachable(String(error))),
  )
}

/** An hour in which somebody asks every second, and who was refused how. */
async function hourOf(stage: Stage, ask: () => Promise<unknown>): Promise<Map<string, number>> {
  const codes = new Map<string, number>()
  const asked: Promise<void>[] = []
  for (let second = 0; second < 3_600; second++) {
    asked.push(
      ask().then(
        () => void codes.set('served', (codes.get('served') ?? 0) + 1),
        (error: ShagunError) => void codes.set(error.code, (codes.get(error.code) ?? 0) + 1),
      ),
    )
    await stage.settle()
    stage.clock.advanceTo(stage.clock.now() + 1_000)
  }
  await stage.wait(Promise.all(asked))
  return codes
}

describe('a refusal that comes with HTTP 200', () => {
  it.each<[FakeFault, string, number | undefined]>([
    ['throttle', 'rate-limited', 60_000],
    ['per-second', 'rate-limited', undefined],
    ['per-day', 'rate-limited', untilMidnightMs],
    ['invalid-key', 'unauthenticated', undefined],
    ['invalid-call', 'not-found', undefined],
    ['premium', 'unsupported', undefined],
    ['html', 'unreachable', undefined],
    ['server-error', 'unreachable', undefined],
    ['too-many', 'rate-limited', undefined],
    ['truncated', 'invalid-data', undefined],
    ['wrong-types', 'invalid-data', undefined],
    ['schema-change', 'invalid-data', undefined],
    ['empty', 'invalid-data', undefined],
    ['stall', 'unreachable', undefined],
  ])('is told by what it is: %s is %s', async (fault, code, retryAfterMs) => {
    const stage = createStage()
    stage.fake.fail(fault, { times: Infinity })
    const error = await failure(stage.wait(stage.make().fetchBars(daily)))
    expect(error.code).toBe(code)
    if (retryAfterMs !== undefined) {
      expect((error.details as { retryAfterMs: number }).retryAfterMs).toBeLessThanOrEqual(retryAfterMs)
      expect((error.details as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(retryAfterMs - 1_500)
    }
    expect(error.message.length).toBeGreaterThan(40)
  })

  it('with a web page and a status speaks for whoever stands between, and not of the key', async () => {
    const page = () => new Response('<html>Access denied</html>', { status: 403 })
    const stage = createStage({}, { network: ({ network }) => ({ ...network, fetch: async () => page() }) })
    expect((await failure(stage.wait(stage.make().fetchBars(daily)))).code).toBe('unreachable')
  })

  it('passes by itself where another attempt helps', async () => {
    for (const fault of ['per-second', 'server-error', 'html'] as const) {
      const stage = createStage()
      stage.fake.fail(fault)
      expect((await stage.wait(stage.make().fetchBars(daily))).length).toBe(13)
      expect(stage.fake.requests.length).toBe(2)
    }
  })

  it('is none where data come with it', async () => {
    const stage = createStage()
    stage.fake.fail('notice-with-data', { times: 2 })
    const data = stage.make()
    expect((await stage.wait(data.fetchBars(daily))).length).toBe(13)
    expect((await stage.wait(data.fetchBars({ ...daily, timeframe: '1h' }))).length).toBeGreaterThan(50)
  })

  it('of a plan is remembered, so that no more requests are spent on it', async () => {
    const stage = createStage()
    const data = stage.make()
    stage.fake.fail('premium', { function: 'TIME_SERIES_INTRADAY' })
    const hours = { ...daily, timeframe: '1h', from: tuesdayNoon - 86_400_000 } as const
    for (let i = 0; i < 3; i++) {
      const error = await failure(stage.wait(data.fetchBars(hours)))
      expect(error).toMatchObject({
        code: 'unsupported',
        details: { feature: 'TIME_SERIES_INTRADAY', by: 'alphavantage' },
      })
    }
    expect(stage.fake.requests.length).toBe(1)
    expect((await stage.wait(data.fetchBars(daily))).length).toBe(13)
  })

  it('of one key says nothing of another', async () => {
    const stage = createStage()
    let apiKey = 'the first key'
    const data = stage.make({ apiKey: () => apiKey })
    stage.fake.fail('premium')
    await failure(stage.wait(data.fetchBars(daily)))
    apiKey = 'the second key'
    expect((await failure(stage.wait(data.fetchBars(daily)))).code).toBe('unsupported')
  })

  it('of a symbol is not asked for again within the hour', async () => {
    const stage = createStage()
    const data = stage.make()
    const unknown = { ...daily, instrument: 'NYSE:NOPE' } as const
    for (let i = 0; i < 3; i++)
      expect(await failure(stage.wait(data.fetchBars(unknown)))).toMatchObject({
        code: 'not-found',
        details: { name: 'NYSE:NOPE' },
      })
    expect(stage.fake.requests.length).toBe(1)
    stage.clock.advanceTo(stage.clock.now() + 3_600_001)
    await failure(stage.wait(data.fetchBars(unknown)))
    expect(stage.fake.requests.length).toBe(2)
  })
})

describe('an hour of somebody who asks every second', () => {
  it('is one request where the vendor says that the day is used up', async () => {
    const stage = createStage()
    stage.fake.fail('per-day', { times: Infinity })
    const data = stage.make()
    const codes = await hourOf(stage, () => data.fetchBars(daily))
    expect(codes).toEqual(new Map([['rate-limited', 3_600]]))
    expect(stage.fake.requests.length).toBe(1)
    stage.fake.heal()
    // In the afternoon still, and served again after midnight in New York.
    await failure(stage.wait(data.fetchBars(daily)))
    stage.clock.advanceTo(tuesdayNoon + untilMidnightMs + 1_000)
    expect((await stage.wait(data.fetchBars(daily))).length).toBe(14)
    expect(stage.fake.requests.length).toBe(2)
  })

  it('is what the day has but for the reserve, and no second has two', async () => {
    const stage = createStage()
    const data = stage.make()
    const codes = await hourOf(stage, () => data.fetchBars(daily))
    expect(stage.fake.requests.length).toBe(20)
    expect(codes.get('served')).toBe(20)
    expect(stage.fake.requests.every(({ outcome }) => outcome === 'served')).toBe(true)
    const quotes = await stage.wait(data.fetchQuotes(['NYSE:IBM']))
    expect([quotes.quotes.length, stage.fake.usedToday]).toEqual([1, 21])
  })

  it('is a request a minute where the vendor throttles', async () => {
    const stage = createStage()
    stage.fake.fail('throttle', { times: Infinity })
    const data = stage.make({ dailyBudget: { requests: 1_000 } })
    await hourOf(stage, () => data.fetchBars(daily))
    expect(stage.fake.requests.length).toBeGreaterThan(55)
    expect(stage.fake.requests.length).toBeLessThanOrEqual(60)
  })

  it('is fewer and fewer where a burst is refused again and again', async () => {
    const stage = createStage({ plan: 'premium' })
    stage.fake.fail('per-second', { times: Infinity })
    const data = stage.make({ plan: 'premium' })
    await hourOf(stage, () => data.fetchBars(daily))
    // From a second on, twice as long each time, up to a minute of which half is left to chance.
    expect(stage.fake.requests.length).toBeLessThan(125)
  })

  it('is few requests where the server is down', async () => {
    const stage = createStage()
    stage.fake.fail('server-error', { times: Infinity })
    const data = stage.make({ plan: 'premium' })
    await hourOf(stage, () => data.fetchBars(daily))
    // The breaker opens for 30 s, then twice as long each time, up to ten minutes.
    expect(stage.fake.requests.length).toBeLessThan(60)
  })
})

describe('the budget of a day', () => {
  function createStore() {
    const saved = new Map<string, SavedCounts>()
    const store: LimitStore = {
      load: async (name) => saved.get(name),
      save: async (name, counts) => void saved.set(name, counts),
    }
    return { saved, store }
  }

  it('survives a restart where a store keeps it', async () => {
    const stage = createStage()
    const { saved, store } = createStore()
    const before = stage.make({ dailyBudget: { store, reserve: 0 } })
    for (let i = 0; i < 24; i++) await stage.wait(before.fetchBars(daily))
    expect(Object.values(saved.get('alphavantage')!)).toEqual([{ window: '2026-05-19', used: 24 }])
    stage.clock.advanceTo(stage.clock.now() + 2_000)
    const after = stage.make({ dailyBudget: { store, reserve: 0 } })
    await stage.wait(after.fetchBars(daily))
    const error = await failure(stage.wait(after.fetchBars(daily)))
    expect(error.code).toBe('rate-limited')
    expect((error.details as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(untilMidnightMs - 60_000)
    expect(stage.fake.requests.length).toBe(25)
    stage.clock.advanceTo(tuesdayNoon + untilMidnightMs)
    expect((await stage.wait(after.fetchBars(daily))).length).toBe(14)
  })

  it('is not forgotten while the store does not answer', async () => {
    const stage = createStage()
    const store: LimitStore = { load: () => Promise.reject(new Error('no disk')), save() {} }
    const error = await failure(stage.wait(stage.make({ dailyBudget: { store } }).fetchBars(daily)))
    expect([error.code, stage.fake.requests.length]).toEqual(['storage-failed', 0])
  })

  it('is kept apart for keys that share a store', async () => {
    const stage = createStage()
    const { saved, store } = createStore()
    await stage.wait(stage.make({ dailyBudget: { store, name: 'second key' } }).fetchBars(daily))
    expect([...saved.keys()]).toEqual(['second key'])
  })

  it('pays for a range whole or not at all', async () => {
    const stage = createStage()
    const data = stage.make()
    const hours = { ...daily, timeframe: '1h' } as const
    const years = await failure(stage.wait(data.fetchBars({ ...hours, from: Date.UTC(2020, 0) })))
    expect(years).toMatchObject({ code: 'unsupported', message: expect.stringContaining('77 requests') })
    for (let i = 0; i < 15; i++) await stage.wait(data.fetchBars(daily))
    const months = await failure(stage.wait(data.fetchBars({ ...hours, from: Date.UTC(2025, 11, 1) })))
    expect(months).toMatchObject({ code: 'rate-limited', retryable: true, details: { sent: 'no' } })
    expect(stage.fake.requests.length).toBe(15)
    expect((await stage.wait(data.fetchBars({ ...hours, from: Date.UTC(2026, 3, 1) }))).length).toBeGreaterThan(200)
  })

  it('is not confused with the pace of a plan, however slow', async () => {
    const stage = createStage({ plan: 'premium' })
    const data = stage.make({ plan: 'premium', requestsPerMinute: 20 })
    const year = { ...daily, timeframe: '1h', from: tuesdayNoon - 360 * 86_400_000 } as const
    expect((await stage.wait(data.fetchBars(year))).length).toBeGreaterThan(1_000)
    expect(stage.fake.requests.length).toBe(13)
  })

  it('has no end on a premium plan, which has a pace', async () => {
    const stage = createStage({ plan: 'premium' })
    const data = stage.make({ plan: 'premium' })
    const began = stage.clock.now()
    await stage.wait(Promise.all(Array.from({ length: 40 }, () => data.fetchBars(daily))))
    const tookMs = stage.clock.now() - began
    expect(tookMs).toBeGreaterThan(25_000)
    expect(tookMs).toBeLessThan(40_000)
  })
})

describe('what a plan declares', () => {
  const stage = createStage()

  it('is no polling and raw prices of the end of a day on the free one', () => {
    expect(stage.make().supports).toMatchObject({ delayedBySec: 86_400, adjusted: ['none'], pollEveryMs: 0 })
    expect(stage.make().supports.substitutes).toBeUndefined()
    expect(stage.make({ venueSubstitution: true }).supports.substitutes).toEqual({ NSE: 'BSE' })
  })

  it('is what was bought on a premium one', () => {
    expect(stage.make({ plan: 'premium' }).supports).toMatchObject({ delayedBySec: 86_400, pollEveryMs: 0 })
    const delayed = stage.make({ plan: 'premium', entitlement: 'delayed' }).supports
    expect(delayed).toMatchObject({ delayedBySec: 900, adjusted: ['none', 'splits-and-dividends', 'splits'] })
    expect(stage.make({ plan: 'premium', entitlement: 'realtime' }).supports.delayedBySec).toBe(0)
  })
})

describe('options', () => {
  it.each([
    ['apiKey', { apiKey: ' ' }],
    ['plan', { plan: 'gold' as 'free' }],
    ['entitlement', { entitlement: 'realtime' as const }],
    ['requestsPerMinute', { plan: 'premium' as const, requestsPerMinute: 0 }],
    ['venues', { venues: { oslo: { suffix: '.OL', calendar: undefined as never } } }],
  ])('that mean nothing are refused: %s', (option, options) => {
    expect(() => createStage().make(options)).toThrowError(
      expect.toSatisfy((error) => isShagunError(error, 'invalid-options') && error.details.option === option),
    )
  })

  it('may name another address, and a key that is asked for each time', async () => {
    const { network, asked } = replying('{"Global Quote": {}}')
    const stage = createStage({}, { network: () => network })
    let count = 0
    const data = stage.make({ baseUrl: 'http://localhost:1/av', apiKey: async () => `key number ${++count}` })
    await stage.wait(data.fetchQuotes(['NYSE:IBM', 'NYSE:GE']))
    expect(asked.map(({ host, pathname }) => `${host}${pathname}`)).toEqual(Array(2).fill('localhost:1/av/query'))
    expect(asked.map(({ searchParams }) => searchParams.get('apikey'))).toEqual(['key number 1', 'key number 2'])
  })

  it.each([
    ['fails', () => Promise.reject(new Error('the vault is shut'))],
    ['gives nothing', () => ''],
    ['never comes', () => new Promise<string>(() => {})],
  ])('whose key %s cost no request', async (_, apiKey) => {
    const stage = createStage()
    expect(await failure(stage.wait(stage.make({ apiKey }).fetchBars(daily)))).toMatchObject({
      code: 'unauthenticated',
      details: { sent: 'no' },
    })
    expect(stage.fake.requests).toEqual([])
  })
})
