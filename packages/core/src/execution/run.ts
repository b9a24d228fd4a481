import type { Account } from '../account/account.ts'
import type { Origin } from '../account/place.ts'
import { type AnyShagunError, invalidOption, isShagunError, ShagunError } from '../errors.ts'
import { canonicalJson } from '../model/codec.ts'
import { Decimal, zero } from '../model/decimal.ts'
import type { JournalEvent, OrderEvent } from '../model/events.ts'
import type { Execution, ExecutionResult, ExecutionStatus, Progress } from '../model/execution.ts'
import type { ExecutionId, InstrumentId } from '../model/ids.ts'
import type { Json } from '../model/json.ts'
import type { Timestamp } from '../model/time.ts'
import type { Algo, AlgoNeed, AlgoParams } from '../ports/algo.ts'
import type { AlgoCommand } from '../ports/algo-command.ts'
import type { AlgoContext, AlgoInput, AlgoNews } from '../ports/algo-input.ts'
import { isPromise } from '../ports/awaitable.ts'
import type { Unsubscribe } from '../ports/environment.ts'
import type { TrackedOrder } from '../state/tracked-order.ts'
import type { BackOff } from './back-off.ts'
import { createChildOrders } from './child-orders.ts'
import { averagePrice, countChildren, isCurrent, type Standing, slippageBps } from './children.ts'
import type { Ground } from './ground.ts'
import { parseQuantity } from './parent.ts'
import { readRejection } from './rejection.ts'
import { type Depths, type OpenRoute, viewRoutes } from './routes.ts'
import { decodeTag } from './tag.ts'

/** One algo at work, as its runner holds it. */
export interface RunningExecution {
  readonly execution: Execution
  readonly routes: readonly OpenRoute[]
  /** Tells its planner the first that it hears. */
  begin(news: 'started' | 'recovered'): void
  onMarket(news: AlgoNews, account: string, instrument: InstrumentId, kind: AlgoNeed): void
  onOrder(event: OrderEvent, child: TrackedOrder, account: Account): void
  /** Orders may go to an account again. */
  onRelease(account: string): void
  /** Trading at an account was halted, or is allowed again. */
  onHalt(reason: string | undefined): void
  /** The account stops or has halted: what is open stands, and nothing more is planned here. */
  abandon(reason: string): void
}

export interface RunOptions {
  readonly ground: Ground
  readonly backOff: BackOff
  readonly depths: Depths
  readonly algo: Algo
  readonly routes: readonly [OpenRoute, ...OpenRoute[]]
  readonly id: ExecutionId
  readonly origin: Origin
  readonly startedAt: Timestamp
  readonly arrivalPrice: number
  readonly params: AlgoParams
  readonly state: unknown
  readonly paused: string | undefined
  readonly ended: (self: RunningExecution) => void
}

interface Ending {
  readonly status: ExecutionStatus
  readonly reason?: string
  readonly error?: AnyShagunError
  /** Only what it opens is canceled; what protects a position stands. */
  readonly keepsExits?: true
}

/**
 * Carries out what a planner decides, and tells it what came of it.
 *
 * Sizes are recomputed from fills and open orders at every step, so that a parent is never overfilled whatever its
 * planner counts.
 */
export function createRun(options: RunOptions): RunningExecution {
  const { ground, backOff, algo, routes, id, startedAt, arrivalPrice } = options
  const { clock, timers, log } = ground.environment
  const { instrument } = routes[0]
  const accounts = new Set(routes.map(({ account }) => account))
  const finished = Promise.withResolvers<ExecutionResult>()
  const inputs: AlgoNews[] = []
  let { params, state } = options
  let quantity = parseQuantity(params, instrument)
  let counted: Standing | undefined
  /** Somebody has called it off, maybe in an earlier life. */
  let isCanceled = options.paused === cancelMark
  let status: Progress['status'] = options.paused === undefined || isCanceled ? 'running' : 'paused'
  let halted = options.paused?.startsWith(haltMark) ?? false
  let ending: Ending | undefined
  let amending: (() => void) | undefined
  let stepping = false
  /** How many steps it has taken at this moment. */
  let steps = 0
  let moment = startedAt
  let wake: Unsubscribe | undefined
  let insisting: Unsubscribe | undefined
  let insisted = 0
  /** Whether something was not opened because its account was held back. */
  let heldBack = false
  let refusals = 0
  let lastWhy: string | undefined
  /** The state that the journal has, and when it got it. */
  let kept = state
  let keptAt = startedAt
  let changed = Promise.withResolvers<void>()

  const orders = createChildOrders({
    routes,
    origin: { ...options.origin, execution: id },
    side: params.side,
    log,
    params: () => params,
    quantity: () => quantity,
    standing,
    mayOpen(account) {
      if (status === 'paused' || amending !== undefined) return false
      const isHeld = backOff.isHeld(account.name)
      if (isHeld) heldBack = true
      return !isHeld
    },
    refused: (key) => tell({ type: 'child', key, change: 'refused' }),
    failed: (cause) => end(failure(cause)),
  })

  function standing(): Standing {
    if (counted === undefined || !isCurrent(counted, accounts, id))
      counted = countChildren(accounts, { id, side: params.side, quantity, instrument, arrivalPrice })
    return counted
  }

  function context(): AlgoContext {
    const views = viewRoutes(routes, options.depths)
    const { account: _, ...first } = views[0]
    return {
      ...first,
      now: clock.now(),
      params,
      lots: standing().parent.lots,
      ...(ground.calendar !== undefined && { calendar: ground.calendar }),
      routes: views,
    }
  }

  /** A pause leaves what protects a position at work. */
  function hears(news: AlgoNews): boolean {
    if (ending !== undefined) return false
    return status !== 'paused' || algo.exits === true || ['child', 'canceled', 'paused', 'amended'].includes(news.type)
  }

  function tell(news: AlgoNews): void {
    if (!hears(news)) return
    inputs.push(news)
    drain()
  }

  /** One thing after the other: a command can bring news before it returns, as when a child is filled at once. */
  function drain(first?: () => void): void {
    if (stepping) return
    stepping = true
    try {
      first?.()
      while (inputs.length > 0 && ending === undefined) {
        // Answers that come later may all the same come without any time passing.
        if (clock.now() !== moment) [moment, steps] = [clock.now(), 0]
        if (steps++ === mostSteps) throw restless(algo.name)
        step(inputs.shift()!)
      }
    } catch (cause) {
      end(failure(cause))
    }
    stepping = false
    settle()
  }

  function inputOf(news: AlgoNews): AlgoInput {
    const { parent, views } = standing()
    return { ...context(), parent, children: views, ...news } as AlgoInput
  }

  function step(news: AlgoNews): void {
    const next = algo.step(state, inputOf(news))
    state = next.state
    // What the market alone has changed can wait a little; what is about to be sent never goes before its state.
    const isMarket = marketNews.has(news.type)
    if (!isMarket || next.commands.some(({ type }) => type !== 'wake') || clock.now() - keptAt >= 1_000) keep()
    for (const command of next.commands) carryOut(command)
  }

  function keep(): void {
    if (state === kept) return
    kept = state
    keptAt = clock.now()
    commit({ type: 'execution.sliced', time: keptAt, execution: id, state: state as Json })
  }

  function carryOut(command: AlgoCommand): void {
    if (ending !== undefined) return
    switch (command.type) {
      case 'place':
        return orders.place(command)
      case 'place-group':
        return orders.placeGroup(command)
      case 'modify':
        return orders.modify(command)
      case 'cancel':
        return orders.cancel(command.key)
      case 'wake':
        if (Number.isNaN(command.at)) throw noTime()
        wake?.()
        // Who is paused plans nothing, save for what protects a position.
        if (status === 'running' || algo.exits === true)
          wake = timers.after(Math.max(0, command.at - clock.now()), () => tell({ type: 'woke' }))
        return
      case 'pause':
        return pause(command.reason)
      case 'finish':
        end({ status: command.status, ...(command.reason !== undefined && { reason: command.reason }) })
    }
  }

  function pause(reason: string): void {
    if (status !== 'running' || ending !== undefined) return
    status = 'paused'
    if (algo.exits !== true) wake?.()
    commit({ type: 'execution.paused', time: clock.now(), execution: id, reason })
    announce()
    tell({ type: 'paused' })
  }

  function resume(): void {
    if (status !== 'paused' || ending !== undefined) return
    status = 'running'
    halted = false
    refusals = 0
    commit({ type: 'execution.resumed', time: clock.now(), execution: id })
    announce()
    tell({ type: 'resumed' })
  }

  /** Nothing new from here on; what is open is canceled, and the end comes when the last child is closed. */
  function end(how: Ending): void {
    if (ending !== undefined) return
    ending = how.status === 'failed' && algo.exits === true ? { ...how, keepsExits: true } : how
    wake?.()
    amending?.()
    cancelOpen()
    settle()
  }

  /** What has to go: all of what is over, and of what runs what would be too much, or is past its limit. */
  function cancelOpen(): void {
    if (ending !== undefined) orders.cancelAll(({ tag }) => ending!.keepsExits !== true || !tag.exit)
    else if (amending !== undefined) orders.cancelAll(({ tag }) => !tag.exit)
    else cancelPastLimit()
  }

  /** A cancel that was refused, as by a broker that is asked too often, is asked for again, later each time. */
  function insist(): void {
    if (insisting !== undefined) return
    insisting = timers.after(Math.min(longestMs, firstMs * 2 ** insisted++), () => {
      insisting = undefined
      if (status === 'running' || status === 'paused') cancelOpen()
    })
  }

  function callOff(): void {
    tell({ type: 'canceled' })
    // What protects a position ends itself, when there is nothing left to protect.
    if (algo.exits !== true) end({ status: 'canceled' })
  }

  function settle(): void {
    if (status !== 'running' && status !== 'paused') return
    const { filled, open, children } = standing()
    if (ending === undefined && algo.exits !== true && filled.gte(quantity)) return end({ status: 'done' })
    amending?.()
    if (ending === undefined) return
    const isExitOpen = children.some(({ tag, tracked }) => tag.exit && tracked.order.leavesQuantity.gt(0))
    if (open.gt(0) || (isExitOpen && ending.keepsExits !== true)) return
    status = ending.status
    wake?.()
    insisting?.()
    const residualQuantity = Decimal.max(zero, quantity.minus(filled))
    const { reason } = ending
    const why = reason === undefined ? {} : { reason }
    commit({ type: 'execution.finished', time: clock.now(), execution: id, status, residualQuantity, ...why })
    options.ended(self)
    finished.resolve(result())
    announce()
  }

  /** What cannot be written has halted the account, and that ends everything here. */
  function commit(event: JournalEvent): void {
    try {
      const done = ground.commit(event)
      if (isPromise(done)) done.catch(() => {})
    } catch {}
  }

  function announce(): void {
    changed.resolve()
    changed = Promise.withResolvers()
  }

  function getProgress(): Progress {
    const { filled, open, children } = standing()
    const average = averagePrice(children.flatMap(({ tag, tracked }) => (tag.exit ? [] : tracked.fills)))
    return {
      time: clock.now(),
      status,
      filledQuantity: filled,
      openQuantity: open,
      remainingQuantity: quantity.minus(filled).minus(open),
      ...(average !== undefined && { averagePrice: average }),
      slippageBps: slippageBps(params.side, average, arrivalPrice),
    }
  }

  function result(): ExecutionResult {
    const { keepsExits: _, ...how } = ending!
    return {
      ...getProgress(),
      instrument: instrument.id,
      side: params.side,
      quantity,
      startedAt,
      arrivalPrice,
      fills: standing().fills,
      ...how,
    }
  }

  function requireRunning(): void {
    if (ending === undefined) return
    const expected = 'one that runs'
    throw new ShagunError('invalid-order', `Execution ${id} is over; expected ${expected}.`, {
      details: { field: 'execution', value: id, expected },
    })
  }

  async function amend(change: object): Promise<void> {
    const takes = ['quantity', 'limitPrice', ...(algo.amendable ?? [])]
    const field = Object.keys(change).find((name) => !takes.includes(name))
    if (field !== undefined) throw notAmendable(field, algo.name, takes)
    // It may be asked for in the middle of a step, and one amendment after the other.
    do await (amending === undefined ? undefined : changed.promise)
    while (amending !== undefined)
    requireRunning()
    const next = JSON.parse(canonicalJson({ ...params, ...change })) as AlgoParams
    const target = parseQuantity(next, instrument)
    await shrink(target)
    const before = { params, quantity, state }
    const { filled } = standing()
    // What is filled is filled.
    set({ ...next, quantity: Decimal.max(target, filled).toFixed() })
    let commands: readonly AlgoCommand[]
    try {
      ;({ state, commands } = algo.step(state, inputOf({ type: 'amended' })))
    } catch (cause) {
      set(before.params)
      state = before.state
      throw cause
    }
    kept = state
    const written = ground.commit({
      type: 'execution.amended',
      time: clock.now(),
      execution: id,
      params: params as unknown as Json,
      state: state as Json,
    })
    cancelPastLimit()
    drain(() => {
      for (const command of commands) carryOut(command)
    })
    announce()
    await written
  }

  function set(next: AlgoParams): void {
    params = next
    quantity = parseQuantity(params, instrument)
    counted = undefined
  }

  /** Resolves when no more than this can be filled any more: what would be too much is taken back, and its end awaited. */
  async function shrink(target: Decimal): Promise<void> {
    const fits = (): boolean => standing().open.isZero() || standing().open.plus(standing().filled).lte(target)
    if (fits()) return
    const done = Promise.withResolvers<void>()
    amending = () => {
      if (ending === undefined && !fits()) return
      amending = undefined
      done.resolve()
      announce()
    }
    cancelOpen()
    settle()
    await done.promise
    requireRunning()
  }

  /** A limit that was moved holds for what is open already. */
  function cancelPastLimit(): void {
    const { limitPrice } = params
    if (limitPrice === undefined) return
    orders.cancelAll(({ tag, tracked }) => {
      const { terms } = tracked.order
      if (tag.exit) return false
      if (!('limitPrice' in terms)) return true
      // One that is being moved may yet lie where it was to go.
      const prices = [terms.limitPrice, new Decimal(tracked.change?.limitPrice ?? terms.limitPrice)]
      return prices.some((price) => (terms.side === 'buy' ? price.gt(limitPrice) : price.lt(limitPrice)))
    })
  }

  const execution: Execution = {
    id,
    get params() {
      return params
    },
    getProgress,
    async *progress() {
      for (;;) {
        const next = changed.promise
        const now = getProgress()
        yield now
        if (now.status !== 'running' && now.status !== 'paused') return
        await next
      }
    },
    finished: finished.promise,
    async pause() {
      pause('asked to')
    },
    async resume() {
      resume()
    },
    cancel() {
      callOff()
      // Where it takes a while, a restart must not go on with what somebody has called off.
      if (!isCanceled && (status === 'running' || status === 'paused'))
        commit({ type: 'execution.paused', time: clock.now(), execution: id, reason: cancelMark })
      isCanceled = true
      return finished.promise
    },
    amend,
  }

  const self: RunningExecution = {
    execution,
    routes,
    begin(news) {
      settle()
      if (ending !== undefined) return
      if ((status === 'running' && !isCanceled) || algo.exits === true) tell({ type: news })
      if (isCanceled) callOff()
    },
    onMarket(news, account, about, kind) {
      if (!algo.needs.includes(kind)) return
      if (routes.some((route) => route.instrument.id === about && route.account.name === account)) tell(news)
    },
    onOrder(event, child, account) {
      const { key } = decodeTag(child.order.terms.tag ?? '')
      const rejection = readRejection(event)
      if (rejection !== undefined) {
        judge(rejection.why, rejection.reason, account)
        tell({ type: 'child', key, change: 'rejected', ...rejection })
      } else {
        const change = changeOf(event.type)
        if (change === 'accepted') backOff.accepted(account.name)
        if (change === 'accepted' || change === 'filled') refusals = 0
        if (change !== undefined) tell({ type: 'child', key, change })
        if (event.type === 'order.cancel-refused') insist()
      }
      settle()
      announce()
    },
    onRelease(account) {
      if (!heldBack || !routes.some((route) => route.account.name === account)) return
      heldBack = false
      tell({ type: 'woke' })
    },
    onHalt(reason) {
      if (reason !== undefined) {
        halted ||= status === 'running'
        pause(`${haltMark}: ${reason}`)
      } else if (halted) resume()
    },
    abandon(reason) {
      if (status !== 'running' && status !== 'paused') return
      wake?.()
      insisting?.()
      keep()
      ending = { status: 'failed', reason }
      status = 'failed'
      amending?.()
      finished.resolve(result())
      announce()
    },
  }

  /** Who is refused again and again, or for a reason that does not pass, waits for a human; nothing of its plan is lost. */
  function judge(why: string, reason: string, account: Account): void {
    if (ending !== undefined) return
    if (why === 'transient') return backOff.refused(account.name)
    refusals++
    const isHopeless = why === 'blocked' && routes.length === 1
    const isSamePrice = why === 'price' && lastWhy === 'price' && refusals > 1 && routes.length === 1
    lastWhy = why
    if (!isHopeless && !isSamePrice && refusals < mostRefusals) return
    const text = `${account.name} refuses its orders: ${reason}`
    if (status === 'running') log.warn(`Execution ${id} pauses: ${text}`)
    pause(text)
  }

  return self
}

/** A halt of trading pauses with these words, by which it is known after a restart. */
const haltMark = 'trading is halted'
/** The same of one that is called off, until its end. */
export const cancelMark = 'called off'
const firstMs = 1_000
const longestMs = 30_000
const mostRefusals = 5
/** So many in a row, without any time passing, are those of a planner that answers its own orders for ever. */
const mostSteps = 10_000
const marketNews: ReadonlySet<AlgoNews['type']> = new Set(['quote', 'trade', 'depth', 'bar'])

function notAmendable(field: string, by: string, takes: readonly string[]): ShagunError {
  const feature = `another ${field}`
  const message = `${by} cannot take ${feature} while it runs; it takes another ${takes.join(', ')}.`
  return new ShagunError('unsupported', message, { details: { feature, by } })
}

function restless(algo: string): Error {
  return new RangeError(`${algo} answers what it orders itself with ever more orders, at one and the same moment.`)
}

function noTime(): ShagunError {
  return invalidOption('The planner asks to be woken at', 'at', 'NaN', 'epoch milliseconds')
}

function failure(cause: unknown): Ending & { readonly status: 'failed' } {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return { status: 'failed', reason, ...(isShagunError(cause) && { error: cause }) }
}

type ChildChange = Exclude<Extract<AlgoNews, { readonly type: 'child' }>['change'], 'rejected'>

function changeOf(type: OrderEvent['type']): ChildChange | undefined {
  switch (type) {
    case 'order.accepted':
      return 'accepted'
    case 'order.filled':
      return 'filled'
    case 'order.modified':
      return 'modified'
    case 'order.modify-refused':
    case 'order.cancel-refused':
      return 'refused'
    case 'order.canceled':
    case 'order.expired':
      return 'canceled'
    case 'order.unconfirmed':
      return 'unconfirmed'
    default:
      return undefined
  }
}
