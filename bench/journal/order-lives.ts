import { hash } from 'node:crypto'
import type { JournalEntry } from '@shagun/core/adapter'

/** An entry that nobody has numbered yet. */
export type Unnumbered = Omit<JournalEntry, 'sequence'>

/** The same as events of an algo, which a journal keeps and no table shows. */
export function sliceLives(count: number): readonly (readonly Unnumbered[])[] {
  return orderLives(count, 'sliced').map((life) => life.map((entry) => ({ ...entry, type: 'execution.sliced' })))
}

/** So many orders, each submitted, accepted and filled, as core writes them down; ids are random, as core's are. */
export function orderLives(count: number, seed: string): readonly (readonly Unnumbered[])[] {
  return Array.from({ length: count }, (_, i) => {
    const time = Date.UTC(2024, 0, 31, 4) + i
    const id = hash('sha256', `${seed} ${i}`)
    const order = { clientOrderId: id.slice(0, 20), instrument: 'NSE:INFY', side: 'buy', quantity: '10' }
    const terms = { ...order, type: 'limit', limitPrice: '1520.05', product: 'delivery', timeInForce: 'day' }
    const brokerOrderId = `24013100${i}`
    const fill = { ...order, fillId: `f${i}`, brokerOrderId, price: '1520', fees: '12.35', time, provisional: false }
    const entry = (type: JournalEntry['type'], body: object): Unnumbered => {
      return { type, time, version: 1, body: JSON.stringify(body), hash: id }
    }
    return [
      entry('order.submitted', { arrivalPrice: 1520.1, broker: 'zerodha', strategy: 'crossing', terms }),
      entry('order.accepted', { brokerOrderIds: [brokerOrderId], clientOrderId: order.clientOrderId, complete: true }),
      entry('order.filled', { clientOrderId: order.clientOrderId, fill }),
    ]
  })
}
