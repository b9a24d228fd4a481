import { decodeEnding } from '../../execution/ending.ts'
import { decodeTag } from '../../execution/tag.ts'
import type { BrokerOrder } from '../../model/broker-book.ts'
import type { Decimal } from '../../model/decimal.ts'
import { readDecimal, zero } from '../../model/decimal.ts'
import type { JournalEvent } from '../../model/events.ts'
import type { ExecutionStatus } from '../../model/execution.ts'
import type { ClientOrderId, ExecutionId } from '../../model/ids.ts'
import type { Instrument } from '../../model/instrument.ts'
import type { Side } from '../../model/supports.ts'
import type { Algo, AlgoParams } from '../../ports/algo.ts'
import type { Trader } from '../../ports/trader.ts'
import type { SimulatedVenue } from '../simulated-venue.ts'
import type { Violation } from './promises.ts'

/** A parent order, as journals tell of it. */
interface Parent {
  readonly id: ExecutionId
  readonly algo: Algo | undefined
  params: AlgoParams
  status: ExecutionStatus | undefined
  /** Somebody has called it off. */
  isCanceled: boolean
  readonly children: Map<ClientOrderId, ParentsChild>
}

interface ParentsChild {
  readonly side: Side
  readonly key: string
  readonly exit: boolean
  readonly siblings?: string
}

/** The parent orders of a history, held against what is true at the venues of their children. */
export interface Parents {
  /** A journal has this now. */
  heard(event: JournalEvent): Violation | undefined
  /** What must hold at every moment. */
  broken(trader: Trader | undefined): Violation | undefined
  /** What must hold when everything has ended. */
  brokenAtEnd(): Violation | undefined
  listRunning(): readonly ExecutionId[]
  /** How many were begun, by how they ended. */
  readonly ended: ReadonlyMap<string, number>
}

export interface ParentsOptions {
  readonly algos: readonly { readonly algo: Algo }[]
  readonly venues: readonly SimulatedVenue[]
  readonly instruments: readonly Instrument[]
  /** Whether they must have closed what they filled. Default: where the algo has exits. */
  readonly endsFlat: boolean | undefined
  /** Whether a planner has said that it fails. */
  readonly mayFail: (algo: Algo) => boolean
}

export function createParents({ algos, venues, instruments, endsFlat, mayFail }: ParentsOptions): Parents {
  const parents = new Map<ExecutionId, Parent>()
  const ended = new Map<string, number>()

  function heard(event: JournalEvent): Violation | undefined {
    switch (event.type) {
      case 'execution.started': {
        const { execution: id, params } = event
        // At a desk each account hears of it, too.
        if (!parents.has(id))
          parents.set(id, {
            id,
            algo: algos.find(({ algo }) => algo.name === event.algo)?.algo,
            params: params as unknown as AlgoParams,
            status: undefined,
            isCanceled: false,
            children: new Map(),
          })
        return undefined
      }
      case 'execution.amended': {
        const parent = parents.get(event.execution)
        if (parent !== undefined) parent.params = event.params as unknown as AlgoParams
        return undefined
      }
      case 'execution.paused': {
        const parent = parents.get(event.execution)
        if (parent !== undefined && decodeEnding(event.reason) !== undefined) parent.isCanceled = true
        return undefined
      }
      case 'order.submitted': {
        const { execution, terms } = event
        const parent = execution === undefined ? undefined : parents.get(execution)
        if (parent === undefined) return undefined
        const tag = decodeTag(terms.tag ?? '')
        parent.children.set(terms.clientOrderId, { ...tag, side: terms.side })
        if (parent.isCanceled && !tag.exit)
          return { promise: 'nothing is opened after a cancel', evidence: `${parent.id} places ${terms.clientOrderId}` }
        if (parent.status !== undefined)
          return { promise: 'nothing is opened after the end', evidence: `${parent.id} places ${terms.clientOrderId}` }
        return tag.exit ? undefined : pastLimit(parent, 'limitPrice' in terms ? terms.limitPrice : undefined)
      }
      case 'order.modify-requested': {
        const { change, clientOrderId } = event
        const parent = [...parents.values()].find(({ children }) => children.has(clientOrderId))
        if (parent === undefined || change.limitPrice === undefined) return undefined
        return parent.children.get(clientOrderId)!.exit ? undefined : pastLimit(parent, change.limitPrice)
      }
      case 'execution.finished': {
        const parent = parents.get(event.execution)
        if (parent === undefined || 'desk' in event) return undefined
        if (parent.status !== undefined)
          return { promise: 'an execution ends once', evidence: `${parent.id}: ${parent.status}, then ${event.status}` }
        parent.status = event.status
        ended.set(event.status, (ended.get(event.status) ?? 0) + 1)
        return brokenEnding(parent, event.residualQuantity, event.reason)
      }
      default:
        return undefined
    }
  }

  function brokenEnding(parent: Parent, residual: Decimal, reason: string | undefined): Violation | undefined {
    const { id, params, status, algo } = parent
    const { filled, net, working, exits } = stand(parent)
    const quantity = readDecimal(params.quantity)!
    const left = quantity.gt(filled) ? quantity.minus(filled) : zero
    const told = `${id} (${params.side} ${quantity}) is ${status}, for ${reason ?? 'no reason'}`
    if (status === 'failed' && algo !== undefined && !mayFail(algo))
      return { promise: 'an execution fails only where its planner says so', evidence: told }
    if (!left.eq(residual))
      return {
        promise: 'the residual is what the venue has not filled',
        evidence: `${told}; ${residual} are told to be left, and ${filled} were filled`,
      }
    // Who fails leaves at work what protects a position.
    const stays = status === 'failed' && algo?.exits === true
    if (working.gt(0) || (exits.gt(0) && !stays))
      return {
        promise: 'nothing works after the end',
        evidence: `${told}; at the venue ${working} are open, and ${exits} of exits`,
      }
    const isFlat = !(endsFlat ?? algo?.exits === true) || net.isZero() || (stays && exits.gte(net))
    return isFlat
      ? undefined
      : { promise: 'no position is left naked', evidence: `${told}; ${net} are held, and ${exits} protect them` }
  }

  function listOrders(): readonly BrokerOrder[] {
    return venues.flatMap((venue) => venue.listOrders())
  }

  /** Where it stands at the venue, in units on the parent's side. */
  function stand({ params, children }: Parent, rows = listOrders()) {
    let [filled, net] = [zero, zero]
    const open = new Map<string, Decimal>()
    const exitsOpen = new Map<string, Decimal>()
    const races = { entries: false, exits: false }
    const lots: string[] = []
    for (const row of rows) {
      const child = row.clientOrderId === undefined ? undefined : children.get(row.clientOrderId)
      if (child === undefined) continue
      const { exit, key, siblings, side } = child
      if (!exit) filled = filled.plus(row.filledQuantity)
      net = side === params.side ? net.plus(row.filledQuantity) : net.minus(row.filledQuantity)
      if (siblings !== undefined) races[exit ? 'exits' : 'entries'] = true
      const { lotSize, freezeQuantity } = instruments.find(({ id }) => id === row.instrument)!
      if (!row.quantity.mod(lotSize).isZero() || !row.quantity.gt(0) || freezeQuantity?.lt(row.quantity))
        lots.push(`${row.brokerOrderId} is for ${row.quantity}`)
      if (row.lifecycle !== 'working') continue
      const label = siblings === undefined ? row.brokerOrderId : `${siblings}~${key}`
      const sums = exit ? exitsOpen : open
      sums.set(label, (sums.get(label) ?? zero).plus(row.quantity.minus(row.filledQuantity)))
    }
    return { filled, net, working: most(open), exits: most(exitsOpen), races, lots }
  }

  return {
    heard,
    ended,
    listRunning: () => [...parents.values()].flatMap(({ id, status }) => (status === undefined ? [id] : [])),
    broken(trader) {
      const live = [...parents.values()].filter(({ status }) => status === undefined)
      const rows = live.length === 0 ? [] : listOrders()
      for (const parent of live) {
        const { id, params } = parent
        const { filled, net, working, races, lots, exits } = stand(parent, rows)
        const quantity = readDecimal(params.quantity)!
        if (lots.length > 0)
          return { promise: 'children are whole lots, no more than the venue takes', evidence: lots.join() }
        // Of two that protect the same lots both may fill before either is heard of; the algo must undo it then.
        const limit = races.entries ? quantity.times(2) : quantity
        if (filled.plus(working).gt(limit))
          return {
            promise: 'no more is at the venue than a parent asks for',
            evidence: `of ${id} ${filled} are filled and ${working} open there, of ${quantity}`,
          }
        if (net.lt(races.exits ? filled.neg() : 0) || (!races.exits && exits.gt(net)))
          return {
            promise: 'exits close no more than was filled',
            evidence: `of ${id} ${filled} are filled, ${net} held and ${exits} may be closed`,
          }
        const found = trader && brokenProgress(trader, parent, filled, races.entries)
        if (found !== undefined) return found
      }
      return undefined
    },
    brokenAtEnd() {
      const running = [...parents.values()].find(({ status }) => status === undefined)
      if (running === undefined) return undefined
      const { filled, net, working, exits } = stand(running)
      return {
        promise: 'an execution comes to an end',
        evidence: `${running.id} (${JSON.stringify(running.params)}) has not; ${filled} are filled, ${net} held, ${working} open, ${exits} of exits`,
      }
    },
  }
}

function brokenProgress(
  trader: Trader,
  { id, params }: Parent,
  atVenue: Decimal,
  races: boolean,
): Violation | undefined {
  const execution = trader.getExecution(id)
  if (execution === undefined) return undefined
  const { filledQuantity, openQuantity, remainingQuantity, status } = execution.getProgress()
  const quantity = readDecimal((execution.params as AlgoParams).quantity)!
  const parts = [filledQuantity, openQuantity, remainingQuantity]
  const told = `${id} (${params.side} ${quantity}, ${status}): ${parts.join(' + ')}`
  if (!filledQuantity.plus(openQuantity).plus(remainingQuantity).eq(quantity))
    return { promise: 'filled, open and remaining are the parent', evidence: told }
  if (parts.some((part) => part.lt(0)) && !races)
    return { promise: 'no part of a parent is below nothing', evidence: told }
  if (filledQuantity.gt(atVenue))
    return { promise: 'nothing counts as filled that is not', evidence: `${told}; ${atVenue} at the venue` }
  return undefined
}

function pastLimit({ id, params }: Parent, price: Decimal | undefined): Violation | undefined {
  const limit = params.limitPrice === undefined ? undefined : readDecimal(params.limitPrice)!
  if (limit === undefined) return undefined
  if (price !== undefined && (params.side === 'buy' ? price.lte(limit) : price.gte(limit))) return undefined
  return {
    promise: 'no child is past the limit of its parent',
    evidence: `${id} ${params.side}s at ${price ?? 'the market'}, past ${limit}`,
  }
}

/** Of parts that protect the same lots, the largest. */
function most(open: ReadonlyMap<string, Decimal>): Decimal {
  const largest = new Map<string, Decimal>()
  for (const [label, leaves] of open) {
    const siblings = label.includes('~') ? label.slice(0, label.lastIndexOf('~')) : label
    const before = largest.get(siblings)
    if (before === undefined || before.lt(leaves)) largest.set(siblings, leaves)
  }
  return [...largest.values()].reduce((sum, leaves) => sum.plus(leaves), zero)
}
