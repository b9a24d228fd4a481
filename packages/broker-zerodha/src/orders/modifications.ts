import type { Clock, CommandReply } from '@shagun/core'
import { dayOf } from '../wire-time.ts'

/** Kite takes so many changes of one order. */
const mostModifications = 25

/** How often orders of today were changed. */
export interface Modifications {
  /** One more of this order; `false` where Kite would not take it. */
  take(brokerOrderId: string): boolean
}

export function createModifications(clock: Clock): Modifications {
  const made = new Map<string, number>()
  let day = dayOf(clock.now())
  return {
    take(id) {
      if (dayOf(clock.now()) !== day) made.clear()
      day = dayOf(clock.now())
      const count = (made.get(id) ?? 0) + 1
      if (count > mostModifications) return false
      made.set(id, count)
      return true
    },
  }
}

export const tooOften: CommandReply = {
  outcome: 'rejected',
  evidence: {
    reason: `Kite takes ${mostModifications} changes of one order; cancel it, and place another one.`,
    vendorCode: 'modifications',
  },
}
