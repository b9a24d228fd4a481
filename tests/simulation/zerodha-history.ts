// Loaded before time begins to pass: the first request would load it, which takes the machine's own time.
import 'kiteconnect'
import { kiteAccount, type ZerodhaBroker, zerodha } from '@shagun/broker-zerodha'
import {
  createFakeKite,
  type FakeEndpoint,
  type FakeKite,
  type FakeKiteFault,
  type FakeKiteUser,
  type TickerFault,
} from '@shagun/broker-zerodha/testing'
import {
  createEnvironment,
  createInstrument,
  type Environment,
  type InstrumentId,
  type JournalEntry,
  memory,
  seededRandom,
} from '@shagun/core'
import { type SimulatedVenue, type Simulation, simulate } from '@shagun/core/testing'
import { createEmitted, type Emitted } from './emitted.ts'
import { createTellingNetwork, type TellingNetwork } from './telling-network.ts'
import { witnessed } from './witnessed-broker.ts'

const instruments = (['NSE:AAA', 'NSE:BBB'] satisfies InstrumentId[]).map((id) =>
  createInstrument({ id, currency: 'INR', tickSize: '0.05' }),
)
const user: FakeKiteUser = { userId: 'AB1234', apiKey: 'a/key+of&the app', apiSecret: 'a "secret" of\\the/app+100%' }

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

/** What goes wrong with the socket, for a while. */
const wrongSockets: readonly TickerFault[] = [
  { kind: 'silent' },
  { kind: 'silent', pongs: true },
  { kind: 'refused', httpStatus: 502 },
  // Not every 403 is a dead token.
  { kind: 'refused', httpStatus: 403 },
  { kind: 'orders-duplicated' },
  { kind: 'orders-reordered' },
  { kind: 'orders-early' },
]

/** What is to leak, to see whether that is found. */
export type HistoryLeak = (emitted: Emitted, token: string) => void

/** A whole history over the real adapter of Zerodha, with a Kite that runs in the same process, sockets included. */
export async function zerodhaHistory(seed: number, leak?: HistoryLeak): Promise<Simulation> {
  let disk = memory({ chained: true })
  let world: World | undefined
  const simulation = await simulate({
    seed,
    instruments,
    broker(environment) {
      world = createWorld(environment, seed)
      return world.broker
    },
    storage: () => (disk = memory({ chained: true })),
  })
  if (simulation.violation !== undefined) return simulation
  const { emitted, fake, network } = world!
  emitted.noteRows(await journalOf(disk))
  leak?.(emitted, fake.session().accessToken)
  const [found] = emitted.findLeaks([...fake.secrets, user.apiKey], network.checksums)
  if (found === undefined) return simulation
  return { ...simulation, violation: { promise: 'no secret is shown', evidence: `${found.secret} in ${found.where}` } }
}

interface World {
  readonly broker: ZerodhaBroker & { readonly venue: SimulatedVenue }
  readonly emitted: Emitted
  readonly fake: FakeKite
  readonly network: TellingNetwork
}

function createWorld(environment: Environment, seed: number): World {
  const emitted = createEmitted()
  const delays = seed % 3 === 0 ? { validateMs: 20, exchangeMs: 80, cancelMs: 150, modifyMs: 200 } : {}
  const behavior = { checksHoldings: seed % 4 === 0 }
  // As seldom as the account still believes in a line: most of the time of a history passes while nothing happens.
  const ticker = { heartbeatMs: 8_000 }
  const fake = createFakeKite(
    { users: [user], instruments, seed, limits: 'none', delays, behavior, ticker },
    environment,
  )
  const random = seededRandom(seed)
  if (seed % 2 === 0) addFaults(fake, random)
  if (seed % 3 !== 1) cutSockets(fake, environment, random)
  const network = createTellingNetwork(fake.network, emitted)
  const account = kiteAccount(
    // Somebody logs in every morning.
    { apiKey: user.apiKey, accessToken: () => fake.session().accessToken },
    createEnvironment({ ...environment, network, log: emitted.log }),
  )
  const broker = witnessed(zerodha({ account }, environment), emitted)
  // What waits for a price carries no tag by which the simulator could know it; it has histories of its own.
  const supports = { ...broker.supports, timeInForce: ['day', 'ioc'] } as unknown as typeof broker.supports
  return { broker: Object.assign(broker, { venue: fake.venue, supports }), emitted, fake, network }
}

/** Each so often and no more, so that in the end all is well. */
function addFaults({ faults }: FakeKite, random: () => number): void {
  for (const [fault, at] of wrongAtKite)
    if (random() < 0.5) faults.add(fault, { at, probability: 0.3, times: 1 + Math.floor(random() * 3) })
}

/** Over before a history begins to settle, or soon after. */
function cutSockets({ ticker }: FakeKite, { timers }: Environment, random: () => number): void {
  for (const fault of wrongSockets) {
    if (random() < 0.5) continue
    const [after, duration] = [random() * 100_000, 1_000 + random() * 30_000]
    timers.after(after, () => {
      const cease = ticker.fail(fault)
      if (fault.kind === 'refused') ticker.closeConnections(1006)
      timers.after(duration, cease)
    })
  }
}

async function journalOf(storage: ReturnType<typeof memory>): Promise<JournalEntry[]> {
  const journal = await storage.openJournal('main')
  const entries: JournalEntry[] = []
  for await (const entry of journal.read()) entries.push(entry)
  await journal.close()
  return entries
}
