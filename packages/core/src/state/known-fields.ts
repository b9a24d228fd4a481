import type { BrokerFill, BrokerOrder } from '../model/broker-book.ts'
import type { Evidence } from '../model/outcome.ts'

/*
 * What the journal keeps of what an adapter gives: an adapter may hand on more than is asked of it, and not all of that
 * can be written down.
 */

const orderFields = [
  'brokerOrderId',
  'clientOrderId',
  'instrument',
  'side',
  'lifecycle',
  'quantity',
  'filledQuantity',
  'averagePrice',
  'limitPrice',
  'stopPrice',
  'time',
  'reason',
] as const
const fillFields = ['fillId', 'brokerOrderId', 'quantity', 'price', 'fees', 'time'] as const
const evidenceFields = ['reason', 'vendorCode', 'httpStatus'] as const

export function knownOrder(order: BrokerOrder): BrokerOrder {
  const { note } = order
  return { ...pick(order, orderFields), ...(note !== undefined && { note: { ...note } }) }
}

export function knownFill(fill: BrokerFill): BrokerFill {
  return pick(fill, fillFields)
}

export function knownEvidence(evidence: Evidence): Evidence {
  return pick(evidence, evidenceFields)
}

function pick<T extends object>(from: T, names: readonly (keyof T)[]): T {
  return Object.fromEntries(names.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]]))) as T
}
