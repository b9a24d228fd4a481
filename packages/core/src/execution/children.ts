import type { Account } from '../account/account.ts'
import { Decimal, zero } from '../model/decimal.ts'
import type { Fill } from '../model/fill.ts'
import type { ExecutionId } from '../model/ids.ts'
import type { Instrument } from '../model/instrument.ts'
import { isOpen, type Order } from '../model/order.ts'
import type { Side } from '../model/supports.ts'
import type { ChildOrder } from '../ports/algo-command.ts'
import type { ChildView, ParentView } from '../ports/algo-input.ts'
import type { AccountState } from '../state/account-state.ts'
import { type TrackedOrder, worstLeaves } from '../state/tracked-order.ts'
import { lotsIn } from './child-request.ts'
import { type ChildTag, decodeTag } from './tag.ts'

/** One order of a child, at its account. */
export interface Child {
  readonly account: Account
  readonly tracked: TrackedOrder
  readonly tag: ChildTag
  /** As it was when it was counted. */
  readonly order: Order
  readonly change: TrackedOrder['change']
  /** What it may still fill, a change under way included. */
  readonly leaves: Decimal
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
  /** `undefined` before the first fill of the parent. */
  readonly average: Decimal | undefined
  readonly parent: ParentView
}

/** What does not change about a parent while its children come and go. */
export interface ParentOrder {
  readonly id: ExecutionId
  readonly side: Side
  readonly instrument: Instrument
  readonly arrivalPrice: number
}

/** Counts the children of one parent. */
export interface Tally {
  /** As of now: a count that is old must not decide what may be sent. */
  count(quantity: Decimal): Standing
}

interface Counted {
  readonly child: Child
  readonly asked: Decimal | undefined
  /** Of its fills, and which those were. */
  readonly value: Decimal
  readonly fills: readonly Fill[]
  readonly of: number
}

/** The children at one account, as they were counted, and when that was. */
interface List {
  readonly account: Account
  readonly counted: Counted[]
  readonly children: Child[]
  readonly views: ChildView[]
  state: AccountState | undefined
  applied: number
  hadAsked: boolean
}

/**
 * Only what has changed since is counted anew: a parent of a thousand children hears of each of them several times.
 *
 * @param asked - the quantities that orders were asked to have, where their account does not know of that yet
 */
export function createTally(
  accounts: Iterable<Account>,
  { id, side, instrument, arrivalPrice }: ParentOrder,
  asked: ReadonlyMap<TrackedOrder, Decimal>,
): Tally {
  const { lotSize } = instrument
  const lists = Array.from(
    accounts,
    (account): List => ({
      account,
      counted: [],
      children: [],
      views: [],
      state: undefined,
      applied: 0,
      hadAsked: false,
    }),
  )
  let filled = zero
  let position = zero
  let value = zero
  let standing: Standing | undefined

  function add({ child: { tag, order }, value: worth }: Counted, sign: 'plus' | 'minus'): void {
    const { filledQuantity, terms } = order
    if (filledQuantity.isZero()) return
    position = position[terms.side === side ? sign : sign === 'plus' ? 'minus' : 'plus'](filledQuantity)
    if (tag.exit) return
    filled = filled[sign](filledQuantity)
    value = value[sign](worth)
  }

  /** Whether anything has happened to them since. */
  function recount(): boolean {
    let isNews = false
    for (const list of lists) {
      const { account, counted } = list
      const state = account.getState()
      const mayBeAsked = asked.size > 0 || list.hadAsked
      if (state === list.state && state.applied === list.applied && !mayBeAsked) continue
      list.state = state
      list.applied = state.applied
      list.hadAsked = asked.size > 0
      const now = state.listChildren(id)
      for (const gone of counted.splice(now.length)) {
        add(gone, 'minus')
        isNews = true
      }
      list.children.length = list.views.length = counted.length
      for (let i = 0; i < now.length; i++) {
        const tracked = now[i]!
        const before = counted[i]
        const to = mayBeAsked ? asked.get(tracked) : undefined
        if (before !== undefined && before.asked === to && isSame(before.child, tracked)) continue
        if (before !== undefined) add(before, 'minus')
        const one = countOne(account, tracked, to, before)
        add(one, 'plus')
        counted[i] = one
        list.children[i] = one.child
        list.views[i] = viewOf(one.child, lotSize)
        isNews = true
      }
    }
    return isNews
  }

  return {
    count(quantity) {
      const isNews = recount()
      if (standing !== undefined && !isNews && standing.parent.lots === lotsIn(quantity, lotSize)) return standing
      const children = joined(lists.map((list) => list.children))
      const open = openOf(children, false)
      standing = {
        children,
        views: joined(lists.map(({ views }) => views)),
        filled,
        open,
        position,
        average: filled.isZero() ? undefined : value.div(filled),
        parent: {
          lots: lotsIn(quantity, lotSize),
          filledLots: lotsIn(filled, lotSize),
          openLots: lotsIn(open, lotSize),
          remainingLots: lotsIn(quantity.minus(filled).minus(open), lotSize),
          positionLots: lotsIn(position, lotSize),
          arrivalPrice,
        },
      }
      return standing
    },
  }
}

/** What a planner was given must not change afterwards. */
function joined<T>(lists: readonly (readonly T[])[]): readonly T[] {
  return lists.length === 1 ? lists[0]!.slice() : lists.flat()
}

/** An order is replaced by every event that changes it, so that its identity tells. */
function isSame({ tracked, order, change }: Child, now: TrackedOrder): boolean {
  return tracked === now && order === now.order && change === now.change
}

function countOne(
  account: Account,
  tracked: TrackedOrder,
  asked: Decimal | undefined,
  before: Counted | undefined,
): Counted {
  const { order, change, fills } = tracked
  const tag = decodeTag(order.terms.tag ?? order.terms.clientOrderId)
  const child: Child = { account, tracked, tag, order, change, leaves: leavesOf(tracked, asked) }
  // A list of fills grows at its end, so what was summed up of it holds.
  const isGrown = before?.fills === fills && before.of <= fills.length
  let value = isGrown ? before.value : zero
  for (const { price, quantity } of isGrown ? fills.slice(before.of) : fills) value = value.plus(price.times(quantity))
  return { child, asked, value, fills, of: fills.length }
}

function leavesOf(tracked: TrackedOrder, asked: Decimal | undefined): Decimal {
  const leaves = worstLeaves(tracked)
  if (asked === undefined || !isOpen(tracked.order)) return leaves
  return Decimal.max(leaves, asked.minus(tracked.order.filledQuantity))
}

/**
 * How many units a child may have: of what is left of the parent, or, for an exit, of the position; what others may
 * still fill is taken off, save for its siblings, which protect the same.
 *
 * @param but - orders that do not count, because they are to become it
 */
export function roomFor(
  { children, filled, position }: Pick<Standing, 'children' | 'filled' | 'position'>,
  quantity: Decimal,
  { key, exit = false, siblings }: Pick<ChildOrder, 'key' | 'siblings'> & { readonly exit?: boolean },
  but: readonly Child[] = [],
): Decimal {
  const others = children.filter(
    (child) =>
      !child.leaves.isZero() &&
      (siblings === undefined || child.tag.siblings !== siblings || child.tag.key === key) &&
      !but.includes(child),
  )
  return (exit ? position.abs() : quantity.minus(filled)).minus(openOf(others, exit))
}

/** Of all children, the oldest first. */
export function fillsOf({ children }: Pick<Standing, 'children'>): readonly Fill[] {
  return children.flatMap(({ tracked }) => tracked.fills)
}

/** Signed so that positive is a cost. */
export function slippageBps(side: Side, average: Decimal | undefined, arrival: number): number | null {
  if (average === undefined || !(arrival > 0)) return null
  const difference = average.toNumber() / arrival - 1
  return (side === 'buy' ? difference : -difference) * 10_000
}

/** @param exit - whether what closes is meant, or what opens */
function openOf(children: readonly Child[], exit: boolean): Decimal {
  let open = zero
  const most = new Map<string, Decimal>()
  for (const { leaves, tag } of children) {
    if (leaves.isZero() || tag.exit !== exit) continue
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

function viewOf({ account, tracked, order, tag }: Child, lotSize: Decimal): ChildView {
  const { submittedAt } = tracked
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
