import { ShagunError } from '../errors.ts'
import type { BrokerSnapshot } from '../model/broker-book.ts'
import { canonicalJson } from '../model/codec.ts'
import type { JournalEventOf } from '../model/events.ts'
import type { ClientOrderId, InstrumentId } from '../model/ids.ts'
import { createInstrument } from '../model/instrument.ts'
import { faultOfSnapshot } from '../state/check-report.ts'
import { isUnsettled, reconcile } from '../state/reconcile.ts'
import type { TrackedOrder } from '../state/tracked-order.ts'
import { readInTime } from './deadline.ts'
import { type Kernel, quietly } from './kernel.ts'
import { registration } from './place.ts'
import type { OrderReport, Receiver } from './receive.ts'

export interface BookReader {
  readonly kernel: Kernel
  readonly receiver: Receiver
  /** Called for an open order that the books do not show. */
  readonly missing: (id: ClientOrderId) => void
  /** Called where the books have to be read again before they can be compared. */
  readonly unsettled: () => void
  /** How long an order may be on its way. */
  readonly absentAfterMs: number
}

const mostReads = 5

/**
 * Reads the broker's books and corrects what we believed. Start, reconnect, timer and day roll share it.
 *
 * What positions and cash say is believed when two readings agree on it with no fill between them: books that are not
 * read at one moment may show a position whose fill they do not show yet, and to correct the one and book the other later
 * would count it twice.
 */
export async function readBooks(reader: BookReader): Promise<void> {
  const { kernel } = reader
  registerKnown(kernel)
  let before: string | undefined
  for (let reads = 1; reads <= mostReads; reads++) {
    const fillsBefore = kernel.fillsBooked
    const since = kernel.state.applied
    const snapshot = await readSnapshot(kernel)
    const overtaken = kernel.fillsBooked !== fillsBefore
    const shown = bookOrders(reader, snapshot, since)
    if (overtaken) {
      before = undefined
      continue
    }
    const differences = differencesOf(reader, snapshot, shown)
    if (differences.length === 0) return
    const now = canonicalJson(differences.map(({ time: _time, ...difference }) => difference))
    if (now === before) return await commitDifferences(kernel, differences, snapshot)
    before = now
  }
  // Beside trading there may always be another fill; what was read of orders has been booked, and the rest can wait.
  if (kernel.phase === 'open') return reader.unsettled()
  const message = `${kernel.broker.id} fills orders faster than its books can be read; they are read again later.`
  throw new ShagunError('unreachable', message, { details: { source: kernel.broker.id }, retryable: true })
}

async function readSnapshot({ broker }: Kernel): Promise<BrokerSnapshot> {
  const snapshot = await readInTime(broker, () => broker.fetchSnapshot())
  const fault = faultOfSnapshot(snapshot)
  if (fault === undefined) return snapshot
  const message = `The books of ${broker.id} cannot be read: ${fault}. New orders are denied until they can.`
  throw new ShagunError('invalid-data', message, { details: { source: broker.id, field: 'snapshot' } })
}

/** @returns orders of ours that the books show */
function bookOrders(
  { kernel, receiver, missing, absentAfterMs }: BookReader,
  snapshot: BrokerSnapshot,
  since: number,
): ReadonlySet<TrackedOrder> {
  const { state, view } = kernel
  const shown = new Set<TrackedOrder>()
  const unclaimed: OrderReport[] = []
  for (const report of reportsOf(snapshot)) {
    const owner = ownerOf(kernel, report)
    if (owner !== undefined) shown.add(owner)
    else if (report.type === 'fill') {
      unclaimed.push(report)
      continue
    }
    receiver.receive(report, since)
  }
  // A row may have told whose they are.
  for (const report of unclaimed) if (ownerOf(kernel, report) !== undefined) receiver.receive(report, since)
  const rows = new Set(snapshot.orders.map(({ brokerOrderId }) => brokerOrderId))
  for (const order of [...state.external.values()])
    if (order.lifecycle === 'working' && !rows.has(order.brokerOrderId))
      receiver.receive({ type: 'order', order: { ...order, lifecycle: 'expired', reason: gone } }, since)
  for (const tracked of state.listOpen()) {
    const { clientOrderId } = tracked.order.terms
    // What has moved since the reading began may be newer than it.
    if (shown.has(tracked) || tracked.touchedAt > since || receiver.getPending(clientOrderId) !== undefined) continue
    if (!isOver(kernel, tracked) || view.now - tracked.submittedAt < absentAfterMs) missing(clientOrderId)
    else quietly(kernel.commit({ type: 'order.absent', time: view.now, clientOrderId, reads: 1 }))
  }
  return shown
}

const gone = 'The books of the broker no longer show it.'

/** It was for a day that has ended, so a book that does not show it has nothing more to tell. */
function isOver({ nextDay, view }: Kernel, { order, submittedAt }: TrackedOrder): boolean {
  const { timeInForce } = order.terms
  return timeInForce !== 'gtc' && timeInForce !== 'gtd' && nextDay(submittedAt) < view.now
}

/** Fills first: what the trade book holds exactly need not be worked out from the order book. */
function reportsOf(snapshot: BrokerSnapshot): OrderReport[] {
  return [
    ...snapshot.fills.map((fill) => ({ type: 'fill', fill }) as const),
    ...snapshot.orders.map((order) => ({ type: 'order', order }) as const),
  ]
}

function ownerOf({ state }: Kernel, report: OrderReport): TrackedOrder | undefined {
  if (report.type === 'fill') return state.findOwner(report.fill.brokerOrderId)
  const { brokerOrderId, clientOrderId } = report.order
  return state.findOwner(brokerOrderId) ?? (clientOrderId && state.getTracked(clientOrderId))
}

type Difference = JournalEventOf<'position.reconciled' | 'cash.adjusted'>

/**
 * Where an order is filled further than its trades say yet, or is still being looked for, position and cash cannot be
 * compared: what they show may be its fills.
 */
function differencesOf(
  { kernel, unsettled, absentAfterMs }: BookReader,
  snapshot: BrokerSnapshot,
  shown: ReadonlySet<TrackedOrder>,
): Difference[] {
  const { state, view } = kernel
  const open = new Set<InstrumentId>()
  for (const row of snapshot.orders) {
    const owner = state.findOwner(row.brokerOrderId)
    if (owner !== undefined && isUnsettled(owner, row)) open.add(row.instrument)
  }
  for (const tracked of state.listOpen()) {
    const { order, submittedAt } = tracked
    if (!shown.has(tracked) && view.now - submittedAt < 2 * absentAfterMs) open.add(order.terms.instrument)
  }
  if (open.size > 0) unsettled()
  return reconcile(state.books, snapshot, view.now).filter((difference) =>
    difference.type === 'cash.adjusted' ? open.size === 0 : !open.has(difference.position.instrument),
  )
}

async function commitDifferences(
  kernel: Kernel,
  differences: readonly Difference[],
  snapshot: BrokerSnapshot,
): Promise<void> {
  const unknown = differences.flatMap((event) =>
    event.type === 'position.reconciled' && !kernel.state.books.has(event.position.instrument)
      ? [factsOf(kernel, event.position.instrument, snapshot)]
      : [],
  )
  await kernel.commit(...unknown, ...differences)
}

/**
 * A position in an instrument that nobody lists any more still counts, in the currency of the account; XXX is ISO 4217's
 * code for none.
 */
function factsOf(
  { instruments, view }: Kernel,
  id: InstrumentId,
  { cash }: BrokerSnapshot,
): JournalEventOf<'instrument.registered'> {
  const listed = instruments.get(id)
  if (listed !== undefined) return registration(listed, view.now)
  const guessed = createInstrument({ id, currency: Object.keys(cash)[0] ?? 'XXX' })
  return { ...registration(guessed, view.now), provisional: true }
}

/** What was guessed of an instrument ends when somebody lists it. */
function registerKnown(kernel: Kernel): void {
  for (const id of kernel.state.books.listProvisional()) {
    const listed = kernel.instruments.get(id)
    if (listed !== undefined) quietly(kernel.commit(registration(listed, kernel.view.now)))
  }
}
