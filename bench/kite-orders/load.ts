import { createInstrument, type Instrument, type InstrumentId, type OrderRequest } from '@shagun/core'

/** How orders are given to every contestant. */
export const orderCount = 6_000
export const warmUp = 2_000
export const manyInFlight = 50

/** How updates of orders come at a pace. */
export const updatesPerSecond = 200
export const updateCount = 2_000

/** So many that the fake's search for who trades with whom stays short, and that each can be filled alone. */
const instrumentCount = 2_000
export const last = '1520'

export const instruments: readonly Instrument[] = Array.from({ length: instrumentCount }, (_, i) =>
  createInstrument({ id: idOf(i), currency: 'INR', tickSize: '0.05' }),
)

export function idOf(i: number): InstrumentId {
  return `NSE:SHARE${i % instrumentCount}`
}

/** Below the last price, so that it stays in the market and nobody is told of it. */
export function restingOrder(i: number): OrderRequest {
  return {
    instrument: idOf(i),
    side: 'buy',
    quantity: 10,
    type: 'limit',
    limitPrice: '1500',
    product: 'delivery',
    timeInForce: 'day',
  }
}
