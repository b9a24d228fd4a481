import { describe, expect, it } from 'vitest'
import { createStage, key, tuesdayNoon } from './stage.fixture.ts'
import type { FakeFault } from './testing/index.ts'

const faults: FakeFault[] = [
  'throttle',
  'per-second',
  'per-day',
  'premium',
  'invalid-key',
  'invalid-call',
  'empty',
  'notice-with-data',
  'html',
  'server-error',
  'too-many',
  'stall',
  'slow',
  'truncated',
  'wrong-types',
  'schema-change',
  'artificial',
]

/** The key as it is, and as it may stand in an address, a form, JSON and Base64. */
const written = [
  key,
  encodeURIComponent(key),
  new URLSearchParams({ k: key }).toString().slice(2),
  JSON.stringify(key).slice(1, -1),
  btoa(key),
]

/** Everything that an error shows, as deep as causes go. */
function textsOf(error: unknown, depth = 0): string[] {
  if (depth > 10 || error === undefined) return []
  if (!(error instanceof Error)) return [typeof error === 'string' ? error : (JSON.stringify(error) ?? '')]
  const own = Object.getOwnPropertyNames(error).filter((name) => name !== 'cause')
  const fields = own.map((name) => JSON.stringify((error as unknown as Record<string, unknown>)[name]) ?? '')
  const parts = error instanceof AggregateError ? error.errors.flatMap((each) => textsOf(each, depth + 1)) : []
  return [
    error.name,
    error.message,
    error.stack ?? '',
    String(error),
    ...fields,
    ...parts,
    ...textsOf(error.cause, depth + 1),
  ]
}

describe('the key', () => {
  it.each(['text', 'function'])('given as a %s stands in nothing that anybody is shown', async (how) => {
    const shown: string[] = []
    const codes = new Set<string>()
    for (const fault of faults) {
      for (const plan of ['free', 'premium'] as const) {
        const stage = createStage({ plan, since: tuesdayNoon - 200 * 86_400_000 })
        const data = stage.make({
          plan,
          apiKey: how === 'text' ? key : () => key,
          ...(plan === 'premium' && { entitlement: 'realtime' }),
        })
        stage.fake.fail(fault, { times: Infinity })
        const range = { instrument: 'NYSE:IBM', from: tuesdayNoon - 86_400_000 * 300, to: tuesdayNoon } as const
        const calls: (() => Promise<unknown>)[] = [
          () => data.fetchBars({ ...range, timeframe: '1d' }),
          () => data.fetchBars({ ...range, timeframe: '1w' }),
          () => data.fetchBars({ ...range, timeframe: '1h', from: tuesdayNoon - 86_400_000 }),
          () => data.fetchBars({ ...range, timeframe: '1d', adjustment: 'splits' as const }),
          () => data.fetchQuotes(['NYSE:IBM', 'NASDAQ:AAPL', 'FX:EURUSD']),
          () => data.searchInstruments('IBM'),
          () =>
            data.fetchIndicator({
              name: 'SMA',
              instrument: 'NYSE:IBM',
              timeframe: '1d',
              parameters: { time_period: 3 },
            }),
        ]
        for (const call of calls) {
          const result = await stage.wait(call()).catch((error: unknown) => {
            codes.add((error as { readonly code: string }).code)
            return error
          })
          shown.push(...(result instanceof Error ? textsOf(result) : [JSON.stringify(result)]))
        }
        shown.push(...stage.logged, JSON.stringify(data), JSON.stringify(stage.fake.requests))
      }
    }
    expect([...codes].sort()).toEqual([
      'invalid-data',
      'not-found',
      'rate-limited',
      'unauthenticated',
      'unreachable',
      'unsupported',
    ])
    expect(shown.length).toBeGreaterThan(500)
    expect(shown.filter((text) => written.some((each) => text.includes(each)))).toEqual([])
    expect(shown.some((text) => text.includes('apikey=[redacted]') || text.includes('apikey='))).toBe(true)
  })

  it('stands in no error of a network that shows the address it was asked for', async () => {
    const stage = createStage(
      {},
      {
        network: () => ({
          fetch: async (input) => {
            throw new TypeError(`fetch of ${String(input)} failed`, { cause: new Error(`no route for ${key}`) })
          },
          openSocket: () => expect.unreachable(),
        }),
      },
    )
    const error = await stage.wait(stage.make().searchInstruments('IBM')).catch((error: unknown) => error)
    expect(error).toMatchObject({ code: 'unreachable' })
    const texts = [...textsOf(error), ...stage.logged]
    expect(texts.join()).toContain('[redacted]')
    expect(texts.filter((text) => written.some((each) => text.includes(each)))).toEqual([])
  })
})
