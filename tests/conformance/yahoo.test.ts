import { dataProviderCases } from '@shagun/conformance'
import {
  createEnvironment,
  type Environment,
  type InstrumentId,
  type SimulatedClock,
  simulatedClock,
} from '@shagun/core'
import { yahoo } from '@shagun/data-yahoo'
import { createFakeYahoo, type FakeFault, type FakeYahoo, type FaultOptions } from '@shagun/data-yahoo/testing'
import { describe, it } from 'vitest'

const dayMs = 86_400_000
/** Monday 2026-11-23, noon in Mumbai. */
const now = Date.UTC(2026, 10, 23, 6, 30)
const [infy, reliance]: readonly InstrumentId[] = ['NSE:INFY', 'NSE:RELIANCE']
const days = (from: number, to: number) => ({ from: now - from * dayMs, to: now - to * dayMs })

/** A fake Yahoo in process, on a clock that the cases move; a new one for each provider. */
let clock: SimulatedClock
let fake: FakeYahoo

function create(environment: Environment) {
  clock = simulatedClock(now)
  fake = createFakeYahoo({ clock, unknown: ['NSE:NOSUCH'] })
  return yahoo({}, { ...environment, clock, timers: clock, network: fake.network })
}

/** The cookie and the crumb of a first fake, which are those of every other one. */
async function secretsOf(provider: ReturnType<typeof create>): Promise<readonly string[]> {
  await provider.fetchQuotes([infy!])
  return [...fake.secrets]
}

const failing = (fault: FakeFault, options?: FaultOptions) => () => fake.fail(fault, options)

const cases = dataProviderCases({
  create,
  instruments: [infy!, reliance!],
  unknownInstrument: 'NSE:NOSUCH',
  ranges: {
    '1m': days(12, 3),
    '2m': days(6, 4),
    '5m': days(6, 4),
    '15m': days(6, 4),
    '30m': days(6, 4),
    '1h': days(10, 4),
    '90m': days(10, 4),
    '1d': days(40, 4),
    '1w': days(200, 20),
    '1mo': days(700, 40),
  },
  faults: {
    unreachable: failing({ kind: 'reset' }),
    'rate-limited': failing({ kind: 'rate-limited' }),
    unauthenticated: failing({ kind: 'invalid-crumb' }),
    garbage: failing({ kind: 'schema-change' }, { at: ['chart', 'quote'] }),
    stalled: failing({ kind: 'stall' }),
    disconnected() {
      const heal = fake.fail({ kind: 'refused-sockets' })
      fake.closeSockets()
      return heal
    },
  },
  tick: (instrument) => fake.tick({ instrument, time: clock.now(), last: 1520.05 }),
  advance: (ms) => clock.advanceTo(clock.now() + ms),
  secrets: await secretsOf(create(createEnvironment({}))),
  patienceMs: 60_000,
})

describe('Yahoo, as every data provider,', () => {
  for (const { id, claim, skipped, run } of cases) it.skipIf(skipped !== undefined)(`${claim} (${id})`, run)
})
