import { Decimal } from '@shagun/core'
import { parseAmount } from './amount.ts'
import type { ChargedFill, FeeModel } from './fees.ts'
import { dayOf } from './venue-order.ts'

/** What the fills of one account cost, of whom the model is shown those of the day. */
export interface Billing {
  /** @throws ShagunError `invalid-options` where the model gives no finite amount, and whatever else it throws */
  feesOf(fill: ChargedFill): Decimal
  /** It was not refused, so it comes before what is filled from now on. */
  booked(fill: ChargedFill): void
}

export function createBilling(model: FeeModel | undefined): Billing {
  if (model === undefined) return { feesOf: () => new Decimal(0), booked: () => {} }
  let today: ChargedFill[] = []

  function listEarlier({ time }: ChargedFill): ChargedFill[] {
    const [first] = today
    if (first !== undefined && dayOf(first.time) !== dayOf(time)) today = []
    return today
  }

  return {
    feesOf: (fill) => parseAmount('fees', model(fill, listEarlier(fill)), 'a finite amount for every fill', () => true),
    booked: (fill) => void listEarlier(fill).push(fill),
  }
}
