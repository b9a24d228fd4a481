import { type Bar, Decimal, type InstrumentId } from '@shagun/core'
import { leavesOf, partOf, type VenueOrder } from './venue-order.ts'

/** How much of a bar's volume all orders together may get. */
export interface Participation {
  /** What a bar still has for an order, in whole lots; nothing where an order is to be filled whole and cannot be. */
  part(order: VenueOrder, bar: Bar): Decimal
  /** So much of it was traded. */
  took(bar: Bar, quantity: Decimal): void
}

/** @param share - of the volume, as a fraction; all that is asked for where there is none */
export function createParticipation(share: Decimal | undefined): Participation {
  if (share === undefined) return { part: leavesOf, took() {} }
  const bars = new Map<InstrumentId, { readonly time: number; taken: Decimal }>()

  function takenOf({ instrument, time }: Bar): { taken: Decimal } {
    const known = bars.get(instrument)
    if (known?.time === time) return known
    const fresh = { time, taken: new Decimal(0) }
    bars.set(instrument, fresh)
    return fresh
  }

  return {
    part(order, bar) {
      const left = share.times(bar.volume).minus(takenOf(bar).taken)
      const part = partOf(order, Decimal.max(0, left))
      return order.terms.timeInForce === 'fok' && part.lt(leavesOf(order)) ? new Decimal(0) : part
    },
    took(bar, quantity) {
      const known = takenOf(bar)
      known.taken = known.taken.plus(quantity)
    },
  }
}
