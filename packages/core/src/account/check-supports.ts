import type { OrderChange, OrderTerms } from '../model/order.ts'
import type { Denial } from '../model/outcome.ts'
import type { GroupKind, Supports } from '../model/supports.ts'

/** Denies what the broker never declared. A concrete trader does not even compile it; a general strategy meets it here. */
export function checkSupports(terms: OrderTerms, supports: Supports, broker: string): Denial | undefined {
  return (
    undeclared(broker, 'the order type', terms.type, supports.orderTypes) ??
    undeclared(broker, 'the time in force', terms.timeInForce, supports.timeInForce) ??
    undeclared(broker, 'the product', terms.product, supports.products) ??
    excepted(terms, supports, broker)
  )
}

export function checkGroup(kind: GroupKind, { groups }: Supports, broker: string): Denial | undefined {
  return undeclared(broker, 'the group', kind, groups)
}

function excepted({ type, timeInForce }: OrderTerms, { except }: Supports, broker: string): Denial | undefined {
  if (!except?.some((pair) => pair[0] === type && pair[1] === timeInForce)) return undefined
  return { rule: 'supports', reason: `${broker} does not take ${type} orders that are ${timeInForce}.` }
}

export function checkModifySupports(change: OrderChange, supports: Supports, broker: string): Denial | undefined {
  const field = Object.keys(change).find((name) => !supports.modify.includes(name as keyof OrderChange))
  if (field === undefined) return undefined
  const declared = supports.modify.length === 0 ? 'nothing' : supports.modify.join(', ')
  const reason = `${broker} cannot change ${field} of a working order; it can change ${declared}.`
  return { rule: 'supports', reason }
}

function undeclared(broker: string, what: string, value: string, declared: readonly string[]): Denial | undefined {
  if (declared.includes(value)) return undefined
  return {
    rule: 'supports',
    reason: `${broker} does not take ${what} ${value}; it takes ${declared.join(', ') || 'none'}.`,
  }
}
