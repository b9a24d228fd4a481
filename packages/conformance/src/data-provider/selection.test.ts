import { createBars, type DataProvider, simulatedClock } from '@shagun/core'
import { createFakeProvider, type FakeProvider } from '@shagun/core/testing'
import { describe, expect, it } from 'vitest'
import { createFixtures, secret } from '../testing/honest-provider.ts'
import { dataProviderCases } from './cases.ts'
import type { DataProviderFixtures } from './fixtures.ts'

const day = 86_400_000
const price = { open: 10, high: 12, low: 9, close: 11 }
const bars = createBars(
  'NSE:INFY',
  '1d',
  [1, 2, 3, 4].map((n) => ({ time: n * day, ...price })),
)
const plain: DataProviderFixtures = {
  create: (environment) =>
    createFakeProvider({ bars: [bars], without: ['fetchQuotes', 'fetchInstruments', 'subscribe'] }, environment),
  instruments: ['NSE:INFY'],
  unknownInstrument: 'NSE:NOSUCH',
  ranges: { '1d': { from: day, to: 5 * day } },
}

function skippedOf(fixtures: DataProviderFixtures): Record<string, string> {
  return Object.fromEntries(dataProviderCases(fixtures).flatMap(({ id, skipped }) => (skipped ? [[id, skipped]] : [])))
}

describe('a case', () => {
  it('is skipped where the provider cannot do what it is about, and says so', () => {
    expect(skippedOf(plain)).toEqual({
      'capabilities/undeclared-exchange': 'it declares every exchange',
      'capabilities/substitutes': 'it declares no substitutes',
      ...Object.fromEntries(
        ['known', 'missing', 'accounted-for', 'repeated', 'none', 'sane', 'time'].map((name) => [
          `quotes/${name}`,
          'it has no `fetchQuotes`',
        ]),
      ),
      ...Object.fromEntries(
        ['known', 'exchange', 'once', 'whole', 'undeclared-exchange'].map((name) => [
          `instruments/${name}`,
          'it has no `fetchInstruments`',
        ]),
      ),
      ...Object.fromEntries(
        [
          'reports',
          'only-asked',
          'bars',
          'sane',
          'ends',
          'ends-twice',
          'beside',
          'ended-alone',
          'lost-and-restored',
        ].map((name) => [`stream/${name}`, 'it has no `subscribe`']),
      ),
      ...Object.fromEntries(
        ['unreachable', 'rate-limited', 'unauthenticated', 'garbage'].map((name) => [
          `faults/${name}`,
          `there is no fault \`${name}\``,
        ]),
      ),
      'faults/recovers': 'there is no fault `unreachable`',
      'faults/aborted-while-asked': 'there is no fault `stalled`',
      'secrets/errors': 'it was given no secret',
      'secrets/log': 'it was given no secret',
    })
  })

  it('is skipped where the fixtures cannot do what it needs, and says so', () => {
    const { faults: _, tick, advance, ...fixtures } = createFixtures()
    expect(skippedOf({ ...fixtures, advance: advance! })).toMatchObject({ 'stream/ends': 'there is no `tick`' })
    const one = { ...fixtures, tick: tick!, instruments: ['BSE:INFY'] } as const
    expect(skippedOf(one)).toMatchObject({
      'stream/beside': 'there is one instrument',
      'stream/only-asked': 'there is one instrument',
      'stream/lost-and-restored': 'there is no fault `disconnected`',
    })
    const { faults } = createFixtures()
    expect(skippedOf({ ...fixtures, faults: faults! })).toMatchObject({
      'faults/recovers': 'there is no `advance`, and a breaker may stay open for minutes',
    })
  })

  it('that is skipped and run all the same does not pass', async () => {
    const skipped = dataProviderCases(plain).filter((each) => each.skipped !== undefined)
    for (const { run } of skipped) await expect(run()).rejects.toThrow('Do not run it')
  })

  it('goes by an id of its own, below its level', () => {
    const ids = dataProviderCases(plain).map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids)
      expect(id).toMatch(/^(capabilities|bars|quotes|instruments|stream|faults|concurrency|secrets)\/[a-z-]+$/)
  })

  it('shows no secret itself', async () => {
    const leaky = (provider: DataProvider): DataProvider => ({
      ...provider,
      fetchBars: () => Promise.reject(new Error(`GET /bars?key=${secret}`)),
    })
    const found = dataProviderCases(createFixtures(leaky)).find(({ id }) => id === 'secrets/errors')!
    const error = await found.run().catch((cause: unknown) => cause)
    expect(error).toMatchObject({ message: expect.stringContaining('holds secret 0') })
    expect(`${error} ${(error as Error).cause}`).not.toContain(secret)
  })

  it('asks for a range of every timeframe that is declared', async () => {
    const fixtures = { ...plain, ranges: {} }
    const found = dataProviderCases(fixtures).find(({ id }) => id === 'capabilities/timeframes')!
    await expect(found.run()).rejects.toThrow('It declares 1d, and the fixtures have no range for it. Add one')
  })
})

describe('the fake provider of core', () => {
  const clock = simulatedClock(Date.UTC(2026, 0, 5))
  let fake: FakeProvider<'fetchInstruments'>
  const fail = (kind: 'unreachable' | 'rate-limited' | 'unauthenticated' | 'stalled') => () => {
    fake.fail({ kind })
    return () => fake.recover()
  }
  const quotes = (['NSE:INFY', 'NSE:TCS'] as const).map((instrument) => ({ instrument, time: clock.now(), last: 1 }))
  const cases = dataProviderCases({
    ...plain,
    create(environment) {
      fake = createFakeProvider(
        { bars: [bars], quotes, without: ['fetchInstruments'] },
        { ...environment, clock, timers: clock },
      )
      return fake
    },
    instruments: ['NSE:INFY', 'NSE:TCS'],
    // It answers with garbage when told to: that is its use.
    faults: {
      unreachable: fail('unreachable'),
      'rate-limited': fail('rate-limited'),
      unauthenticated: fail('unauthenticated'),
      stalled: fail('stalled'),
      disconnected() {
        fake.push({ type: 'lost', cause: 'cut' })
        return () => fake.push({ type: 'restored' })
      },
    },
    tick: (instrument) => fake.push({ type: 'trade', trade: { instrument, time: clock.now(), price: 1, quantity: 1 } }),
    advance: (ms) => clock.advanceTo(clock.now() + ms),
    secrets: ['hunter2'],
  })
  for (const { id, claim, skipped, run } of cases)
    it(`passes ${id}: ${claim}`, ({ skip }) => {
      skip(skipped !== undefined, skipped)
      return run()
    })
})
