import type { JournalEventType } from '../model/events.ts'
import type { Lifecycle } from '../model/order.ts'

/** What may happen to an order that exists. */
export type OrderFact = Exclude<Extract<JournalEventType, `order.${string}`>, 'order.denied' | 'order.submitted'>

/**
 * - `apply`: it becomes history.
 * - `ignore`: it tells nothing new, or nothing that still matters.
 * - `quarantine`: it contradicts what we know, and a human should look. What adds exposure (a fill, a part that is alive)
 *   is booked all the same; anything else is not.
 */
export type Verdict = 'apply' | `ignore: ${string}` | `quarantine: ${string}`

/**
 * The state machine of an order, whole: what each fact means in each stage of its life.
 *
 * Only evidence from the broker is judged here; what was journalled is history and is applied as it stands.
 */
export const orderTable: Readonly<Record<OrderFact, Readonly<Record<Lifecycle, Verdict>>>> = {
  'order.accepted': {
    denied: 'quarantine: the broker accepted an order that was never sent',
    submitted: 'apply',
    working: 'apply',
    filled: 'apply',
    canceled: 'apply',
    rejected: 'quarantine: the broker accepted an order it had rejected',
    expired: 'apply',
  },
  'order.reopened': {
    denied: 'quarantine: the broker works on an order that was never sent',
    submitted: 'ignore: it is open',
    working: 'ignore: it is open',
    filled: 'quarantine: the broker works on more than was ordered',
    canceled: 'apply',
    rejected: 'quarantine: the broker works on an order that it had rejected, or that its book did not hold',
    expired: 'quarantine: the broker works on an order that had expired, or that its book did not hold',
  },
  'order.rejected': {
    denied: 'ignore: it was never sent',
    submitted: 'apply',
    working: 'apply',
    filled: 'quarantine: the broker rejected an order it had filled',
    canceled: 'ignore: it is closed already',
    rejected: 'ignore: it is rejected already',
    expired: 'ignore: it is closed already',
  },
  'order.unconfirmed': {
    denied: 'ignore: it was never sent',
    submitted: 'apply',
    working: 'ignore: the broker has shown it already',
    filled: 'ignore: the broker has shown it already',
    canceled: 'ignore: the broker has shown it already',
    rejected: 'ignore: the broker has shown it already',
    expired: 'ignore: the broker has shown it already',
  },
  'order.filled': {
    denied: 'quarantine: the broker filled an order that was never sent',
    submitted: 'apply',
    working: 'apply',
    filled: 'quarantine: the broker filled more than was ordered',
    canceled: 'apply',
    rejected: 'quarantine: the broker filled an order it had rejected',
    expired: 'apply',
  },
  'order.modify-requested': openOnly('it is closed already'),
  'order.modified': openOnly('it is closed already'),
  'order.modify-refused': openOnly('it is closed already'),
  'order.cancel-requested': openOnly('it is closed already'),
  'order.cancel-refused': openOnly('it is closed already'),
  'order.canceled': openOnly('it is closed already'),
  'order.expired': openOnly('it is closed already'),
  'order.part-closed': {
    denied: 'ignore: it was never sent',
    submitted: 'apply',
    working: 'apply',
    filled: 'apply',
    canceled: 'apply',
    rejected: 'apply',
    expired: 'apply',
  },
  'order.absent': openOnly('it is closed already'),
  'order.quarantined': {
    denied: 'apply',
    submitted: 'apply',
    working: 'apply',
    filled: 'apply',
    canceled: 'apply',
    rejected: 'apply',
    expired: 'apply',
  },
}

/** Whether it adds to what the account may hold, and so is booked whatever contradicts it. */
export function addsExposure(fact: OrderFact): boolean {
  return fact === 'order.filled' || fact === 'order.reopened' || fact === 'order.accepted'
}

function openOnly(otherwise: string): Record<Lifecycle, Verdict> {
  const ignore: Verdict = `ignore: ${otherwise}`
  return {
    denied: 'ignore: it was never sent',
    submitted: 'apply',
    working: 'apply',
    filled: ignore,
    canceled: ignore,
    rejected: ignore,
    expired: ignore,
  }
}
