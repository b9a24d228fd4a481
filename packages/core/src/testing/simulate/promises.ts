import { verifyJournal } from '../../account/verify-journal.ts'
import type { BrokerOrder } from '../../model/broker-book.ts'
import { canonicalJson, decodeEntry } from '../../model/codec.ts'
import { Decimal, zero } from '../../model/decimal.ts'
import type { JournalEvent } from '../../model/events.ts'
import type { ClientOrderId, InstrumentId } from '../../model/ids.ts'
import type { Instrument } from '../../model/instrument.ts'
import { isOpen } from '../../model/order.ts'
import type { Position } from '../../model/position.ts'
import type { Storage } from '../../ports/storage.ts'
import type { Trader } from '../../ports/trader.ts'
import { createAccountState } from '../../state/account-state.ts'
import type { SimulatedVenue } from '../simulated-venue.ts'

/** A promise that was not kept, and what shows it. */
export interface Violation {
  readonly promise: string
  readonly evidence: string
}

/** What must hold at every moment, seen from the venue. */
export function brokenAtVenue(
  venue: SimulatedVenue,
  limit: number,
  arrivals: ReadonlyMap<ClientOrderId, number>,
): Violation | undefined {
  for (const [id, times] of arrivals)
    if (times > 1) return { promise: 'an order is never sent twice', evidence: `${id} arrived ${times} times` }
  const long = new Map<InstrumentId, Decimal>()
  const short = new Map<InstrumentId, Decimal>()
  for (const { clientOrderId, instrument, side, lifecycle, quantity, filledQuantity } of venue.listOrders()) {
    if (clientOrderId === undefined) continue
    const most = lifecycle === 'working' ? quantity : filledQuantity
    // What is filled counts for both, and what may still be only for how far it can go on its side.
    add(long, instrument, side === 'buy' ? most : filledQuantity.neg())
    add(short, instrument, side === 'buy' ? filledQuantity : most.neg())
  }
  for (const [sums, sign] of [[long, 1] as const, [short, -1] as const])
    for (const [instrument, worst] of sums)
      if (worst.times(sign).gt(limit))
        return {
          promise: 'limits hold, counting all that is filled, open or unconfirmed',
          evidence: `${instrument} could become ${worst.toFixed()} at the venue; the limit is ${limit}`,
        }
  return undefined
}

/** What must hold at every moment, seen from the account. */
export function brokenMeanwhile({ view }: Trader, venue: SimulatedVenue): Violation | undefined {
  const rows = Map.groupBy(venue.listOrders(), ({ clientOrderId }) => clientOrderId)
  for (const [id, { filledQuantity, averagePrice }] of view.orders) {
    const parts = rows.get(id) ?? []
    if (filledQuantity.isZero() || !filledQuantity.eq(sum(parts.map((part) => part.filledQuantity)))) continue
    const [booked, value] = [averagePrice!.times(filledQuantity), filledValue(parts)]
    if (booked.minus(value).abs().gt('1e-6'))
      return {
        promise: 'every fill is booked at its own price',
        evidence: `of ${id}, ${filledQuantity.toFixed()} are booked for ${booked}, and were filled for ${value}`,
      }
  }
  return undefined
}

/** What must hold once nothing goes wrong any more and time has passed. */
export async function brokenAtEnd(end: {
  readonly trader: Trader
  readonly venue: SimulatedVenue
  readonly storage: Storage
  readonly instruments: readonly Instrument[]
  /** How many trading days have ended: what was not heard before is in no book any more. */
  readonly days: number
}): Promise<Violation | undefined> {
  const { trader, venue, storage, instruments, days } = end
  await trader.stop()
  const journal = await storage.openJournal(trader.account)
  const verdict = await verifyJournal(journal)
  const events: JournalEvent[] = []
  for await (const entry of journal.read()) events.push(decodeEntry(entry))
  await journal.close()
  if (!verdict.ok) return { promise: 'the journal is whole', evidence: `it is broken at ${verdict.sequence}` }
  return (
    brokenReplay(trader, events) ??
    brokenEndings(venue, events) ??
    brokenOrders(trader, venue, days) ??
    brokenPositions(trader, venue) ??
    brokenCash(trader, venue) ??
    (days === 0 ? brokenCorrections(venue, events, instruments) : undefined)
  )
}

function brokenReplay({ view }: Trader, events: readonly JournalEvent[]): Violation | undefined {
  const promise = 'replaying the journal gives the same state'
  const state = createAccountState()
  for (const event of events) state.apply(event)
  const pairs = {
    orders: [[...state.orders], [...view.orders]],
    positions: [[...state.books.positions], [...view.positions]],
    cash: [[...state.books.cash], [...view.cash]],
  }
  for (const [what, [replayed, live]] of Object.entries(pairs)) {
    const [first, second] = [canonicalJson(replayed), canonicalJson(live)]
    if (first !== second) return { promise, evidence: `${what}: replayed ${first}, live ${second}` }
  }
  return undefined
}

function brokenOrders({ view }: Trader, venue: SimulatedVenue, days: number): Violation | undefined {
  const rows = Map.groupBy(venue.listOrders(), ({ clientOrderId }) => clientOrderId)
  for (const [id, parts] of rows) {
    if (id === undefined) continue
    const order = view.orders.get(id)
    if (order === undefined) return { promise: 'every order sent is known', evidence: `${id} is not` }
    const { terms } = order
    const filled = sum(parts.map(({ filledQuantity }) => filledQuantity))
    const value = filledValue(parts)
    const booked = order.filledQuantity.times(order.averagePrice ?? 0)
    if (days === 0 && !(order.filledQuantity.eq(filled) && booked.minus(value).abs().lt('1e-6')))
      return {
        promise: 'every fill is booked exactly once',
        evidence: `of ${id}, ${order.filledQuantity.toFixed()} for ${booked} are booked, and ${filled.toFixed()} for ${value} were filled`,
      }
    const open = parts.filter(({ lifecycle }) => lifecycle === 'working')
    if (isOpen(order) !== open.length > 0)
      return {
        promise: 'what is open here is open at the venue',
        evidence: `${id} is ${order.lifecycle} here and ${parts.map(({ lifecycle }) => lifecycle)} there`,
      }
    const [only] = open as [BrokerOrder | undefined]
    if (only === undefined || parts.length > 1) continue
    const shown = [only.quantity, only.limitPrice, only.stopPrice]
    const { limitPrice, stopPrice } = terms as { readonly limitPrice?: Decimal; readonly stopPrice?: Decimal }
    const known = [terms.quantity, limitPrice, stopPrice]
    if (shown.some((value, i) => value !== undefined && !known[i]?.eq(value)))
      return { promise: 'the terms that hold are known', evidence: `${id}: ${known} here, ${shown} there` }
  }
  for (const [id, order] of view.orders) {
    if (!isOpen(order)) continue
    if (!rows.has(id)) return { promise: 'what is open here is open at the venue', evidence: `${id} is not there` }
    if (order.pending !== 'none' || order.certainty === 'unconfirmed')
      return {
        promise: 'everything is answered in the end',
        evidence: `${id} is ${order.certainty}, pending ${order.pending}`,
      }
  }
  return undefined
}

/** What was heard to be over, and was, must not be opened again by what comes late. */
function brokenEndings(venue: SimulatedVenue, events: readonly JournalEvent[]): Violation | undefined {
  const rows = new Map(venue.listOrders().map((row) => [row.brokerOrderId, row]))
  const endings = new Map<ClientOrderId, number>()
  for (const event of events) {
    if (event.type === 'order.canceled' || event.type === 'order.expired') endings.set(event.clientOrderId, event.time)
    if (event.type !== 'order.reopened') continue
    const ended = endings.get(event.clientOrderId)
    for (const id of event.brokerOrderIds) {
      const { lifecycle, time } = rows.get(id)!
      if (ended !== undefined && lifecycle !== 'working' && time <= ended)
        return { promise: 'what is over stays over', evidence: `${id} was ${lifecycle} when it was opened again` }
    }
  }
  return undefined
}

function brokenPositions({ view }: Trader, venue: SimulatedVenue): Violation | undefined {
  const quantities = (positions: Iterable<Position>): string[] =>
    [...positions]
      .filter(({ quantity }) => !quantity.isZero())
      .map(({ instrument, product, quantity }) => `${instrument} ${product} ${quantity.toFixed()}`)
      .sort()
  const [ours, theirs] = [quantities([...view.positions.values()].flat()), quantities(venue.listPositions())]
  if (ours.join() === theirs.join()) return undefined
  return { promise: "positions equal the venue's", evidence: `${ours} here, ${theirs} there` }
}

function brokenCash({ view }: Trader, venue: SimulatedVenue): Violation | undefined {
  for (const [currency, theirs] of Object.entries(venue.getCash())) {
    const ours = view.cash.get(currency) ?? zero
    if (!ours.eq(theirs))
      return {
        promise: 'cash is equal to the last digit',
        evidence: `${ours.toFixed()} here, ${theirs.toFixed()} there`,
      }
  }
  return undefined
}

/** Corrections may only ever come to what others did in the account: a mistake that is corrected later is one all the same. */
function brokenCorrections(
  venue: SimulatedVenue,
  events: readonly JournalEvent[],
  instruments: readonly Instrument[],
): Violation | undefined {
  const promise = 'what was corrected is what others did, and nothing else'
  const outside = venue.listOrders().some(({ clientOrderId }) => clientOrderId === undefined)
  // What a future has earned so far depends on the order in which its fills became known; only when flat it does not.
  const settlesProfit = instruments.some(({ kind }) => kind === 'future')
  const first = outside ? undefined : events.find((event) => isCorrection(event, settlesProfit))
  if (first !== undefined) return { promise, evidence: `nobody else was there, and ${canonicalJson(first)}` }
  const rows = new Map(venue.listOrders().map((row) => [row.brokerOrderId, row]))
  const multipliers = new Map(instruments.map(({ id, multiplier }) => [id, multiplier]))
  const corrected = new Map<InstrumentId, Decimal>()
  let adjusted = zero
  for (const event of events) {
    if (event.type === 'position.reconciled') add(corrected, event.position.instrument, event.difference)
    if (event.type === 'cash.adjusted') adjusted = adjusted.plus(event.amount)
  }
  let own = zero
  for (const { brokerOrderId, quantity, price, fees = zero } of venue.listFills()) {
    const { clientOrderId, instrument, side } = rows.get(brokerOrderId)!
    const signed = side === 'buy' ? quantity : quantity.neg()
    if (clientOrderId === undefined) add(corrected, instrument, signed.neg())
    else own = own.minus(signed.times(price).times(multipliers.get(instrument) ?? 1)).minus(fees)
  }
  for (const [instrument, left] of corrected)
    if (!left.isZero()) return { promise, evidence: `the position in ${instrument}, by ${left.toFixed()}` }
  if (settlesProfit) return undefined
  const left = sum(Object.values(venue.getCash())).minus(own).minus(adjusted)
  return left.abs().lt('1e-6') ? undefined : { promise, evidence: `cash, by ${left.toFixed()}` }
}

/** A position, or cash beside the balance that an account begins with. */
function isCorrection(event: JournalEvent, settlesProfit: boolean): boolean {
  if (event.type === 'cash.adjusted') return !settlesProfit && event.reason !== 'opening balance'
  return event.type === 'position.reconciled'
}

function filledValue(rows: readonly BrokerOrder[]): Decimal {
  return sum(rows.map(({ filledQuantity, averagePrice }) => filledQuantity.times(averagePrice ?? 0)))
}

function add(sums: Map<InstrumentId, Decimal>, instrument: InstrumentId, amount: Decimal): void {
  sums.set(instrument, (sums.get(instrument) ?? zero).plus(amount))
}

function sum(values: readonly Decimal[]): Decimal {
  return values.reduce((total, value) => total.plus(value), new Decimal(0))
}
