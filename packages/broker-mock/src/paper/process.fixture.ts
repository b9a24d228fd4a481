import { setImmediate } from 'node:timers/promises'
import {
  createEnvironment,
  createInstrument,
  createMarketData,
  createTrader,
  type Depth,
  type Environment,
  type InstrumentId,
  type JournalEntry,
  memory,
  type Quote,
  type SimulatedClock,
  type Storage,
  seededRandom,
  type Timestamp,
  type Trader,
  type TraderOptions,
} from '@shagun/core'
import { createFakeProvider, type FakeProvider, fakeClock } from '@shagun/core/testing'
import type { MockSupports } from '../mock.ts'
import { type PaperBroker, type PaperOptions, paper } from './paper.ts'

/** A Monday, 10:00 in India. */
export const start: number = Date.UTC(2026, 0, 5, 4, 30)
export const instrument: InstrumentId = 'NSE:INFY'
const infosys = createInstrument({ id: instrument, currency: 'INR', tickSize: '0.05' })

/** A disk that outlives processes, and a clock that goes on. */
export interface Machine {
  readonly clock: SimulatedClock
  /** Everything that was ever made durable, in the order of it, as `account sequence`. */
  readonly appended: readonly string[]
  readonly disk: Storage
  boot(options?: BootOptions): Promise<Running>
  /** Time goes by, with all that comes of it. */
  pass(ms: number): Promise<void>
}

export interface BootOptions extends Omit<PaperOptions, 'data' | 'storage'> {
  readonly trader?: Omit<TraderOptions<MockSupports>, 'broker' | 'data' | 'storage'>
  /** The process ends with its append of this number, counted from 1: before it is durable, or after. */
  readonly killAt?: { readonly append: number; readonly durable: boolean }
  /** It is not waited for the trader to have started. */
  readonly impatient?: boolean
  /** Appends fail from now on where it says so. */
  readonly isDiskFull?: () => boolean
}

/** A process that trades on paper. */
export interface Running {
  readonly broker: PaperBroker
  readonly trader: Trader<MockSupports>
  /** Resolves once the trader has started. */
  readonly started: Promise<void>
  readonly provider: FakeProvider
  readonly logged: readonly string[]
  readonly isAlive: boolean
  /** How many appends it has asked for. */
  readonly appends: number
  /** The machine sleeps: its clock goes on meanwhile, and its timers do not. */
  sleep(ms: number): void
  /** Ends it without any goodbye. */
  kill(): void
  /** Somebody trades. */
  trade(price: number, quantity: number): Promise<void>
  quote(last: number, volume?: number, sides?: Pick<Quote, 'bid' | 'ask'>): Promise<void>
  /** Others show so much at these prices, the best first. */
  depth(bids: Levels, asks: Levels): Promise<void>
}

type Levels = readonly (readonly [price: number, quantity: number])[]

export function createMachine(at: Timestamp = start, disk: Storage = memory({ chained: true })): Machine {
  const clock = fakeClock(at)
  const appended: string[] = []

  async function settled(): Promise<void> {
    for (let turn = 0; turn < 4; turn++) await setImmediate()
  }

  async function pass(ms: number): Promise<void> {
    const end = clock.now() + ms
    while (clock.now() < end) {
      clock.advanceTo(Math.min(end, clock.now() + Math.max(500, ms / 50)))
      await settled()
    }
  }

  async function boot({ trader: more, killAt, impatient, isDiskFull, ...options }: BootOptions = {}): Promise<Running> {
    let isAlive = true
    let appends = 0
    const logged: string[] = []
    const locks: (() => Promise<void>)[] = []
    const keep = (message: string): void => void logged.push(message)
    let sleptMs = 0
    const now = (): number => clock.now() + sleptMs
    const environment: Environment = createEnvironment({
      clock: { now },
      timers: { after: (ms, run) => clock.after(ms, () => (isAlive ? run() : undefined)) },
      random: seededRandom(clock.now() % 1_000_003),
      log: { debug() {}, warn: keep, error: keep },
    })

    function kill(): void {
      isAlive = false
      for (const release of locks.splice(0)) void release()
    }

    const storage: Storage = {
      ...disk,
      async openJournal(account) {
        if (!isAlive) return never()
        const journal = await disk.openJournal(account)
        locks.push(journal.close)
        const write = (entries: readonly JournalEntry[]): void => {
          void journal.append(entries)
          for (const { sequence } of entries) appended.push(`${account} ${sequence}`)
        }
        return {
          ...journal,
          // Later, as with a disk.
          async append(entries) {
            if (!isAlive) return never()
            if (isDiskFull?.()) throw new Error('the disk is full')
            const isLast = ++appends === killAt?.append
            // The venue's are slow, so that the account's could overtake them.
            if (!isLast) await (account === 'main' ? Promise.resolve() : setImmediate())
            if (!isAlive) return never()
            if (!isLast || killAt?.durable) write(entries)
            if (isLast) {
              kill()
              return never()
            }
          },
        }
      },
    }
    const provider = createFakeProvider({ quotes: [{ instrument, time: start, last: 100 }] }, environment)
    const data = createMarketData({
      providers: [provider],
      ...(options.calendar !== undefined && { calendars: { NSE: options.calendar } }),
    })
    const broker = paper({ cash: '100000', instruments: [infosys], ...options, data, storage }, environment)
    const trader = createTrader({ absentAfterMs: 5_000, reconcileEveryMs: 0, ...more, broker, data, storage })
    const started = trader.start()
    if (impatient) started.catch(() => {})
    else await started

    return {
      broker,
      trader,
      started,
      provider,
      logged,
      get isAlive() {
        return isAlive
      },
      get appends() {
        return appends
      },
      kill,
      sleep(ms) {
        sleptMs += ms
      },
      async trade(price, quantity) {
        await pass(1_000)
        if (isAlive) provider.push({ type: 'trade', trade: { instrument, time: now(), price, quantity } })
        await settled()
      },
      async quote(last, volume, sides) {
        await pass(1_000)
        const quote = { instrument, time: now(), last, ...(volume !== undefined && { volume }), ...sides }
        if (isAlive) provider.push({ type: 'quote', quote })
        await settled()
      },
      async depth(bids, asks) {
        await pass(1_000)
        const [bid, ask] = [bids, asks].map((levels): Depth['bids'] =>
          levels.map(([price, quantity]) => ({ price, quantity })),
        )
        const depth = { instrument, time: now(), bids: bid!, asks: ask! }
        if (isAlive) provider.push({ type: 'depth', depth })
        await settled()
      },
    }
  }

  return { clock, appended, disk, boot, pass }
}

/** What a process that has ended is told. */
function never<T>(): Promise<T> {
  return new Promise<T>(() => {})
}

/** Where account and venue differ; nothing where all is well. */
export function differences({ trader: { view }, broker: { venue } }: Running): string[] {
  const found: string[] = []
  const say = (what: string, ours: unknown, theirs: unknown): void => {
    if (ours !== theirs) found.push(`${what}: ${String(ours)} here, ${String(theirs)} at the venue`)
  }
  const rows = Map.groupBy(venue.listOrders(), (row) => row.clientOrderId)
  for (const [id, parts] of rows) {
    const order = id === undefined ? undefined : view.orders.get(id)
    say(`${id} arrived`, 1, parts.length)
    say(`${id} filled`, order?.filledQuantity.toFixed(), parts[0]!.filledQuantity.toFixed())
    say(`${id} at`, order?.averagePrice?.toFixed(), parts[0]!.averagePrice?.toFixed())
    say(`${id} is`, order?.lifecycle, parts[0]!.lifecycle)
  }
  for (const { instrument: name, quantity } of venue.listPositions())
    say(`position in ${name}`, view.getQuantity(name).toFixed(), quantity.toFixed())
  for (const [currency, cash] of Object.entries(venue.getCash()))
    say('cash', view.cash.get(currency)?.toFixed(), cash.toFixed())
  return found
}
