import type { Lifecycle } from './lifecycle.ts'
import type { FakeOrder, KiteTerms } from './order.ts'
import { legOf } from './place.ts'

/** What follows on an order that is complete: the next leg of an iceberg, the stop of a cover order. */
export function followOrders(lifecycle: Lifecycle): void {
  lifecycle.onComplete((account, order) => {
    const { terms } = order
    if (order.leg !== undefined && order.leg.left > 0) {
      lifecycle.open(account, terms, { ...entryOf(order), ...legOf(terms, order.leg.number + 1) })
    } else if (terms.variety === 'co' && order.parentId === undefined) {
      lifecycle.open(account, stopOf(terms), { ...entryOf(order), parentId: order.id })
    }
  })
}

function entryOf({ apiKey }: FakeOrder) {
  return apiKey === undefined ? {} : { apiKey }
}

/** The way out, at the market once the price that the entry named is reached. */
function stopOf(terms: KiteTerms): KiteTerms {
  return {
    ...terms,
    side: terms.side === 'BUY' ? 'SELL' : 'BUY',
    orderType: 'SL-M',
    price: terms.price.times(0),
    protection: -1,
    validity: 'DAY',
  }
}
