import type { OrderChange, OrderTerms } from '../model/order.ts'
import type { Denial } from '../model/outcome.ts'
import type { GroupKind } from '../model/supports.ts'
import type { Broker } from '../ports/broker.ts'

/** Denies what the broker never declared. A concrete trader does not even compile it; a general strategy meets it here. */
export function checkSupports(terms: OrderTerms, broker: Broker): Denial | undefined {
  const { id, supports } = broker
  const { type, timeInForce, product } = terms
  return (
    undeclared(id, 'the order type', type, supports.orderTypes) ??
    undeclared(id, 'the time in force', timeInForce, supports.timeInForce) ??
    undeclared(id, 'the product', product, supports.products) ??
    (supports.except?.some((pair) => pair[0] === type && pair[1] === timeInForce)
      ? { rule: 'supports', reason: `${id} does not take ${type} orders that are ${timeInForce}.` }
      : undefined) ??
    (terms.displayQuantity !== undefined && supports.display !== true
      ? { rule: 'supports', reason: `${id} hides no part of an order; leave displayQuantity out.` }
      : undefined)
  )
}

export function checkGroup(kind: GroupKind, { id, supports }: Broker): Denial | undefined {
  return undeclared(id, 'the group', kind, supports.groups)
}

/** @param terms - as they would be afterwards */
export function checkModifySupports(change: OrderChange, terms: OrderTerms, broker: Broker): Denial | undefined {
  const { id, supports } = broker
  const field = Object.keys(change).find((name) => !supports.modify.includes(name as keyof OrderChange))
  return field === undefined ? checkSupports(terms, broker) : undeclared(id, 'a change of', field, supports.modify)
}

function undeclared(broker: string, what: string, value: string, declared: readonly string[]): Denial | undefined {
  if (declared.includes(value)) return undefined
  return {
    rule: 'supports',
    reason: `${broker} does not take ${what} ${value}; it takes ${declared.join(', ') || 'none'}.`,
  }
}
