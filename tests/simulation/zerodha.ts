import { kiteAccount, zerodha } from '@shagun/broker-zerodha'
import { createFakeKite } from '@shagun/broker-zerodha/testing'
import { createEnvironment, createInstrument, type Environment } from '@shagun/core'
import { type Simulation, simulate } from '@shagun/core/testing'

const instruments = ['NSE:AAA', 'NSE:BBB'].map((id) =>
  createInstrument({ id: id as 'NSE:AAA', currency: 'INR', tickSize: '0.05' }),
)

/** A whole history over the real adapter, with Kite's own exchange in the same process. */
export function zerodhaHistory(seed: number, steps?: number): Promise<Simulation> {
  return simulate({
    seed,
    ...(steps !== undefined && { steps }),
    instruments,
    broker: (environment) => brokerIn(environment, seed),
  })
}

function brokerIn(environment: Environment, seed: number) {
  const fake = createFakeKite({ instruments, seed, limits: 'none' }, environment)
  const { apiKey } = fake.session()
  const world = createEnvironment({ ...environment, network: fake.network })
  const account = kiteAccount({ apiKey, accessToken: () => fake.session().accessToken }, world)
  return Object.assign(zerodha({ account }, environment), { venue: fake.venue })
}
