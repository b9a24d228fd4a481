import { createInstrument, createTrader, memory, type Trader } from '@shagun/core'
import type { FakeKite, FakeKiteOptions } from './fake/fake-kite.ts'
import type { ZerodhaSupports } from './supports.ts'
import { type FakeWorld, openWorld } from './world.fixture.ts'
import { type ZerodhaBroker, type ZerodhaOptions, zerodha } from './zerodha.ts'

/** A Monday in India, half past nine. */
const monday = Date.UTC(2026, 0, 5, 4)
export const infy = 'NSE:INFY'
export const limitOrder = {
  instrument: 'NSE:INFY',
  side: 'buy',
  quantity: 10,
  type: 'limit',
  limitPrice: '1500',
} as const

/** A trader at a fake Kite. */
export interface Stage extends FakeWorld {
  readonly broker: ZerodhaBroker
  readonly trader: Trader<ZerodhaSupports>
  readonly heard: string[]
}

export async function started(
  fakeOptions?: FakeKiteOptions,
  options: Partial<ZerodhaOptions> = {},
  before: (fake: FakeKite) => void = () => {},
): Promise<Stage> {
  const world = openWorld(monday, fakeOptions)
  const { fake, environment, during, afterwards } = world
  const { apiKey, accessToken } = fake.session()
  before(fake)
  const broker = zerodha({ apiKey, accessToken, ...options }, environment)
  const trader = createTrader({
    broker,
    storage: memory(),
    instruments: [createInstrument({ id: infy, currency: 'INR', tickSize: '0.05' })],
  })
  const heard: string[] = []
  trader.on('order.*', (event) => void heard.push(event.type))
  trader.on('session.expired', () => void heard.push('session.expired'))
  fake.print(infy, '1520', 100)
  await during(trader.start())
  afterwards(() => void trader.stop())
  return { ...world, broker, trader, heard }
}
