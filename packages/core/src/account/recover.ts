import { ShagunError } from '../errors.ts'
import type { BrokerOrder, BrokerReport, BrokerSnapshot } from '../model/broker-book.ts'
import { decodeEntry } from '../model/codec.ts'
import type { InstrumentId } from '../model/ids.ts'
import { createInstrument, type Instrument } from '../model/instrument.ts'
import type { Journal, JournalEntry, Storage } from '../ports/storage.ts'
import { reconcile } from '../state/reconcile.ts'
import { readChain } from './journal-writer.ts'
import type { Kernel } from './kernel.ts'
import { registration } from './place.ts'
import type { Receiver } from './receive.ts'

/** Replays the journal into a fresh memory, and leaves the account ready to write on. */
export async function replay(kernel: Kernel, storage: Storage): Promise<Journal> {
  const journal = await storage.openJournal(kernel.account)
  try {
    kernel.begin(journal)
    let last: JournalEntry | undefined
    for await (const entry of readChain(journal, kernel.account)) {
      kernel.replay(decodeEntry(entry, kernel.account))
      last = entry
    }
    kernel.resume(last && { sequence: last.sequence, hash: last.hash })
    return journal
  } catch (cause) {
    await journal.close()
    throw cause
  }
}

/** Reads the broker's books and corrects what we believed. Start and reconnect share it. */
export async function readBooks(kernel: Kernel, receiver: Receiver): Promise<void> {
  const snapshot = await readQuietly(kernel)
  const { state, view } = kernel
  for (const report of reportsOf(snapshot)) {
    const ours = report.type === 'order' ? isOurs(kernel, report.order) : state.findOwner(report.fill.brokerOrderId)
    if (ours) receiver.receive(report)
  }
  const belief = {
    cash: state.books.cash,
    positions: state.books.positions,
    external: state.external,
    isOurs: (order: BrokerOrder) => isOurs(kernel, order),
  }
  for (const event of reconcile(belief, snapshot, view.now)) {
    if (event.type === 'position.reconciled' && !state.books.has(event.position.instrument))
      await kernel.commit(registration(factsOf(kernel, event.position.instrument, snapshot), view.now))
    await kernel.commit(event)
  }
}

const mostReads = 5

/**
 * A snapshot that no fill has overtaken: one that was told while the broker was answering may be missing from the answer,
 * and would be undone by it.
 */
async function readQuietly(kernel: Kernel): Promise<BrokerSnapshot> {
  for (let reads = 1; ; reads++) {
    const before = kernel.fillsBooked
    const snapshot = await kernel.broker.fetchSnapshot()
    if (kernel.fillsBooked === before) return snapshot
    if (reads < mostReads) continue
    const message = `${kernel.broker.id} fills orders faster than its books can be read; they are read again later.`
    throw new ShagunError('unreachable', message, { details: { source: kernel.broker.id }, retryable: true })
  }
}

/** Fills first: what the trade book holds exactly need not be worked out from the order book. */
function reportsOf(snapshot: BrokerSnapshot): Extract<BrokerReport, { readonly type: 'order' | 'fill' }>[] {
  return [
    ...snapshot.fills.map((fill) => ({ type: 'fill', fill }) as const),
    ...snapshot.orders.map((order) => ({ type: 'order', order }) as const),
  ]
}

function isOurs({ state }: Kernel, order: BrokerOrder): boolean {
  if (state.findOwner(order.brokerOrderId) !== undefined) return true
  return order.clientOrderId !== undefined && state.getTracked(order.clientOrderId) !== undefined
}

/**
 * A position in an instrument that nobody lists any more still counts, in the currency of the account; XXX is ISO 4217's
 * code for none.
 */
function factsOf({ instruments }: Kernel, id: InstrumentId, { cash }: BrokerSnapshot): Instrument {
  return instruments.get(id) ?? createInstrument({ id, currency: Object.keys(cash)[0] ?? 'XXX' })
}
