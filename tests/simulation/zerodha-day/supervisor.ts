import { kiteAccount, type ZerodhaBroker, zerodha, zerodhaData } from '@shagun/broker-zerodha'
import {
  createTrader,
  type Environment,
  type Instrument,
  isShagunError,
  nse,
  type Storage,
  type Strategy,
  seededRandom,
  type Trader,
} from '@shagun/core'
import type { LimitStore, SavedCounts } from '@shagun/core/adapter'
import { createProcess, type Process } from '../../../packages/core/src/testing/simulate/process.ts'
import type { SteppedClock } from '../../../packages/core/src/testing/simulate/stepped-clock.ts'
import type { Emitted } from '../emitted.ts'
import { listed } from './listed.ts'
import { briefly, type Record } from './record.ts'
import type { Wire } from './wire.ts'

/** Keeps an account running: begins its process again when that has ended, and the account where it did not start. */
export interface Supervisor {
  readonly trader: Trader | undefined
  /** The adapter of the process that lives. */
  readonly broker: ZerodhaBroker | undefined
  readonly isStarted: boolean
  /** Timers of the process that wait. */
  readonly timers: number
  look(): void
  /** Ends the process at once. */
  kill(): void
}

export interface SupervisorOptions {
  readonly seed: number
  readonly clock: SteppedClock
  readonly wire: Wire
  readonly emitted: Emitted
  readonly record: Record
  readonly apiKey: string
  readonly accessToken: () => Promise<string>
  readonly storageFor: (process: Process) => Storage
  /** How often the books are read while all is well, in milliseconds. */
  readonly reconcileEveryMs: number
}

/** Nothing is known of a broker that cannot be reached, and nothing of an account without a session or a disk. */
const reasonsNotToStart = [
  'unauthenticated',
  'unreachable',
  'rate-limited',
  'invalid-data',
  'storage-failed',
  'not-started',
  'account-halted',
] as const
const pauseMs = 5_000

export function createSupervisor(options: SupervisorOptions): Supervisor {
  const { seed, clock, wire, emitted, record, apiKey, accessToken, storageFor, reconcileEveryMs } = options
  const { note, count, broke } = record
  // Kite does not tell how much the exchange takes at once, and slices what is more.
  const instruments = listed.map(({ instrument: { freezeQuantity: _, ...facts } }): Instrument => facts)
  const limitStore = createLimitStore()
  let process: Process | undefined
  let trader: Trader | undefined
  let broker: ZerodhaBroker | undefined
  let births = 0
  let timers = 0
  let isStarted = false
  let startAt = Number.NEGATIVE_INFINITY

  function bear(): Trader {
    timers = 0
    const born: Process = createProcess(
      clock,
      seededRandom(seed + 7919 * ++births),
      wire.openFor(() => born),
      emitted.log,
    )
    process = born
    const environment: Environment = { ...born.environment, timers: counted(born.environment.timers) }
    const account = kiteAccount({ apiKey, accessToken, limitStore }, environment)
    broker = zerodha({ account, autoslice: true }, environment)
    trader = createTrader({
      broker,
      data: [zerodhaData({ account, exchanges: ['NSE', 'BSE', 'NFO'] }, environment)],
      storage: storageFor(born),
      strategies: [onlooker(count)],
      instruments,
      calendar: nse(),
      snapshotEvery: 500,
      reconcileEveryMs,
    }) as unknown as Trader
    listen(trader)
    return trader
  }

  function begin(mine: Trader): void {
    isStarted = false
    note('start')
    mine.start().then(
      () => {
        isStarted = true
        note('started')
      },
      (cause: unknown) => {
        emitted.note('thrown', cause)
        note(`start failed: ${String(cause)}`)
        if (!isShagunError(cause, ...reasonsNotToStart)) broke(`a start fails with a typed error: ${String(cause)}`)
        if (trader !== mine) return
        startAt = clock.now() + pauseMs
        trader = undefined
        process!.kill()
      },
    )
  }

  function listen(mine: Trader): void {
    for (const pattern of patterns)
      mine.on(pattern, (event) => {
        count(event.type)
        emitted.note('event', event)
        if (!isOfTheMarket.test(event.type)) note(`  ${briefly(event)}`)
        // Starting again is the only way on.
        if (event.type === 'account.halted' && trader === mine) begin(mine)
      })
  }

  function counted(inner: Environment['timers']): Environment['timers'] {
    return {
      after(ms, run) {
        let isOver = false
        const over = (): void => {
          if (!isOver) timers--
          isOver = true
        }
        timers++
        const cancel = inner.after(ms, () => {
          over()
          run()
        })
        return () => {
          over()
          cancel()
        }
      },
    }
  }

  return {
    get trader() {
      return trader
    },
    get broker() {
      return process?.alive ? broker : undefined
    },
    get isStarted() {
      return isStarted && process?.alive === true
    },
    get timers() {
      return timers
    },
    look() {
      if (process?.alive || clock.now() < startAt) return
      if (trader !== undefined) {
        count('crashes')
        note('the process has ended; it begins again')
      }
      begin(bear())
    },
    kill: () => process?.kill(),
  }
}

/** Looks at the market, so that all that streams does. */
function onlooker(count: (what: string) => void): Strategy {
  return {
    name: 'onlooker',
    watch: listed.slice(0, 4).map(({ instrument }) => ({ instrument: instrument.id, timeframe: '1m', warmUpBars: 5 })),
    onQuote: () => count('seen quotes'),
    onBar: () => count('seen bars'),
  }
}

const isOfTheMarket = /^(?:quote|depth|trade|bar)\./

const patterns = [
  'account.*',
  'bar.*',
  'cash.*',
  'connection.*',
  'day.*',
  'depth.*',
  'external.*',
  'fill.*',
  'instrument.*',
  'order.*',
  'position.*',
  'provider.*',
  'quote.*',
  'session.*',
  'strategy.*',
  'trade.*',
] as const

/** Outlives the process. */
function createLimitStore(): LimitStore {
  const kept = new Map<string, SavedCounts>()
  return { load: (name) => kept.get(name), save: (name, counts) => void kept.set(name, counts) }
}
