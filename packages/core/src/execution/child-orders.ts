import type { Account } from '../account/account.ts'
import type { Origin } from '../account/place.ts'
import { ShagunError } from '../errors.ts'
import { Decimal, zero } from '../model/decimal.ts'
import type { Instrument } from '../model/instrument.ts'
import { isOpen, type OrderChange } from '../model/order.ts'
import type { CommandOutcome, Placement } from '../model/outcome.ts'
import type { Side } from '../model/supports.ts'
import type { AlgoParams } from '../ports/algo.ts'
import type { AlgoCommand, ChildOrder } from '../ports/algo-command.ts'
import { type Awaitable, andThen, isPromise, promised } from '../ports/awaitable.ts'
import type { Log } from '../ports/environment.ts'
import type { TrackedOrder } from '../state/tracked-order.ts'
import { childPrices, childRequest, childRequests, lotsIn, mostLots } from './child-request.ts'
import { type Child, roomFor, type Standing } from './children.ts'
import type { OpenRoute } from './routes.ts'

/** What a planner commands, done at the accounts. */
export interface ChildOrders {
  place(child: ChildOrder): void
  placeGroup(command: CommandOf<'place-group'>): void
  modify(command: CommandOf<'modify'>): void
  cancel(key: string): void
  cancelAll(which: (child: Child) => boolean): void
  /** The quantities that orders were asked to have, until their account counts them. */
  readonly asked: ReadonlyMap<TrackedOrder, Decimal>
}

type Moved = { readonly [K in 'quantity' | 'limitPrice' | 'stopPrice']?: Decimal | undefined }
type CommandOf<T extends AlgoCommand['type']> = Extract<AlgoCommand, { readonly type: T }>

export interface ChildOrdersOptions {
  readonly routes: readonly [OpenRoute, ...OpenRoute[]]
  readonly origin: Origin
  readonly side: Side
  readonly log: Log
  params(): AlgoParams
  quantity(): Decimal
  standing(): Standing
  /** Whether it may be opened now; exits always may. */
  mayOpen(account: Account): boolean
  /** Called once for each attempt to open or to close something, before its orders. */
  tries(): void
  /** A command that was given before came to nothing. */
  refused(key: string): void
  failed(cause: unknown): void
}

export function createChildOrders(options: ChildOrdersOptions): ChildOrders {
  const { routes, origin, side, log } = options
  const opposite: Side = side === 'buy' ? 'sell' : 'buy'
  const asked = new Map<TrackedOrder, Decimal>()
  const canceling = new Set<TrackedOrder>()

  /** An exit closes whatever is there: what was filled, or what exits have closed too much. */
  function sideOf({ exit }: ChildOrder): Side {
    return exit && options.standing().position.gte(0) ? opposite : side
  }

  function routeOf({ account, instrument }: ChildOrder): OpenRoute {
    const found = routes.find(
      (route) =>
        (account === undefined || route.account.name === account) &&
        (instrument === undefined || route.instrument.id === instrument),
    )
    if (found === undefined) throw noRoute(account, instrument, routes)
    return found
  }

  function send(work: () => Awaitable<unknown>): void {
    const sent = work()
    if (isPromise(sent)) sent.catch(options.failed)
  }

  function place(child: ChildOrder): void {
    const { account, instrument } = routeOf(child)
    if (!child.exit && !options.mayOpen(account)) return
    options.tries()
    const room = roomFor(options.standing(), options.quantity(), child)
    for (const request of childRequests(child, sideOf(child), options.params(), instrument, room))
      send(() => account.place(request, origin))
  }

  function cancelOne({ account, tracked }: Child): void {
    if (tracked.order.pending === 'cancel' || canceling.has(tracked)) return
    canceling.add(tracked)
    promised(() => account.cancel(tracked.order.terms.clientOrderId))
      .catch((cause: unknown) => log.error(`A child of ${origin.execution} cannot be canceled.`, { cause }))
      .finally(() => canceling.delete(tracked))
  }

  function change({ account, tracked, tag }: Child, moved: Moved): void {
    const { terms } = tracked.order
    const to = differing(moved, terms)
    // One that waits for an answer is left alone: the answer is told, and then the planner may ask again.
    if (isWaiting(tracked) || Object.keys(to).length === 0) return
    const told = (outcome: CommandOutcome): void => {
      // Of what the broker refuses an event tells.
      if (outcome.outcome === 'denied') options.refused(tag.key)
    }
    send(() => {
      const outcome = account.modify(terms.clientOrderId, to)
      if (isPromise(outcome)) countUntil(outcome, tracked, moved.quantity)
      return andThen(outcome, told)
    })
  }

  /** An order that is not answered yet is modified when it is, and its account does not count that before. */
  function countUntil(outcome: Promise<unknown>, tracked: TrackedOrder, quantity: Decimal | undefined): void {
    if (quantity === undefined || tracked.order.pending === 'modify') return
    asked.set(tracked, quantity)
    const over = (): void => void asked.delete(tracked)
    outcome.then(over, over)
  }

  function isWaiting(tracked: TrackedOrder): boolean {
    return tracked.order.pending !== 'none' || asked.has(tracked)
  }

  function cancelAll(which: (child: Child) => boolean): void {
    for (const child of options.standing().children) if (isOpen(child.tracked.order) && which(child)) cancelOne(child)
  }

  return {
    place,
    placeGroup({ kind, legs }) {
      const [first] = legs
      if (first === undefined) return
      const { account, instrument } = routeOf(first)
      if (!first.exit && !options.mayOpen(account)) return
      options.tries()
      // The broker keeps them in step, so they protect the same lots; those of a bracket wait there for its entry.
      const together = first.siblings ?? `${kind}.${first.key}`
      const children = legs.map((leg, i) =>
        kind === 'bracket' && i === 0 ? leg : { ...leg, siblings: leg.siblings ?? together },
      )
      const standing = options.standing()
      const mostOf = (child: ChildOrder): number =>
        lotsIn(roomFor(standing, options.quantity(), { ...child, siblings: child.siblings ?? together }), lotSize)
      const { lotSize } = instrument
      const most = Math.min(
        mostLots(instrument),
        ...(kind === 'bracket' ? [mostOf(children[0]!)] : children.map(mostOf)),
      )
      const lotsOf = children.map(({ lots }) => Math.min(most, Math.floor(lots)))
      if (!lotsOf.every((lots) => lots > 0)) return
      const sideIn = (leg: ChildOrder): Side => (leg.exit && kind === 'bracket' ? opposite : sideOf(leg))
      const requests = children.map((child, i) =>
        childRequest(child, lotsOf[i]!, sideIn(child), options.params(), instrument),
      )
      send((): Awaitable<readonly Placement[]> => account.placeGroup({ kind, legs: requests }, origin))
    },
    modify({ key, lots, ...prices }) {
      const standing = options.standing()
      const parts = standing.children.filter(({ tag }) => tag.key === key)
      const open = parts.filter(({ tracked }) => isOpen(tracked.order))
      const [first] = open
      if (first === undefined) return
      const { exit, siblings } = first.tag
      const { terms } = first.tracked.order
      const { instrument } = routes.find((route) => route.instrument.id === terms.instrument) ?? routes[0]
      const to = childPrices({ ...prices, ...(exit && { exit }) }, terms.side, options.params(), instrument)
      const moved = {
        ...(prices.limitPrice !== undefined && { limitPrice: to.limitPrice }),
        ...(prices.stopPrice !== undefined && { stopPrice: to.stopPrice }),
      }
      if (lots === undefined) {
        for (const child of open) change(child, moved)
        return
      }
      if (Number.isNaN(lots)) return
      const filled = parts.reduce((sum, { order }) => sum.plus(order.filledQuantity), zero)
      const has = open.reduce((sum, { leaves }) => sum.plus(leaves), zero)
      const room = roomFor(standing, options.quantity(), first.tag, parts)
      let wanted = Decimal.min(instrument.lotSize.times(Math.floor(lots)).minus(filled), room)
      // To make it larger is to open.
      if (!exit && wanted.gt(has) && !options.mayOpen(first.account)) wanted = has
      if (!wanted.gt(0)) {
        for (const child of open) cancelOne(child)
        return
      }
      const ready = open.filter(({ tracked }) => !isWaiting(tracked))
      const { keeps, rest } = shareOut(ready, open, wanted, instrument)
      for (const [i, child] of ready.entries())
        if (keeps[i]!.gt(0)) change(child, { ...moved, quantity: child.order.filledQuantity.plus(keeps[i]!) })
        else cancelOne(child)
      if (ready.length === 0 || rest.lt(instrument.lotSize)) return
      const limitPrice = prices.limitPrice ?? ('limitPrice' in terms ? terms.limitPrice.toNumber() : undefined)
      const stopPrice = prices.stopPrice ?? ('stopPrice' in terms ? terms.stopPrice.toNumber() : undefined)
      place({
        key,
        lots: lotsIn(rest, instrument.lotSize),
        ...(exit && { exit }),
        ...(siblings !== undefined && { siblings }),
        ...(limitPrice !== undefined && { limitPrice }),
        ...(stopPrice !== undefined && { stopPrice }),
        account: first.account.name,
        instrument: instrument.id,
      })
    },
    cancel: (key) => cancelAll(({ tag }) => tag.key === key),
    cancelAll,
    asked,
  }
}

/**
 * The child's orders keep what they have as far as it goes; the last may grow to what the venue takes in one. Those that
 * wait for an answer cannot be changed, and may come to the most that they were asked for.
 */
function shareOut(
  ready: readonly Child[],
  open: readonly Child[],
  wanted: Decimal,
  { freezeQuantity, lotSize }: Instrument,
): { readonly keeps: readonly Decimal[]; readonly rest: Decimal } {
  let rest = open.reduce((left, child) => (ready.includes(child) ? left : left.minus(child.leaves)), wanted)
  const keeps = ready.map(({ order: { filledQuantity, leavesQuantity } }, i) => {
    const most =
      freezeQuantity === undefined ? rest : freezeQuantity.minus(freezeQuantity.mod(lotSize)).minus(filledQuantity)
    const keep = Decimal.min(rest, i === ready.length - 1 ? most : leavesQuantity)
    rest = rest.minus(Decimal.max(keep, zero))
    return keep
  })
  return { keeps, rest }
}

function noRoute(account: string | undefined, instrument: string | undefined, routes: readonly OpenRoute[]): Error {
  const value = [account, instrument].filter((part) => part !== undefined).join(' ')
  const expected = routes.map((route) => `${route.account.name} ${route.instrument.id}`).join(', ')
  const message = `The planner sends a child along ${value}, which is none of its routes; expected ${expected}.`
  return new ShagunError('invalid-order', message, { details: { field: 'account', value, expected } })
}

/** What of a change is one: an order must not be changed into what it is. */
function differing(change: Moved, terms: object): OrderChange {
  const before = terms as Readonly<Record<string, Decimal | undefined>>
  const entries = Object.entries(change).filter(([field, to]) => to !== undefined && before[field]?.eq(to) !== true)
  return Object.fromEntries(entries) as OrderChange
}
