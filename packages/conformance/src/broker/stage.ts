import {
  type Awaitable,
  type Broker,
  type BrokerOrder,
  type BrokerOrderId,
  type CommandReply,
  createInstrument,
  Decimal,
  type Environment,
  type Instrument,
  type OrderChange,
  type OrderTerms,
  type Supports,
} from '@shagun/core'
import type { BrokerOrderRef, BrokerReport, BrokerSnapshot, PlaceReply, VendorNote } from '@shagun/core/adapter'
import { approve, approveChange, type SimulatedVenue } from '@shagun/core/testing'
import { breach, isBreach } from '../conformance-case.ts'
import { createPatience, inProcess, type Patience } from '../patience.ts'
import { createRecordingLog, type RecordingLog } from '../recording-log.ts'
import { createSurroundings, type Surroundings } from './environment-of.ts'
import type { BrokerFault, BrokerFixtures, BrokerWorld, OpenBroker } from './fixtures.ts'
import { type Asked, priceAt, requestOf } from './requests.ts'

/** An adapter that was just made and listens, at a venue where the last price is 100, and what a check does with it. */
export interface Stage extends Patience {
  readonly fixtures: BrokerFixtures
  readonly broker: Broker
  readonly supports: Supports
  readonly venue: SimulatedVenue
  readonly instrument: Instrument
  /** What it was made in. */
  readonly surroundings: Surroundings
  readonly log: RecordingLog
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
  readonly environment: Environment
  readonly secrets: readonly string[]
  /** Sends an order, and says what came of it; to throw is to know nothing. */
  send(asked: Asked): Promise<Sent>
  sendTerms(terms: OrderTerms, withinMs?: number): Promise<Sent>
  /** The same; a breach where it is not accepted. */
  place(asked: Asked): Promise<Placed>
  cancel(order: Placed): Promise<CommandReply>
  modify(order: Placed, change: OrderChange): Promise<CommandReply>
  /** What its book says of an order. */
  findRows(order: Sent): Promise<readonly BrokerOrder[]>
  fetchSnapshot(): Promise<BrokerSnapshot>
  /** Reads until the book shows it so; a breach where it does not come to that. */
  shows(order: Sent, expected: string, holds: (state: OrderState) => boolean): Promise<OrderState>
  /** Somebody trades, at so many percent of the first price, so many lots. */
  print(percent: number, lots?: number): Promise<void>
  /** Has a fault there while `work` goes on. */
  under<T>(fault: BrokerFault, work: () => Promise<T>): Promise<T>
  end(): Promise<void>
}

/** An order that was sent, once. */
export interface Sent {
  readonly terms: OrderTerms
  readonly submittedAt: number
  readonly reply: PlaceReply
  /** What it was given by the broker. */
  readonly brokerOrderIds: readonly BrokerOrderId[]
  readonly note: VendorNote
}

/** One that was accepted. */
export interface Placed extends Sent {
  readonly reply: Extract<PlaceReply, { readonly outcome: 'accepted' }>
}

/** The rows of an order, taken together. */
export interface OrderState {
  readonly rows: readonly BrokerOrder[]
  readonly filled: Decimal
  /** Whether anything of it may still fill. */
  readonly isWorking: boolean
}

const usual: Instrument = createInstrument({ id: 'SIM:A', currency: 'USD', tickSize: '0.05' })

export async function createStage<W extends BrokerWorld>(
  open: OpenBroker<W>,
  fixtures: BrokerFixtures<W>,
): Promise<Stage> {
  const { supports, instrument = usual, instruments = {}, faults = {}, patienceMs = 15_000 } = fixtures
  const log = createRecordingLog()
  const surroundings = createSurroundings(fixtures, log)
  const { clock } = surroundings
  const patience =
    clock === undefined
      ? createPatience(patienceMs, undefined)
      : createPatience(patienceMs, (ms) => clock.advanceTo(clock.now() + ms), inProcess)
  const { answered, pass, settle } = patience
  const { travelMs = clock === undefined ? 50 : 500 } = fixtures
  const world = await open(surroundings.adapter, surroundings.vendor)
  const { venue } = world
  let broker: Broker = world.broker
  const reports: BrokerReport[] = []
  const ends = new Set<() => Promise<void>>()

  async function sendTerms(terms: OrderTerms, withinMs?: number): Promise<Sent> {
    const submittedAt = surroundings.adapter.clock.now()
    const reply = await known(
      answered(
        attempt(() => broker.place(terms as never)),
        'An order',
        withinMs,
      ),
    )
    const isAccepted = reply.outcome === 'accepted'
    return {
      terms,
      submittedAt,
      reply,
      brokerOrderIds: isAccepted ? reply.brokerOrderIds : [],
      note: (isAccepted && reply.note) || {},
    }
  }

  async function send(asked: Asked): Promise<Sent> {
    const traded = instrumentOf(asked.product ?? supports.products[0]!)
    return await sendTerms(approve(broker, requestOf(traded, asked), traded))
  }

  function instrumentOf(product: Supports['products'][number]): Instrument {
    return instruments[product] ?? instrument
  }

  async function findRows({ terms, submittedAt, brokerOrderIds }: Sent): Promise<readonly BrokerOrder[]> {
    const { clientOrderId } = terms
    // As accounts do: a broker that carries no tag can only be asked for the ids that it gave.
    if (supports.idempotency === 'none')
      return (await fetchSnapshot()).orders.filter((row) => brokerOrderIds.includes(row.brokerOrderId))
    const sought = { terms, submittedAt, brokerOrderIds, isTaken: () => false }
    return await answered(
      attempt(() => broker.findOrders(clientOrderId, sought)),
      'A question for an order',
    )
  }

  function fetchSnapshot(): Promise<BrokerSnapshot> {
    return answered(
      attempt(() => broker.fetchSnapshot()),
      'A question for the books',
    )
  }

  /** To each of the orders at the broker, as accounts do: the first word that is no refusal counts. */
  async function command(order: Placed, give: (ref: BrokerOrderRef) => Awaitable<CommandReply>): Promise<CommandReply> {
    const { clientOrderId, instrument: id } = order.terms
    let answer: CommandReply = { outcome: 'rejected', evidence: { reason: 'There is no order of it.' } }
    for (const brokerOrderId of order.brokerOrderIds) {
      const ref = { clientOrderId, brokerOrderId, instrument: id, note: order.note }
      const reply = await known(
        answered(
          attempt(() => give(ref)),
          'A command',
        ),
      )
      if (answer.outcome === 'rejected') answer = reply
    }
    return answer
  }

  const stage: Stage = {
    ...patience,
    fixtures: fixtures as unknown as BrokerFixtures,
    supports,
    venue,
    instrument,
    surroundings,
    get environment() {
      return surroundings.adapter
    },
    secrets: fixtures.secrets?.(world) ?? [],
    log,
    reports,
    get broker() {
      return broker
    },
    instrumentOf,
    async connect() {
      const mine = broker
      const end = await answered(
        attempt(() =>
          mine.connect((report) => {
            // Of a process that has ended nobody hears.
            if (broker === mine) reports.push(report)
          }),
        ),
        'The connection',
      )
      ends.add(end)
    },
    async disconnect() {
      for (const end of ends) {
        ends.delete(end)
        await answered(attempt(end), 'The end of the connection')
      }
    },
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
    send,
    sendTerms,
    async place(asked) {
      const sent = await send(asked)
      await pass(travelMs)
      if (isPlaced(sent)) return sent
      const what = `An order to ${sent.terms.side} ${sent.terms.quantity} at ${asked.kind.join(' ')}`
      throw breach(`${what} was answered with ${replyText(sent.reply)}.`, 'Accept what is declared and can be.')
    },
    cancel: (order) => command(order, (ref) => broker.cancel(ref)),
    modify(order, change) {
      const exact = approveChange(broker, order.terms, change, instrumentOf(order.terms.product))
      return command(order, (ref) => broker.modify!(ref, exact))
    },
    findRows,
    fetchSnapshot,
    async shows(order, expected, holds) {
      const until = patience.patienceMs / 250
      let state = stateOf(await findRows(order))
      for (let attempts = 0; attempts < until && !holds(state); attempts++) {
        await pass(250)
        state = stateOf(await findRows(order))
      }
      if (holds(state)) return state
      throw breach(
        `Its book shows ${stateText(state)}; expected ${expected}.`,
        'Read the book anew for each question, and tell each row as it stands.',
      )
    },
    async print(percent, lots = 1_000) {
      const { now } = surroundings.vendor.clock
      for (const traded of new Set([instrument, ...Object.values(instruments)]))
        venue.print({
          instrument: traded.id,
          time: now(),
          price: priceAt(traded, percent).toNumber(),
          quantity: traded.lotSize.times(lots).toNumber(),
        })
      await pass(travelMs)
      await settle()
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
        await stage.disconnect()
      } finally {
        await world.close?.()
      }
    },
  }
  return stage
}

/** What its rows come to. */
export function stateOf(rows: readonly BrokerOrder[]): OrderState {
  return {
    rows,
    filled: rows.reduce((sum, { filledQuantity }) => sum.plus(filledQuantity), new Decimal(0)),
    isWorking: rows.some(({ lifecycle }) => lifecycle === 'working'),
  }
}

export function stateText({ rows }: OrderState): string {
  if (rows.length === 0) return 'no row'
  return rows
    .map(({ lifecycle, filledQuantity, quantity }) => `${lifecycle}, ${filledQuantity} of ${quantity} filled`)
    .join('; ')
}

export function replyText(reply: PlaceReply | CommandReply): string {
  if (reply.outcome === 'rejected') return `rejected (${reply.evidence.reason})`
  return reply.outcome === 'unconfirmed' ? `unconfirmed (${reply.cause})` : reply.outcome
}

export function isPlaced(sent: Sent): sent is Placed {
  return sent.reply.outcome === 'accepted'
}

/** Throwing becomes a rejection. */
async function attempt<T>(work: () => Awaitable<T>): Promise<T> {
  return await work()
}

/** To throw is to know nothing; not to answer at all is a breach. */
async function known<R extends PlaceReply | CommandReply>(asked: Promise<R>): Promise<R> {
  try {
    return await asked
  } catch (error) {
    if (isBreach(error)) throw error
    return { outcome: 'unconfirmed', cause: 'adapter-threw' } as R
  }
}
