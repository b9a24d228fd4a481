import type { JournalEventType } from '../model/events.ts'
import type { Lifecycle } from '../model/order.ts'

/** What may happen to an order that exists. */
export type OrderFact = Exclude<Extract<JournalEventType, `order.${string}`>, 'order.denied' | 'order.submitted'>

/**
 * - `apply`: it becomes history.
 * - `ignore`: it tells nothing new, or nothing that still matters.
 * - `quarantine`: it contradicts what we know. A fill is booked all the same; a human should look.
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
  'order.absent': {
    ...openOnly('the broker has shown it already'),
    working: 'ignore: the broker has shown it already',
  },
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
