import type { Account } from '../account/account.ts'
import { Decimal, zero } from '../model/decimal.ts'
import type { Fill } from '../model/fill.ts'
import type { ExecutionId } from '../model/ids.ts'
import type { Instrument } from '../model/instrument.ts'
import { isOpen, type Order } from '../model/order.ts'
import type { Side } from '../model/supports.ts'
import type { ChildOrder } from '../ports/algo-command.ts'
import type { ChildView, ParentView } from '../ports/algo-input.ts'
import { type TrackedOrder, worstLeaves } from '../state/tracked-order.ts'
import { lotsIn } from './child-request.ts'
import { type ChildTag, decodeTag } from './tag.ts'

/** One order of a child, at its account. */
export interface Child {
  readonly account: Account
  readonly tracked: TrackedOrder
  /** As it was when it was counted. */
  readonly order: Order
  readonly change: TrackedOrder['change']
  readonly tag: ChildTag
}

/** Where a parent order stands, counted from its children. */
export interface Standing {
  readonly children: readonly Child[]
  readonly views: readonly ChildView[]
  /** What was filled of the parent; exits are not of it. */
  readonly filled: Decimal
  /** What open children may still fill of it, a change under way included; of siblings the largest. */
  readonly open: Decimal
  /** What was filled less what exits have closed; below 0 where they closed more. */
  readonly position: Decimal
  readonly fills: readonly Fill[]
  readonly parent: ParentView
}

/** What does not change about a parent while its children come and go. */
export interface ParentOrder {
  readonly id: ExecutionId
  readonly side: Side
  readonly quantity: Decimal
  readonly instrument: Instrument
  readonly arrivalPrice: number
}

export function countChildren(accounts: Iterable<Account>, parent: ParentOrder): Standing {
  const { side, quantity, arrivalPrice } = parent
  const { lotSize } = parent.instrument
  const children: Child[] = []
  const fills: Fill[] = []
  let filled = zero
  let position = zero
  for (const account of accounts)
    for (const tracked of account.getState().listChildren(parent.id)) {
      const { order, change } = tracked
      const { terms, filledQuantity } = order
      const tag = decodeTag(terms.tag ?? terms.clientOrderId)
      children.push({ account, tracked, order, change, tag })
      fills.push(...tracked.fills)
      if (!tag.exit) filled = filled.plus(filledQuantity)
      position = terms.side === side ? position.plus(filledQuantity) : position.minus(filledQuantity)
    }
  const open = openOf(children.filter(({ tag }) => !tag.exit))
  return {
    children,
    views: children.map((child) => viewOf(child, lotSize)),
    filled,
    open,
    position,
    fills,
    parent: {
      lots: lotsIn(quantity, lotSize),
      filledLots: lotsIn(filled, lotSize),
      openLots: lotsIn(open, lotSize),
      remainingLots: lotsIn(quantity.minus(filled).minus(open), lotSize),
      positionLots: lotsIn(position, lotSize),
      arrivalPrice,
    },
  }
}

/** Whether nothing has happened to its children since; a count that is old must not decide what may be sent. */
export function isCurrent({ children }: Standing, accounts: Iterable<Account>, id: ExecutionId): boolean {
  let counted = 0
  for (const account of accounts)
    for (const { order, change } of account.getState().listChildren(id)) {
      const then = children[counted++]
      if (then?.order !== order || then.change !== change) return false
    }
  return counted === children.length
}

/**
 * How many units a child may have: of what is left of the parent, or, for an exit, of the position; what others may
 * still fill is taken off, save for its siblings, which protect the same.
 *
 * @param but - orders that do not count, because they are to become it
 */
export function roomFor(
  { children, filled, position }: Standing,
  quantity: Decimal,
  { key, exit = false, siblings }: Pick<ChildOrder, 'key' | 'siblings'> & { readonly exit?: boolean },
  but: readonly Child[] = [],
): Decimal {
  const others = children.filter(
    (child) =>
      child.tag.exit === exit &&
      (siblings === undefined || child.tag.siblings !== siblings || child.tag.key === key) &&
      !but.includes(child),
  )
  return (exit ? position.abs() : quantity.minus(filled)).minus(openOf(others))
}

/** The average price over fills, `undefined` for none. */
export function averagePrice(fills: readonly Fill[]): Decimal | undefined {
  if (fills.length === 0) return undefined
  const quantity = fills.reduce((sum, fill) => sum.plus(fill.quantity), zero)
  return fills.reduce((sum, fill) => sum.plus(fill.price.times(fill.quantity)), zero).div(quantity)
}

/** Signed so that positive is a cost. */
export function slippageBps(side: Side, average: Decimal | undefined, arrival: number): number | null {
  if (average === undefined || !(arrival > 0)) return null
  const difference = average.toNumber() / arrival - 1
  return (side === 'buy' ? difference : -difference) * 10_000
}

function openOf(children: readonly Child[]): Decimal {
  let open = zero
  const most = new Map<string, Decimal>()
  for (const { tracked, tag } of children) {
    const leaves = worstLeaves(tracked)
    if (leaves.isZero()) continue
    if (tag.siblings === undefined) open = open.plus(leaves)
    // Orders of one key are parts of one sibling.
    else most.set(`${tag.siblings}~${tag.key}`, leaves.plus(most.get(`${tag.siblings}~${tag.key}`) ?? 0))
  }
  const largest = new Map<string, Decimal>()
  for (const [key, leaves] of most) {
    const siblings = key.slice(0, key.lastIndexOf('~'))
    largest.set(siblings, Decimal.max(leaves, largest.get(siblings) ?? 0))
  }
  for (const leaves of largest.values()) open = open.plus(leaves)
  return open
}

function viewOf({ account, tracked, tag }: Child, lotSize: Decimal): ChildView {
  const { order, submittedAt } = tracked
  const { terms, averagePrice: average } = order
  return {
    key: tag.key,
    exit: tag.exit,
    ...(tag.siblings !== undefined && { siblings: tag.siblings }),
    account: account.name,
    instrument: terms.instrument,
    lots: lotsIn(terms.quantity, lotSize),
    filledLots: lotsIn(order.filledQuantity, lotSize),
    working: isOpen(order),
    certain: order.certainty === 'confirmed',
    pending: order.pending,
    placedAt: submittedAt,
    ...('limitPrice' in terms && { price: terms.limitPrice.toNumber() }),
    ...('stopPrice' in terms && { stopPrice: terms.stopPrice.toNumber() }),
    ...(average !== undefined && { averagePrice: average.toNumber() }),
  }
}
