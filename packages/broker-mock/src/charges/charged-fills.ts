import { createInstrument, type Fill, type Instrument, type Order, ShagunError } from '@shagun/core'
import type { ChargedFill } from '../fees.ts'

/**
 * The fills of a run, or of an account, as they are charged.
 *
 * @param run - a `RunResult`, or fills with the orders that they are of
 * @param instruments - what was traded. Default, also for those left out: shares in rupees
 * @throws ShagunError `not-found` where a fill is of none of the orders
 * @example
 * ```ts
 * import { chargedFills, chargesOf, zerodhaCharges } from '@shagun/broker-mock/charges'
 * import { createInstrument, type RunResult } from '@shagun/core'
 *
 * const nifty = createInstrument({ id: 'NFO:NIFTY26AUGFUT', kind: 'future', currency: 'INR', lotSize: 65 })
 * const daysOf = (run: RunResult) => chargesOf(chargedFills(run, [nifty]), zerodhaCharges())
 * ```
 */
export function chargedFills(
  run: { readonly fills: readonly Fill[]; readonly orders: readonly Order[] },
  instruments: readonly Instrument[] = [],
): readonly ChargedFill[] {
  const listed = new Map(instruments.map((instrument) => [instrument.id, instrument]))
  const orders = new Map(run.orders.map((order) => [order.terms.clientOrderId, order]))
  return run.fills.map(({ clientOrderId, brokerOrderId, instrument: id, side, quantity, price, time }) => {
    const order = orders.get(clientOrderId)
    if (order === undefined) throw notFound(clientOrderId)
    const instrument = listed.get(id) ?? createInstrument({ id, currency: 'INR' })
    const value = price.times(quantity).times(instrument.multiplier)
    return { order: brokerOrderId, instrument, side, product: order.terms.product, quantity, price, value, time }
  })
}

function notFound(name: string): ShagunError {
  return new ShagunError('not-found', `There is a fill of ${name}, and no such order; give the orders of all fills.`, {
    details: { source: 'orders', name },
  })
}
