import { setImmediate } from 'node:timers/promises'
// Loaded before time begins to pass: the first request would load it, which takes the machine's own time.
import 'kiteconnect'
import { createFakeKite, type FakeKiteUser } from '@shagun/broker-zerodha/testing'
import { Decimal, nse, type Storage, seededRandom } from '@shagun/core'
import type { SimulatedVenue } from '@shagun/core/testing'
import { createProcess } from '../../../packages/core/src/testing/simulate/process.ts'
import { createProcessStorage } from '../../../packages/core/src/testing/simulate/process-storage.ts'
import { createSteppedClock } from '../../../packages/core/src/testing/simulate/stepped-clock.ts'
import { createEmitted, type Emitted, type Leak } from '../emitted.ts'
import { createTellingNetwork } from '../telling-network.ts'
import { attended } from './attended.ts'
import { at } from './clock-text.ts'
import { createDraw } from './draw.ts'
import { differencesBetween, keyOf } from './equal-books.ts'
import { judgeDay } from './judge-day.ts'
import { listed } from './listed.ts'
import { createMarket } from './market.ts'
import { createMishaps } from './mishaps.ts'
import { createPerson } from './person.ts'
import { createRecord } from './record.ts'
import { createSupervisor } from './supervisor.ts'
import { drawTurns, type Turn } from './turns.ts'
import { createWire } from './wire.ts'

export interface DayOptions {
  /** A whole number: all that is left to chance comes from it. */
  readonly seed: number
  /** How many orders are to arrive at the venue. */
  readonly orders: number
  /** It lives through the crash. */
  readonly storage: Storage
  /** Where the token of the day is kept. */
  readonly tokenPath: string
  /** How often the books are read while all is well. Default: every five minutes, so that most is left to what is pushed. */
  readonly reconcileEveryMs?: number
  /** What shall leak, to see whether that is found. */
  readonly leak?: (emitted: Emitted, token: string) => void
}

/** What a day came to. */
export interface Day {
  /** Promises that were not kept. */
  readonly broken: readonly string[]
  readonly leaks: readonly Leak[]
  /** Of the last entry of the journal, and so of all that is in it. */
  readonly hash: string
  /** Orders of ours that arrived at the venue. */
  readonly orders: number
  readonly fills: number
  /** How often what happened. */
  readonly counts: ReadonlyMap<string, number>
  /** A line for each thing that happened. */
  readonly trace: readonly string[]
}

const user: FakeKiteUser = {
  userId: 'AB1234',
  apiKey: 'a/key+of&the app',
  apiSecret: 'a "secret" of\\the/app+100%',
  cash: '100000000',
  holdings: [
    { instrument: 'NSE:INFY', quantity: 2_000, averagePrice: '1400' },
    { instrument: 'NSE:SBIN', quantity: 500, averagePrice: '750.5' },
  ],
}

/**
 * A trading day at Kite, from the login before it to the first orders of the next one.
 *
 * Orders of all kinds, changes, cancels that race with fills, and orders from elsewhere meet everything that goes wrong with
 * requests, the socket, the disk, postbacks and the network; and at moments that are drawn the socket is cut twice, the
 * token ends, and the process, too.
 */
export async function zerodhaDay(options: DayOptions): Promise<Day> {
  const { seed, orders, storage: disk, tokenPath, reconcileEveryMs = 300_000, leak } = options
  const random = seededRandom(seed)
  const clock = createSteppedClock(at(8, 50))
  const emitted = createEmitted()
  const record = createRecord(clock, emitted)
  const { note, count, broke } = record
  /** What takes the machine's own time: until it is done, none passes here. */
  const working = new Set<Promise<unknown>>()

  const outer = createProcess(clock, seededRandom(seed + 1), undefined as never, emitted.log)
  const fake = createFakeKite(
    {
      seed,
      users: [user],
      instruments: listed.map(({ instrument }) => instrument),
      calendar: nse(),
      liquidity: { quantity: 260, levels: 4 },
      delays: { receiveMs: 5, validateMs: 20, exchangeMs: 40, modifyMs: 90, cancelMs: 70 },
      behavior: {
        averagePriceLateMs: 400,
        tradesLateMs: 150,
        slices: seed % 2 === 0 ? 'list' : 'children',
        taggedSlices: seed % 3 !== 0,
        canceledStaysPending: seed % 5 !== 0,
        idDigits: seed % 7 === 0 ? 15 : 19,
      },
    },
    outer.environment,
  )
  const venue = toldInFloats(fake.venue)
  const network = createTellingNetwork(fake.network, emitted)
  const wire = createWire({ network, clock, random: seededRandom(seed + 2) })
  const person = createPerson(fake, tokenPath, { ...outer.environment, network: wire.openFor(() => outer) }, watch)
  const storage = createProcessStorage({
    storage: attended(disk, watch),
    clock,
    instant: false,
    random: seededRandom(seed + 3),
    happened: (fault) => note(`! ${fault}`),
  })
  const supervisor = createSupervisor({
    seed,
    clock,
    wire,
    emitted,
    record,
    apiKey: user.apiKey,
    accessToken: person.load,
    storageFor: storage.openFor,
    reconcileEveryMs,
  })
  const mishaps = createMishaps(fake, clock, seededRandom(seed + 4))
  const market = createMarket({
    fake,
    draw: createDraw(random),
    mishaps,
    timers: clock,
    random,
    record,
    placedOutside: ({ instrument, product, side, quantity }) =>
      actElsewhere({ instrument, product }, new Decimal(side === 'buy' ? quantity : -quantity)),
  })
  /** What is not of our doing. */
  const others = new Map<string, Decimal>()
  for (const { instrument, quantity } of user.holdings!)
    actElsewhere({ instrument, product: 'delivery' }, new Decimal(quantity))

  function actElsewhere(where: Parameters<typeof keyOf>[0], quantity: Decimal): void {
    others.set(keyOf(where), (others.get(keyOf(where)) ?? new Decimal(0)).plus(quantity))
  }

  function watch<T>(work: Promise<T>): Promise<T> {
    const done = (): void => void working.delete(work)
    working.add(work)
    work.then(done, done)
    return work
  }

  async function quiet(): Promise<void> {
    do {
      await storage.settled()
      while (working.size > 0) await Promise.allSettled(working)
      await setImmediate()
    } while (working.size > 0)
  }

  /** One timer after the other, each with all that comes of it. */
  async function passTo(time: number): Promise<void> {
    do await quiet()
    while (clock.step(time))
    await quiet()
  }

  /** Time in which nothing is asked for, and as much more as what was begun may take. */
  async function settle(until: number): Promise<void> {
    for (let time = clock.now(); time < until; time += 5_000) {
      supervisor.look()
      await passTo(Math.min(until, time + 5_000))
    }
    for (let tries = 0; tries < 600 && supervisor.trader?.idle() !== undefined; tries++) await passTo(clock.now() + 100)
  }

  async function logIn(): Promise<void> {
    const login = person.logIn()
    await passTo(clock.now() + 5_000)
    await login
  }

  const listOurs = () => venue.listOrders().filter(({ clientOrderId }) => clientOrderId !== undefined)

  function judge(when: string): void {
    const { trader, isStarted } = supervisor
    if (trader === undefined || !isStarted) return broke(`${when} the account runs`)
    for (const difference of differencesBetween(trader, venue)) broke(`${when} books are equal: ${difference}`)
  }

  function take({ kind }: Turn): void {
    note(`! ${kind}`)
    count(kind)
    if (kind === 'reconnect') return fake.ticker.closeConnections(1006)
    if (kind === 'crash' && random() < 0.4)
      return storage.inject(random() < 0.5 ? 'crashed-before-append' : 'crashed-after-append', 2)
    if (kind === 'crash') return supervisor.kill()
    if (kind === 'disk') return storage.inject(random() < 0.5 ? 'append-failed' : 'append-doubtful', 2)
    if (seed % 2 === 0) fake.logout()
    else void person.logInElsewhere()
    // It is noticed with the next request, and somebody sees to it after a while.
    clock.after(5_000, () => supervisor.trader !== undefined && market.place(supervisor.trader))
    clock.after(60_000 + Math.floor(random() * 240_000), () => {
      void person.logIn().then((token) => seed % 3 === 0 && supervisor.broker?.account.setAccessToken(token))
    })
  }

  fake.sendPostbacks((body) => supervisor.broker?.receivePostback(body, user.apiSecret), {
    wrongChecksum: 0.05,
    duplicates: 0.2,
    reordering: 0.2,
    delayMs: 300,
  })
  await logIn()
  await settle(at(9, 15))

  const turns = drawTurns(random)
  const leastGapMs = (at(15, 15) - at(9, 15)) / orders / 6
  let missing = orders
  for (let steps = 1; clock.now() < at(15, 20); steps++) {
    supervisor.look()
    while (turns[0] !== undefined && turns[0].time <= clock.now()) take(turns.shift()!)
    if (supervisor.trader !== undefined) market.step(supervisor.trader)
    if (steps % 50 === 0) missing = orders - listOurs().length
    // About every other step places an order.
    const gapMs = Math.max(leastGapMs, (at(15, 15) - clock.now()) / Math.max(missing, 1) / 2)
    await passTo(Math.min(at(15, 20), clock.now() + Math.ceil(-Math.log(1 - random()) * gapMs)))
  }
  mishaps.end()
  storage.heal()
  note('nothing goes wrong any more')
  await settle(at(15, 29))
  judge('before the close')
  await settle(at(15, 31))
  note('the trading day ends')
  // What was for the day alone is closed by the broker.
  for (const { instrument, product, quantity } of venue.listPositions())
    if (product === 'intraday') actElsewhere({ instrument, product }, quantity.neg())
  fake.endDay()
  await settle(at(15, 45))
  judge('after the close')

  await settle(at(24 + 6, 1))
  market.place(supervisor.trader!)
  await passTo(at(24 + 6, 10))
  await logIn()
  await settle(at(24 + 9, 15))
  for (let left = 40; left > 0; left--) {
    market.place(supervisor.trader!)
    market.walk()
    await passTo(clock.now() + 2_000)
  }
  await settle(at(24 + 9, 25))
  judge('the next morning')

  const [arrived, fills] = [listOurs().length, venue.listFills().length]
  const expiriesTold = record.counts.get('session.expired') ?? 0
  const { broken, entries } = await judgeDay({ supervisor, fake, venue, disk, others, expiriesTold })
  for (const promise of broken) broke(promise)
  emitted.noteRows(entries)
  leak?.(emitted, fake.session().accessToken)
  const emittedCounts = [...emitted.counts].map(([where, times]) => [`emitted ${where}`, times] as const)
  return {
    broken: record.broken,
    leaks: emitted.findLeaks([...fake.secrets, person.passphrase, user.apiKey], network.checksums),
    hash: entries.at(-1)!.hash,
    orders: arrived,
    fills,
    counts: new Map([...record.counts, ...mishaps.counts, ...emittedCounts, ['checksums', network.checksums.size]]),
    trace: record.trace,
  }
}

/** Kite tells money in floats, and what a part of a future has earned has more digits than these. */
function toldInFloats(venue: SimulatedVenue): SimulatedVenue {
  const tell = (cash: Decimal): Decimal => cash.toDecimalPlaces(4)
  return { ...venue, getCash: () => ({ INR: tell(venue.getCash()['INR']!) }) }
}
