import { type InstrumentId, isShagunError, type Timestamp } from '@shagun/core'
import type { MarketReport } from '@shagun/core/adapter'
import type { FakeKiteOptions } from '../fake/fake-kite.ts'
import type { FakeTicker } from '../fake/ticker/fake-ticker.ts'
import { type KiteAccount, kiteAccount } from '../kite-account.ts'
import { type Answering, type FakeWorld, openWorld } from '../world.fixture.ts'
import { type ZerodhaData, type ZerodhaDataOptions, zerodhaData } from './zerodha-data.ts'

/** Monday 2026-11-23, 11:30 in Mumbai. */
export const monday: number = Date.UTC(2026, 10, 23, 6)
export const infy = 'NSE:INFY'
export const reliance = 'NSE:RELIANCE'
export const dayMs = 86_400_000

/** Data of a fake Kite. */
export interface Stage extends FakeWorld {
  readonly ticker: FakeTicker
  readonly account: KiteAccount
  readonly data: ZerodhaData
  /** The error that it fails with. */
  failing(answer: Promise<unknown>): Promise<{ readonly code: string; readonly message: string }>
  /** Subscribes, and keeps what is reported. */
  listen(...instruments: readonly InstrumentId[]): Promise<{ readonly reports: MarketReport[]; end(): void }>
}

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
  const world = openWorld(start, fakeOptions, answering)
  const { fake, environment, pass, during, afterwards } = world
  const { apiKey, accessToken } = fake.session()
  const account = kiteAccount({ apiKey, accessToken }, environment)
  afterwards(account.close)
  const data = zerodhaData({ account, ...dataOptions })

  return {
    ...world,
    ticker: fake.ticker,
    account,
    data,
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
