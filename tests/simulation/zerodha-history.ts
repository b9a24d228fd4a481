import { kiteAccount, type ZerodhaBroker, zerodha } from '@shagun/broker-zerodha'
import { createFakeKite, type FakeEndpoint, type FakeKite, type FakeKiteFault } from '@shagun/broker-zerodha/testing'
import { createEnvironment, createInstrument, type Environment, type InstrumentId, seededRandom } from '@shagun/core'
import { type SimulatedVenue, type Simulation, simulate } from '@shagun/core/testing'

const instruments = (['NSE:AAA', 'NSE:BBB'] satisfies InstrumentId[]).map((id) =>
  createInstrument({ id, currency: 'INR', tickSize: '0.05' }),
)

/** What goes wrong at Kite itself, beside all that the simulator does to what stands between it and the account. */
const wrongAtKite: readonly (readonly [FakeKiteFault, readonly FakeEndpoint[]])[] = [
  [{ kind: 'answer-lost' }, ['place', 'cancel', 'modify']],
  [{ kind: 'error-after', status: 502, as: 'html' }, ['place', 'cancel']],
  [{ kind: 'error-before', status: 503, as: 'json' }, ['place', 'orders', 'trades', 'positions']],
  [{ kind: 'page' }, ['place', 'orders', 'margins']],
  [{ kind: 'null' }, ['place', 'orders']],
  [{ kind: 'half-body' }, ['place', 'trades']],
  [{ kind: 'reset' }, ['place', 'cancel', 'holdings']],
  [{ kind: 'too-many' }, ['place', 'orders']],
  [{ kind: 'late-in-book', ms: 9_000 }, ['place']],
  [{ kind: 'stuck', at: 'OPEN PENDING', ms: 12_000 }, ['place']],
  [{ kind: 'slow-accept', ms: 4_000 }, ['place']],
]

/** A whole history over the real adapter of Zerodha, with a Kite that runs in the same process. */
export function zerodhaHistory(seed: number): Promise<Simulation> {
  return simulate({ seed, instruments, broker: (environment) => brokerIn(environment, seed) })
}

function brokerIn(environment: Environment, seed: number): ZerodhaBroker & { readonly venue: SimulatedVenue } {
  const delays = seed % 3 === 0 ? { validateMs: 20, exchangeMs: 80, cancelMs: 150, modifyMs: 200 } : {}
  const behavior = { checksHoldings: seed % 4 === 0 }
  const fake = createFakeKite({ instruments, seed, limits: 'none', delays, behavior }, environment)
  if (seed % 2 === 0) addFaults(fake, seededRandom(seed))
  const { apiKey } = fake.session()
  const account = kiteAccount(
    // Somebody logs in every morning.
    { apiKey, accessToken: () => fake.session().accessToken },
    createEnvironment({ ...environment, network: fake.network }),
  )
  const broker = zerodha({ account }, environment)
  // What waits for a price carries no tag by which the simulator could know it; it has histories of its own.
  const supports = { ...broker.supports, timeInForce: ['day', 'ioc'] } as unknown as typeof broker.supports
  return Object.assign(broker, { venue: fake.venue, supports })
}

/** Each so often and no more, so that in the end all is well. */
function addFaults({ faults }: FakeKite, random: () => number): void {
  for (const [fault, at] of wrongAtKite)
    if (random() < 0.5) faults.add(fault, { at, probability: 0.3, times: 1 + Math.floor(random() * 3) })
}
