import {
  createEnvironment,
  type InstrumentId,
  isShagunError,
  type SimulatedClock,
  seededRandom,
  simulatedClock,
  type Timestamp,
} from '@shagun/core'
import type { MarketReport } from '@shagun/core/adapter'
import { afterEach } from 'vitest'
import { createFakeKite, type FakeKite, type FakeKiteOptions } from '../fake/fake-kite.ts'
import type { FakeTicker } from '../fake/ticker/fake-ticker.ts'
import { type KiteAccount, kiteAccount } from '../kite-account.ts'
import { type ZerodhaData, type ZerodhaDataOptions, zerodhaData } from './zerodha-data.ts'

/** Monday 2026-11-23, 11:30 in Mumbai. */
export const monday: number = Date.UTC(2026, 10, 23, 6)
export const infy = 'NSE:INFY'
export const reliance = 'NSE:RELIANCE'
export const dayMs = 86_400_000

/** Answers a request in place of the fake; `undefined` leaves it to that. */
type Answering = (url: URL) => unknown

/** Data of a fake Kite, in one process and on a clock that only the test moves. */
export interface Stage {
  readonly clock: SimulatedClock
  readonly fake: FakeKite
  readonly ticker: FakeTicker
  readonly account: KiteAccount
  readonly data: ZerodhaData
  /** Every line of the log, with its fields. */
  readonly logged: string[]
  /** Addresses that were asked. */
  readonly asked: URL[]
  pass(ms: number): Promise<void>
  /** Until it is answered; time passes meanwhile. */
  during<T>(answer: Promise<T>): Promise<T>
  /** The error that it fails with. */
  failing(answer: Promise<unknown>): Promise<{ readonly code: string; readonly message: string }>
  /** Subscribes, and keeps what is reported. */
  listen(...instruments: readonly InstrumentId[]): Promise<{ readonly reports: MarketReport[]; end(): void }>
}

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

export interface StageOptions {
  readonly fake?: FakeKiteOptions
  readonly data?: Pick<ZerodhaDataOptions, 'exchanges'>
  readonly start?: Timestamp
  readonly answering?: Answering
}

export function createStage({
  fake: fakeOptions,
  data: dataOptions,
  start = monday,
  answering,
}: StageOptions = {}): Stage {
  const clock = simulatedClock(start)
  const fake = createFakeKite(fakeOptions, createEnvironment({ clock, timers: clock }))
  const { ticker } = fake
  const logged: string[] = []
  const asked: URL[] = []
  const note = (message: string, fields: object = {}): void => void logged.push(`${message} ${JSON.stringify(fields)}`)
  const environment = createEnvironment({
    clock,
    timers: clock,
    random: seededRandom(1),
    log: { debug: note, warn: note, error: note },
    network: {
      openSocket: fake.network.openSocket,
      async fetch(input, init) {
        const url = new URL(String(input))
        asked.push(url)
        const body = answering?.(url)
        if (body === undefined) return await fake.network.fetch(input, init)
        return body instanceof Response
          ? body.clone()
          : new Response(typeof body === 'string' ? body : JSON.stringify(body))
      },
    },
  })
  ends.push(ticker.close)
  fake.session()
  const account = kiteAccount({ apiKey: fake.users[0]!.apiKey, accessToken: fake.session().accessToken }, environment)
  const data = zerodhaData({ account, ...dataOptions })
  ends.push(() => account.close())

  async function settle(): Promise<void> {
    for (let i = 0; i < 4; i++) await new Promise(setImmediate)
  }

  async function pass(ms: number): Promise<void> {
    const end = clock.now() + ms
    await settle()
    while (clock.now() < end) {
      clock.advanceTo(Math.min(end, clock.now() + 500))
      await settle()
    }
  }

  async function during<T>(answer: Promise<T>): Promise<T> {
    let isOver = false
    const over = (): void => {
      isOver = true
    }
    answer.then(over, over)
    for (let i = 0; i < 5_000 && !isOver; i++) {
      await settle()
      if (!isOver) clock.advanceTo(clock.now() + 20)
    }
    return await answer
  }

  return {
    clock,
    fake,
    ticker,
    account,
    data,
    logged,
    asked,
    pass,
    during,
    async failing(answer) {
      const error = await during(answer).then(
        () => undefined,
        (cause: unknown) => cause,
      )
      if (isShagunError(error)) return error
      throw new Error('It did not fail as it should.', { cause: error })
    },
    async listen(...instruments) {
      const reports: MarketReport[] = []
      const end = await during(data.subscribe(instruments, (report) => reports.push(report)))
      await pass(500)
      return { reports, end }
    },
  }
}
