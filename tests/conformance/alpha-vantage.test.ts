import { dataProviderCases } from '@shagun/conformance'
import { createEnvironment, simulatedClock, type Timeframe } from '@shagun/core'
import { type AlphaVantageOptions, alphaVantage } from '@shagun/data-alphavantage'
import { createFakeAlphaVantage, type FakeFault } from '@shagun/data-alphavantage/testing'
import { describe, expect, it } from 'vitest'

const apiKey = 'a/key+that&NOBODY sees'
const at = Date.UTC(2026, 4, 19, 16)

/** In 2026, over for good at that moment. */
const daysBack: Readonly<Record<string, readonly [from: number, to: number]>> = {
  '1d': [40, 10],
  '1w': [120, 20],
  '1mo': [300, 60],
  '1h': [8, 4],
  '30m': [8, 4],
  '15m': [6, 4],
  '5m': [6, 4],
  '1m': [6, 5],
}
const ranges = Object.fromEntries(
  Object.entries(daysBack).map(([timeframe, [from, to]]) => [
    timeframe,
    { from: at - from * 86_400_000, to: at - to * 86_400_000 },
  ]),
) as Record<Timeframe, { readonly from: number; readonly to: number }>

function casesOf(options: Omit<AlphaVantageOptions, 'apiKey'>) {
  const { plan = 'free' } = options
  const clock = simulatedClock(at)
  const limits = { requestsPerDay: Infinity, requestsPerSecond: Infinity }
  const fake = createFakeAlphaVantage(
    { plan, apiKey, since: at - 400 * 86_400_000, ...limits },
    { clock, timers: clock },
  )
  const failing = (fault: FakeFault) => () => {
    fake.fail(fault, { times: Infinity })
    return () => fake.heal()
  }
  return dataProviderCases({
    create: (environment) =>
      alphaVantage(
        { apiKey, dailyBudget: { requests: 100_000 }, ...options },
        createEnvironment({ ...environment, clock, timers: clock, network: fake.network }),
      ),
    instruments: ['NYSE:IBM', 'NASDAQ:AAPL', 'BSE:RELIANCE', 'FX:EURUSD'],
    unknownInstrument: 'NYSE:NOSUCH',
    ranges,
    faults: {
      unreachable: failing('server-error'),
      'rate-limited': failing('per-day'),
      unauthenticated: failing('invalid-key'),
      garbage: failing('wrong-types'),
      stalled: failing('stall'),
    },
    advance: (ms) => clock.advanceTo(clock.now() + ms),
    secrets: [apiKey],
    patienceMs: 300_000,
  })
}

describe.each([
  ['on the free plan', { venueSubstitution: true }],
  ['on a premium plan', { plan: 'premium', requestsPerMinute: 1_200, entitlement: 'realtime' }],
] as const)('Alpha Vantage %s', (_, options) => {
  const cases = casesOf(options)
  for (const { id, claim, skipped, run } of cases)
    it(`${id}: ${claim}`, ({ skip }) => {
      skip(skipped !== undefined, skipped)
      return run()
    })

  it('is held against all but what it cannot do', () => {
    const skipped = cases.filter((each) => each.skipped !== undefined).map(({ id }) => id.replace('alphavantage/', ''))
    expect(skipped.filter((id) => !/^(stream|instruments|capabilities)\//.test(id))).toEqual([])
    expect(cases.length - skipped.length).toBeGreaterThan(30)
  })
})
