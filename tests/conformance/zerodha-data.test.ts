import { zerodhaData } from '@shagun/broker-zerodha'
import { createFakeKite, type FakeKite, type FakeKiteFault, type FaultOptions } from '@shagun/broker-zerodha/testing'
import { dataProviderCases } from '@shagun/conformance'
import {
  createEnvironment,
  type Environment,
  type InstrumentId,
  type SimulatedClock,
  seededRandom,
  simulatedClock,
} from '@shagun/core'
import { describe, expect, it } from 'vitest'

const dayMs = 86_400_000
/** Monday 2026-11-23, noon in Mumbai. */
const now = Date.UTC(2026, 10, 23, 6, 30)
const [infy, reliance]: readonly InstrumentId[] = ['NSE:INFY', 'NSE:RELIANCE']
const days = (from: number, to: number) => ({ from: now - from * dayMs, to: now - to * dayMs })

/** A fake Kite in process, on a clock that the cases move; a new one for each provider. */
let clock: SimulatedClock
let fake: FakeKite = createFakeKite()
let ticker: FakeKite['ticker']

function create(environment: Environment) {
  clock = simulatedClock(now)
  const world = createEnvironment({ clock, timers: clock })
  fake = createFakeKite({}, world)
  ticker = fake.ticker
  for (const instrument of [infy!, reliance!]) fake.print(instrument, '1520.05', 10)
  const { apiKey, accessToken } = fake.session()
  const random = seededRandom(1)
  return zerodhaData({ apiKey, accessToken }, { ...environment, clock, timers: clock, random, network: fake.network })
}

const failing = (fault: FakeKiteFault, options?: FaultOptions) => () => fake.faults.add(fault, options)

/** Every fake draws the same ones. */
function secretsOf({ account }: ReturnType<typeof create>): readonly string[] {
  account.close()
  const { apiKey, accessToken } = fake.session()
  return [apiKey, accessToken, ...fake.secrets]
}

const cases = dataProviderCases({
  create,
  instruments: [infy!, reliance!],
  unknownInstrument: 'NSE:NOSUCH',
  ranges: {
    '1m': days(3, 2),
    '3m': days(4, 2),
    '5m': days(4, 2),
    '10m': days(4, 2),
    '15m': days(6, 2),
    '30m': days(6, 2),
    '1h': days(10, 2),
    '1d': days(20, 2),
  },
  faults: {
    unreachable: failing({ kind: 'reset' }),
    'rate-limited': failing({ kind: 'too-many' }),
    unauthenticated() {
      fake.logout()
      return () => {}
    },
    garbage: failing({ kind: 'page' }, { at: ['historical', 'quote'] }),
    stalled: failing({ kind: 'stall' }),
    disconnected() {
      const heal = ticker.fail({ kind: 'refused', httpStatus: 503 })
      ticker.closeConnections(1006)
      return heal
    },
  },
  tick: (instrument) => fake.print(instrument, '1521.05', 5),
  advance: (ms) => clock.advanceTo(clock.now() + ms),
  secrets: secretsOf(create(createEnvironment({}))),
  patienceMs: 60_000,
})

describe('Zerodha, as every data provider,', () => {
  for (const { id, claim, skipped, run } of cases) it.skipIf(skipped !== undefined)(`${claim} (${id})`, run)

  it('skips no case but those of an adjustment for everything and of stand-ins', () => {
    const skipped = cases.filter((each) => each.skipped !== undefined).map(({ id }) => id)
    expect(skipped).toEqual(['capabilities/substitutes'])
  })
})
