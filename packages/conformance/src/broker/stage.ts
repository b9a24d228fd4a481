import { type Broker, createInstrument, type Environment, type Instrument, type Supports } from '@shagun/core'
import type { BrokerReport } from '@shagun/core/adapter'
import type { SimulatedVenue } from '@shagun/core/testing'
import { createPatience, inProcess, type Patience } from '../patience.ts'
import { createRecordingLog, type RecordingLog } from '../recording-log.ts'
import { readEnd } from './answers.ts'
import { attempt, createDesk, type Desk } from './desk.ts'
import { createSurroundings, type Surroundings } from './environment-of.ts'
import type { BrokerFault, BrokerFixtures, BrokerWorld, OpenBroker } from './fixtures.ts'
import { priceAt } from './requests.ts'

/** An adapter that was just made and listens, at a venue where the last price is 100, and what a check does with it. */
export interface Stage extends Patience, Desk {
  readonly fixtures: BrokerFixtures
  readonly broker: Broker
  readonly supports: Supports
  readonly venue: SimulatedVenue
  readonly instrument: Instrument
  /** What it was made in. */
  readonly environment: Environment
  readonly surroundings: Surroundings
  readonly log: RecordingLog
  readonly secrets: readonly string[]
  /** All that was told since it was made. */
  readonly reports: readonly BrokerReport[]
  /** What is traded in that product. */
  instrumentOf(product: Supports['products'][number]): Instrument
  connect(): Promise<void>
  disconnect(): Promise<void>
  /** Makes the adapter once more in place of this one, whose process has ended at once. */
  begin(): Promise<void>
  /** The same beginning once more, at an account of its own. */
  another(): Promise<Stage>
  /** Somebody trades, at so many percent of the first price, so many lots. */
  print(percent: number, lots?: number): Promise<void>
  /** Has a fault there while `work` goes on. */
  under<T>(fault: BrokerFault, work: () => Promise<T>): Promise<T>
  end(): Promise<void>
}

const usual: Instrument = createInstrument({ id: 'SIM:A', currency: 'USD', tickSize: '0.05' })

/** Opens an account that nobody has used; whoever does so connects, and lets somebody trade at the first price. */
export async function createStage<W extends BrokerWorld>(
  open: OpenBroker<W>,
  fixtures: BrokerFixtures<W>,
): Promise<Stage> {
  const { supports, instrument = usual, instruments = {}, faults = {}, patienceMs = 15_000 } = fixtures
  const log = createRecordingLog()
  const surroundings = createSurroundings(fixtures, log)
  const { clock } = surroundings
  const { travelMs = clock === undefined ? 50 : 500 } = fixtures
  const patience =
    clock === undefined
      ? createPatience(patienceMs, undefined)
      : createPatience(patienceMs, (ms) => clock.advanceTo(clock.now() + ms), inProcess)
  const instrumentOf: Stage['instrumentOf'] = (product) => instruments[product] ?? instrument
  const world = await open(surroundings.adapter, surroundings.vendor)
  const { venue } = world
  const reports: BrokerReport[] = []
  const ends = new Set<() => Promise<void>>()
  let broker: Broker = world.broker

  return {
    ...patience,
    ...createDesk({ broker: () => broker, supports, patience, travelMs, instrumentOf }),
    fixtures: fixtures as unknown as BrokerFixtures,
    supports,
    venue,
    instrument,
    get environment() {
      return surroundings.adapter
    },
    surroundings,
    log,
    secrets: fixtures.secrets?.(world) ?? [],
    reports,
    get broker() {
      return broker
    },
    instrumentOf,
    async connect() {
      const mine = broker
      // Of a process that has ended nobody hears.
      const hear = (report: BrokerReport): void => void (broker === mine && reports.push(report))
      const asked = attempt(() => mine.connect(hear))
      ends.add(readEnd(await patience.answered(asked, 'The connection')))
    },
    disconnect,
    async begin() {
      ends.clear()
      broker = await fixtures.again!(world, surroundings.renew())
    },
    async another() {
      const again = await createStage(open, fixtures)
      await again.connect()
      await again.print(100)
      return again
    },
    async print(percent, lots = 1_000) {
      for (const traded of new Set([instrument, ...Object.values(instruments)]))
        venue.print({
          instrument: traded.id,
          time: surroundings.vendor.clock.now(),
          price: priceAt(traded, percent).toNumber(),
          quantity: traded.lotSize.times(lots).toNumber(),
        })
      await patience.pass(travelMs)
      await patience.settle()
    },
    async under(fault, work) {
      const heal = await faults[fault]!(world)
      try {
        return await work()
      } finally {
        await heal()
      }
    },
    async end() {
      try {
        await disconnect()
      } finally {
        await world.close?.()
      }
    },
  }

  async function disconnect(): Promise<void> {
    for (const end of ends) {
      ends.delete(end)
      await patience.answered(attempt(end), 'The end of the connection')
    }
  }
}
