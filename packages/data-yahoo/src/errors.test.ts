import { isShagunError, type ShagunError } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { createFakeYahoo } from './fake/fake-yahoo.ts'
import type { FakeFault } from './fake/fault.ts'
import { createStage, monday } from './stage.fixture.ts'
import { createWire } from './wire.fixture.ts'
import { type YahooProvider, yahoo } from './yahoo.ts'

const dayMs = 86_400_000
const instrument = 'NSE:RELIANCE'

const callsOf = (data: YahooProvider) => ({
  chart: () => data.fetchBars({ instrument, timeframe: '1d', from: monday - 9 * dayMs, to: monday }),
  quote: () => data.fetchQuotes([instrument]),
  options: () => data.fetchOptionChain({ instrument: 'NASDAQ:AAPL' }),
  search: () => data.searchInstruments('reliance'),
  actions: () => data.fetchCorporateActions({ instrument, from: 0, to: monday }),
})

function createScene() {
  let fake!: ReturnType<typeof createFakeYahoo>
  const stage = createStage((clock) => (fake = createFakeYahoo({ clock })).network)
  const data = yahoo({ attemptTimeoutMs: 2_000 }, stage.environment)
  const calls = callsOf(data)
  const fail = async (call: keyof typeof calls): Promise<ShagunError> => {
    try {
      await stage.finish(calls[call]() as Promise<unknown>)
    } catch (error) {
      if (isShagunError(error)) return error as ShagunError
      throw error
    }
    throw new Error('It did not fail.')
  }
  return { fake, stage, data, calls, fail }
}

const faults: readonly (readonly [
  FakeFault,
  Partial<Record<'chart' | 'quote' | 'options' | 'search' | 'actions', string>>,
])[] = [
  [
    { kind: 'rate-limited' },
    { chart: 'rate-limited', quote: 'rate-limited', search: 'rate-limited', options: 'rate-limited' },
  ],
  [
    { kind: 'rate-limited', retryAfterSec: 5 },
    { chart: 'rate-limited', quote: 'rate-limited' },
  ],
  [{ kind: 'invalid-crumb' }, { chart: 'unauthenticated', quote: 'unauthenticated', options: 'unauthenticated' }],
  [{ kind: 'not-found' }, { chart: 'not-found', options: 'unauthenticated', actions: 'not-found' }],
  [{ kind: 'bad-range' }, { chart: 'unsupported', actions: 'unsupported' }],
  [{ kind: 'page' }, { chart: 'unreachable', quote: 'unreachable', search: 'unreachable', options: 'unreachable' }],
  [{ kind: 'server-error' }, { chart: 'unreachable', quote: 'unreachable', search: 'unreachable' }],
  [{ kind: 'stall' }, { chart: 'unreachable', quote: 'unreachable' }],
  [{ kind: 'reset' }, { chart: 'unreachable', quote: 'unreachable' }],
]

describe('a failure of Yahoo', () => {
  for (const [fault, codes] of faults)
    for (const [call, code] of Object.entries(codes) as ['chart', string][])
      it(`(${JSON.stringify(fault)}) is ${code} to ${call}`, async () => {
        const { fake, fail } = createScene()
        fake.fail(fault)
        const error = await fail(call)
        expect(error.code).toBe(code)
        // It says what to do.
        expect(error.message).toMatch(/Ask |Look |look for |again|less often/)
      })

  it.each(['truncated', 'schema-change'] as const)(
    '(%s) is invalid data, and tells to look for a newer release',
    async (kind) => {
      for (const call of ['chart', 'quote'] as const) {
        const { fake, fail } = createScene()
        fake.fail({ kind }, { at: call })
        const error = await fail(call)
        expect(error.code).toBe('invalid-data')
        expect(error.message).toContain('newer @shagun/data-yahoo')
      }
    },
  )

  it.each([
    ['Not Found', 'not-found', undefined],
    ['Unprocessable Entity', 'unsupported', 'unreachable'],
    ['Bad Request', 'unsupported', 'unreachable'],
    ['Too Many Requests', 'rate-limited', 'rate-limited'],
    ['internal-error', 'unreachable', 'unreachable'],
  ])('that says %s with status 200 is no change of its format', async (code, ofBars, ofQuotes) => {
    const error = { code, description: 'It says so.' }
    for (const envelope of ['chart', 'finance', 'quoteResponse', 'optionChain']) {
      const body = { [envelope]: { result: null, error } }
      const stage = createStage(() => createWire(() => ({ body })).network)
      const data = yahoo({}, stage.environment)
      const codeOf = (work: Promise<unknown>) =>
        stage.finish(work).then(
          () => undefined,
          (error) => error.code,
        )
      const query = { instrument, timeframe: '1d', from: monday - 86_400_000, to: monday } as const
      expect(await codeOf(data.fetchBars(query))).toBe(ofBars)
      expect(await codeOf(data.fetchQuotes([instrument]))).toBe(ofQuotes)
      expect(await codeOf(data.fetchOptionChain({ instrument }))).toBe(ofQuotes ?? 'not-found')
    }
  })

  it('of quotes alone does not go for charts, which would tell less', async () => {
    for (const kind of ['rate-limited', 'page', 'server-error'] as const) {
      const { fake, fail } = createScene()
      fake.fail({ kind }, { at: 'quote' })
      expect((await fail('quote')).code).toBe(kind === 'rate-limited' ? 'rate-limited' : 'unreachable')
      expect(fake.count('chart')).toBe(0)
    }
  })

  it('that passes is lived through', async () => {
    const { fake, stage, calls } = createScene()
    for (const kind of ['server-error', 'page', 'truncated', 'reset'] as const) {
      // A minute later, so that they are no reason to leave it alone.
      await stage.run(60_000)
      fake.fail({ kind }, { at: 'chart', times: 1 })
      expect((await stage.finish(calls.chart())).length).toBe(6)
    }
  })
})

describe('Yahoo that refuses us', () => {
  it.each([undefined, 1])(
    'for an hour (Retry-After: %s) is asked six times by who asks for bars every second',
    async (retryAfterSec) => {
      const { fake, stage, calls } = createScene()
      fake.fail({ kind: 'rate-limited', ...(retryAfterSec !== undefined && { retryAfterSec }) })
      for (let second = 0; second < 3_600; second++) {
        calls.chart().catch(() => {})
        await stage.run(1_000)
      }
      // After 1, 2, 4, 8, 16 minutes at the least.
      expect(fake.count()).toBeLessThanOrEqual(6)
      expect(fake.count()).toBeGreaterThanOrEqual(5)
      fake.heal()
      await stage.run(3_600_000)
      expect((await stage.finish(calls.chart())).length).toBe(6)
    },
  )

  it('for an hour is asked six times at each part by who asks for quotes every second', async () => {
    const { fake, stage, calls } = createScene()
    fake.fail({ kind: 'rate-limited' })
    for (let second = 0; second < 3_600; second++) {
      calls.quote().catch(() => {})
      await stage.run(1_000)
    }
    expect(fake.count('cookie')).toBeLessThanOrEqual(6)
    expect(fake.count('crumb')).toBe(0)
    expect(fake.count('chart')).toBeLessThanOrEqual(6)
    expect(fake.count('quote')).toBe(0)
  })

  it('a crumb for an hour is asked for it six times, and charts serve meanwhile', async () => {
    const { fake, stage, calls } = createScene()
    fake.fail({ kind: 'rate-limited' }, { at: 'crumb' })
    for (let minute = 0; minute < 60; minute++) {
      expect((await stage.finish(calls.quote())).quotes).toHaveLength(1)
      await stage.run(60_000)
    }
    expect(fake.count('crumb')).toBeLessThanOrEqual(6)
    expect(fake.count('cookie')).toBeLessThanOrEqual(6)
    expect(fake.count('chart')).toBe(60)
  })

  it('until it says so is left alone as long', async () => {
    const { fake, stage, calls, fail } = createScene()
    fake.fail({ kind: 'rate-limited', retryAfterSec: 7_200 }, { times: 1 })
    expect((await fail('chart')).details).toMatchObject({ retryAfterMs: 7_200_000 })
    await stage.run(7_190_000)
    expect((await fail('chart')).details).toMatchObject({ sent: 'no' })
    await stage.run(10_000)
    expect((await stage.finish(calls.chart())).length).toBe(6)
    expect(fake.count()).toBe(2)
  })
})

describe('cookie and crumb', () => {
  it('are in nothing that is said or thrown', async () => {
    const shown: string[] = []
    const kinds: FakeFault['kind'][] = [
      'rate-limited',
      'invalid-crumb',
      'not-found',
      'bad-range',
      'page',
      'server-error',
      'stall',
      'reset',
      'truncated',
      'schema-change',
      'null-cells',
    ]
    const known: string[] = []
    for (const kind of kinds)
      for (const at of ['quote', 'options', 'crumb', 'cookie'] as const) {
        const { fake, stage, calls } = createScene()
        await stage.finish(calls.quote())
        fake.fail({ kind } as FakeFault, { at })
        for (const expired of [false, true]) {
          if (expired) fake.expireSessions()
          for (const call of ['quote', 'options'] as const)
            await stage.finish(calls[call]() as Promise<unknown>).catch((error) => shown.push(everythingOf(error)))
        }
        shown.push(...stage.logged)
        known.push(...fake.secrets)
      }
    expect(shown.length).toBeGreaterThan(50)
    for (const secret of new Set(known))
      for (const way of [secret, encodeURIComponent(secret), secret.split('&')[0]!])
        expect(shown.filter((text) => text.includes(way))).toEqual([])
    expect(shown.join()).toContain('[redacted]')
  })

  it('are not shown where Yahoo says them back', async () => {
    const crumb = 'secr/Crumb1'
    const cookie = 'd=secretCookie'
    const echo = `Invalid Crumb ${crumb} for ${cookie}`
    for (const [status, body] of [
      [400, JSON.stringify({ finance: { result: null, error: { code: echo, description: echo } } })],
      [401, JSON.stringify({ finance: { result: null, error: { code: 'Unauthorized', description: echo } } })],
      [404, JSON.stringify({ finance: { result: null, error: { code: echo, description: echo } } })],
      [500, echo],
      [200, echo],
      [200, `<html>${echo}</html>`],
      [200, JSON.stringify({ [echo]: echo })],
      [
        200,
        JSON.stringify({
          quoteResponse: { result: [{ symbol: echo }] },
          optionChain: { result: [{ options: [{ calls: [echo] }] }] },
        }),
      ],
    ] as const) {
      const stage = createStage(() => ({
        async fetch(input) {
          const url = String(input)
          if (url.includes('fc.yahoo')) return new Response('', { headers: [['set-cookie', `A3=${cookie}; Path=/`]] })
          if (url.includes('getcrumb')) return new Response(crumb)
          return new Response(body, { status })
        },
      }))
      const data = yahoo({}, stage.environment)
      const shown: string[] = []
      for (const call of [() => data.fetchQuotes([instrument]), () => data.fetchOptionChain({ instrument })])
        await stage.finish(call() as Promise<unknown>).catch((error) => shown.push(everythingOf(error)))
      for (const text of [...shown, ...stage.logged])
        for (const secret of [crumb, encodeURIComponent(crumb), cookie]) expect(text).not.toContain(secret)
    }
  })
})

/** All that a logger could find in an error. */
function everythingOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const own = Object.fromEntries(Object.getOwnPropertyNames(error).map((name) => [name, error[name as 'message']]))
  return `${JSON.stringify(own)} ${error.stack} ${error.cause === undefined ? '' : everythingOf(error.cause)}`
}
