import {
  createEnvironment,
  createInstrument,
  createTrader,
  memory,
  type SimulatedClock,
  simulatedClock,
  type Trader,
} from '@shagun/core'
import { afterEach } from 'vitest'
import { createFakeKite, type FakeKite, type FakeKiteOptions } from './fake/fake-kite.ts'
import type { ZerodhaSupports } from './supports.ts'
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

/** A trader at a fake Kite, in one process and on a clock that only the test moves. */
export interface Stage {
  readonly clock: SimulatedClock
  readonly fake: FakeKite
  readonly broker: ZerodhaBroker
  readonly trader: Trader<ZerodhaSupports>
  readonly heard: string[]
  readonly logged: string[]
  pass(ms: number): Promise<void>
  /** Until it is answered; time passes meanwhile. */
  during<T>(answer: PromiseLike<T> | T): Promise<T>
}

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

function createStage(fakeOptions: FakeKiteOptions = {}, options: Partial<ZerodhaOptions> = {}): Stage {
  const clock = simulatedClock(monday)
  const world = createEnvironment({ clock, timers: clock })
  const fake = createFakeKite(fakeOptions, world)
  ends.push(fake.ticker.close)
  const logged: string[] = []
  const note = (message: string, fields?: object) => void logged.push(`${message} ${JSON.stringify(fields ?? {})}`)
  const log = { debug: note, warn: note, error: note }
  const environment = createEnvironment({ clock, timers: clock, network: fake.network, log })
  const { apiKey, accessToken } = fake.session()
  const broker = zerodha({ apiKey, accessToken, ...options } as ZerodhaOptions, environment)
  const trader = createTrader({
    broker,
    storage: memory(),
    instruments: [createInstrument({ id: infy, currency: 'INR', tickSize: '0.05' })],
  })
  const heard: string[] = []
  trader.on('order.*', (event) => void heard.push(event.type))
  trader.on('session.expired', () => void heard.push('session.expired'))
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 8; i++) await new Promise(setImmediate)
  }
  const pass: Stage['pass'] = async (ms) => {
    const end = clock.now() + ms
    await settle()
    while (clock.now() < end) {
      clock.advanceTo(Math.min(end, clock.now() + 50))
      await settle()
    }
  }
  return {
    clock,
    fake,
    broker,
    trader,
    heard,
    logged,
    pass,
    async during(answer) {
      let isOver = false
      const both = Promise.resolve(answer).finally(() => {
        isOver = true
      })
      both.catch(() => {})
      for (let i = 0; i < 10_000 && !isOver; i++) await pass(50)
      return both
    },
  }
}

export async function started(fakeOptions?: FakeKiteOptions, options?: Partial<ZerodhaOptions>): Promise<Stage> {
  const stage = createStage(fakeOptions, options)
  stage.fake.print(infy, '1520', 100)
  await stage.during(stage.trader.start())
  ends.push(() => void stage.trader.stop())
  return stage
}
