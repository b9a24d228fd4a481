import type { ClientOrderId, JournalEvent, OrderTerms } from '@shagun/core'
import { Decimal } from '@shagun/core'
import type { JournalEntry } from '@shagun/core/adapter'

/** Events as core hands them to a storage, numbered from `first`. The hash is of no interest to a storage. */
export function entriesOf(events: readonly JournalEvent[], first = 0): JournalEntry[] {
  return events.map(({ type, time, ...body }, i) => ({
    sequence: first + i,
    time,
    type,
    version: 1,
    body: JSON.stringify(body),
    hash: `hash of ${first + i}`,
  }))
}

/** A plain entry that no table shows. */
export function halted(sequence: number, reason = `reason ${sequence}`): JournalEntry {
  return entriesOf([{ type: 'trading.halted', time: 1_700_000_000_000 + sequence, reason }], sequence)[0]!
}

/** A limit order to buy 10 INFY at 1520.05. */
export function limitOrder(id: string, changes: Partial<OrderTerms> = {}): OrderTerms {
  return {
    clientOrderId: id as ClientOrderId,
    instrument: 'NSE:INFY',
    side: 'buy',
    quantity: new Decimal(10),
    type: 'limit',
    limitPrice: new Decimal('1520.05'),
    product: 'delivery',
    timeInForce: 'day',
    ...changes,
  } as OrderTerms
}
