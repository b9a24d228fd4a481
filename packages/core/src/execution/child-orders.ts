import type { Account } from '../account/account.ts'
import type { Origin } from '../account/place.ts'
import { Decimal, zero } from '../model/decimal.ts'
import type { Instrument } from '../model/instrument.ts'
import { isOpen, type OrderChange } from '../model/order.ts'
import type { CommandOutcome, Placement } from '../model/outcome.ts'
import type { Side } from '../model/supports.ts'
import type { AlgoParams } from '../ports/algo.ts'
import type { AlgoCommand, ChildOrder } from '../ports/algo-command.ts'
import { type Awaitable, andThen, isPromise, promised } from '../ports/awaitable.ts'
import type { Log } from '../ports/environment.ts'
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
  /** A command that was given before came to nothing. */
  refused(key: string): void
  failed(cause: unknown): void
}

export function createChildOrders(options: ChildOrdersOptions): ChildOrders {
  const { routes, origin, side, log } = options
  const opposite: Side = side === 'buy' ? 'sell' : 'buy'

  /** An exit closes whatever is there: what was filled, or what exits have closed too much. */
  function sideOf({ exit }: ChildOrder): Side {
    return exit && options.standing().position.gte(0) ? opposite : side
  }

  function routeOf({ account, instrument }: ChildOrder): OpenRoute {
    return (
      routes.find(
        (route) =>
          (account === undefined || route.account.name === account) &&
          (instrument === undefined || route.instrument.id === instrument),
      ) ?? routes[0]
    )
  }

  function send(work: () => Awaitable<unknown>): void {
    const sent = work()
    if (isPromise(sent)) sent.catch(options.failed)
  }

  function place(child: ChildOrder): void {
    const { account, instrument } = routeOf(child)
    if (!child.exit && !options.mayOpen(account)) return
    const room = roomFor(options.standing(), options.quantity(), child)
    for (const request of childRequests(child, sideOf(child), options.params(), instrument, room))
      send(() => account.place(request, origin))
  }

  function cancelOne({ account, tracked }: Child): void {
    promised(() => account.cancel(tracked.order.terms.clientOrderId)).catch((cause: unknown) =>
      log.error(`A child of ${origin.execution} cannot be canceled.`, { cause }),
    )
  }

  function change({ account, tracked, tag }: Child, moved: Moved): void {
    const { terms, pending } = tracked.order
    const to = differing(moved, terms)
    // One that waits for an answer is left alone: the answer is told, and then the planner may ask again.
    if (pending !== 'none' || Object.keys(to).length === 0) return
    const { clientOrderId } = terms
    const told = (outcome: CommandOutcome): void => {
      // Of what the broker refuses an event tells.
      if (outcome.outcome === 'denied') options.refused(tag.key)
    }
    send(() => andThen(account.modify(clientOrderId, to), told))
  }

  function cancelAll(which: (child: Child) => boolean): void {
    for (const child of options.standing().children)
      if (isOpen(child.tracked.order) && child.tracked.order.pending !== 'cancel' && which(child)) cancelOne(child)
  }

  return {
    place,
    placeGroup({ kind, legs }) {
      const [first] = legs
      if (first === undefined) return
      const { account, instrument } = routeOf(first)
      if (!first.exit && !options.mayOpen(account)) return
      // The broker keeps them in step, so they protect the same lots; those of a bracket wait there for its entry.
      const siblings = first.siblings ?? `${kind}.${first.key}`
      const room = roomFor(options.standing(), options.quantity(), { ...first, siblings })
      const lots = Math.min(lotsIn(room, instrument.lotSize), mostLots(instrument), Math.floor(first.lots))
      if (!(lots > 0)) return
      const requests = legs.map((leg, i) => {
        const isEntry = kind === 'bracket' && i === 0
        const child = isEntry ? leg : { siblings, ...leg }
        return childRequest(
          child,
          lots,
          leg.exit && kind === 'bracket' ? opposite : sideOf(leg),
          options.params(),
          instrument,
        )
      })
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
      const room = roomFor(standing, options.quantity(), first.tag, parts)
      const filled = parts.reduce((sum, { tracked }) => sum.plus(tracked.order.filledQuantity), zero)
      const wanted = Decimal.min(instrument.lotSize.times(Math.floor(lots)).minus(filled), room)
      const { keeps, rest } = shareOut(open, wanted, instrument)
      for (const [i, child] of open.entries())
        if (keeps[i]!.gt(0)) change(child, { ...moved, quantity: child.tracked.order.filledQuantity.plus(keeps[i]!) })
        else if (child.tracked.order.pending !== 'cancel') cancelOne(child)
      if (rest.lt(instrument.lotSize)) return
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
  }
}

/** The child's orders keep what they have as far as it goes; the last may grow to what the venue takes in one. */
function shareOut(
  open: readonly Child[],
  wanted: Decimal,
  { freezeQuantity, lotSize }: Instrument,
): { readonly keeps: readonly Decimal[]; readonly rest: Decimal } {
  let rest = wanted
  const keeps = open.map(({ tracked }, i) => {
    const { filledQuantity, leavesQuantity } = tracked.order
    const most =
      freezeQuantity === undefined ? rest : freezeQuantity.minus(freezeQuantity.mod(lotSize)).minus(filledQuantity)
    const keep = Decimal.min(rest, i === open.length - 1 ? most : leavesQuantity)
    rest = rest.minus(Decimal.max(keep, zero))
    return keep
  })
  return { keeps, rest }
}

/** What of a change is one: an order must not be changed into what it is. */
function differing(change: Moved, terms: object): OrderChange {
  const before = terms as Readonly<Record<string, Decimal | undefined>>
  const entries = Object.entries(change).filter(([field, to]) => to !== undefined && before[field]?.eq(to) !== true)
  return Object.fromEntries(entries) as OrderChange
}
