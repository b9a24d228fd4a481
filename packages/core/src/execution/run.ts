import type { Account } from '../account/account.ts'
import type { Origin } from '../account/place.ts'
import { invalidOption, ShagunError } from '../errors.ts'
import { canonicalJson } from '../model/codec.ts'
import { Decimal, readDecimal, zero } from '../model/decimal.ts'
import type { JournalEvent, OrderEvent } from '../model/events.ts'
import type { Execution, ExecutionResult, Progress } from '../model/execution.ts'
import type { ExecutionId, InstrumentId } from '../model/ids.ts'
import type { Json } from '../model/json.ts'
import { isOpen } from '../model/order.ts'
import type { Timestamp } from '../model/time.ts'
import type { Algo, AlgoNeed, AlgoParams } from '../ports/algo.ts'
import type { AlgoCommand } from '../ports/algo-command.ts'
import type { AlgoContext, AlgoInput, AlgoNews } from '../ports/algo-input.ts'
import { type Awaitable, andThen, isPromise } from '../ports/awaitable.ts'
import type { Unsubscribe } from '../ports/environment.ts'
import type { TrackedOrder } from '../state/tracked-order.ts'
import type { BackOff } from './back-off.ts'
import { changeOf } from './child-change.ts'
import { createChildOrders } from './child-orders.ts'
import { lotsIn } from './child-request.ts'
import { type Child, createTally, fillsOf, type Standing, slippageBps } from './children.ts'
import { decodeEnding, type Ending, encodeEnding, failure } from './ending.ts'
import type { Ground } from './ground.ts'
import { parseQuantity } from './parent.ts'
import { createRefusals } from './refusals.ts'
import { type Rejection, readRejection } from './rejection.ts'
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
  const { side } = options.params
  const accounts = new Set(routes.map(({ account }) => account))
  const finished = Promise.withResolvers<ExecutionResult>()
  const refusals = createRefusals(routes.length > 1)
  const jobs: (() => Awaitable<void>)[] = []
  let { params, state } = options
  let quantity = readDecimal(params.quantity)!
  let status: Progress['status'] = options.paused === undefined ? 'running' : 'paused'
  let halted = options.paused?.startsWith(haltMark) ?? false
  let ending: Ending | undefined
  /** What it came to, once it is over. */
  let over: ExecutionResult | undefined
  /** The smaller quantity that an amendment waits for, and what to do when no more than that can be filled. */
  let shrinking: { readonly target: Decimal; readonly fits: () => void } | undefined
  let amendments: Promise<unknown> = Promise.resolve()
  let working = false
  let wake: Unsubscribe | undefined
  let again: Unsubscribe | undefined
  let refusedCancels = 0
  /** Whether something was not opened because its account was held back. */
  let heldBack = false
  /** The state that the journal has, as its text, and when it was looked at last. */
  let kept = canonicalJson(state)
  let keptAt = startedAt
  /** How many steps were taken without any time passing. */
  let stepsNow = 0
  let steppedAt = startedAt
  let changed = Promise.withResolvers<void>()

  const orders = createChildOrders({
    routes,
    origin: { ...options.origin, execution: id },
    side,
    log,
    params: () => params,
    quantity: () => quantity,
    standing,
    mayOpen(account) {
      if (status === 'paused' || shrinking !== undefined) return false
      const isHeld = backOff.isHeld(account.name)
      if (isHeld) heldBack = true
      return !isHeld
    },
    tries: refusals.tries,
    refused: (key) => tell({ type: 'child', key, change: 'refused' }),
    failed: (cause) => end(failure(cause)),
  })
  const tally = createTally(accounts, { id, side, instrument, arrivalPrice }, orders.asked)

  function standing(): Standing {
    return tally.count(quantity)
  }

  function context(): AlgoContext {
    const views = viewRoutes(routes, options.depths)
    const { account: _, ...first } = views[0]
    return {
      ...first,
      now: clock.now(),
      params,
      lots: lotsIn(quantity, instrument.lotSize),
      ...(ground.calendar !== undefined && { calendar: ground.calendar }),
      routes: views,
    }
  }

  /** A pause leaves what protects a position at work. */
  function hears(news: AlgoNews): boolean {
    if (ending !== undefined) return false
    return status !== 'paused' || algo.exits === true || heardInPause.has(news.type)
  }

  function tell(news: AlgoNews): void {
    if (hears(news)) enqueue(() => step(news))
  }

  /** One thing after the other: a command can bring news before it returns, as when a child is filled at once. */
  function enqueue(job: () => Awaitable<void>): void {
    jobs.push(job)
    if (!working) workOff()
  }

  function workOff(): void {
    working = true
    while (jobs.length > 0) {
      const work = attempt(jobs.shift()!)
      if (isPromise(work)) return void work.then(workOff)
    }
    working = false
    settle()
  }

  /** Whoever fails, now or later, ends it; what was queued behind is told so. */
  function attempt(job: () => Awaitable<void>): Awaitable<void> {
    const failed = (cause: unknown): void => end(failure(cause))
    try {
      const work = job()
      return isPromise(work) ? work.catch(failed) : undefined
    } catch (cause) {
      return failed(cause)
    }
  }

  function inputOf(news: AlgoNews): AlgoInput {
    const { parent, views } = standing()
    return { ...context(), parent, children: views, ...news } as AlgoInput
  }

  function step(news: AlgoNews): Awaitable<void> {
    if (ending !== undefined) return
    const now = clock.now()
    const isMarket = marketNews.has(news.type)
    stepsNow = now === steppedAt ? stepsNow + (isMarket ? 0 : 1) : 0
    steppedAt = now
    if (stepsNow > mostSteps) throw restless(algo.name)
    const next = algo.step(state, inputOf(news))
    state = next.state
    // What the market alone has changed can wait a little; what is about to be sent never goes before its state.
    const isUrgent = !isMarket || next.commands.some(({ type }) => type !== 'wake')
    if (isUrgent || now - keptAt >= 1_000) keep()
    return andThen(isUrgent ? ground.settled() : undefined, () => {
      for (const command of next.commands) carryOut(command)
      // How its planner wants it to end has been said by now.
      if (news.type === 'canceled' && algo.exits !== true) end({ status: 'canceled' })
    })
  }

  function keep(): void {
    keptAt = clock.now()
    const text = canonicalJson(state)
    if (text === kept) return
    kept = text
    // A planner may go on changing the object that it gave.
    commit({ type: 'execution.sliced', time: keptAt, execution: id, state: JSON.parse(text) as Json })
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
        if (command.at < Number.POSITIVE_INFINITY && (status === 'running' || algo.exits === true))
          wake = timers.after(Math.max(0, command.at - clock.now()), () => tell({ type: 'woke' }))
        return
      case 'pause':
        return void pause(command.reason)
      case 'finish':
        end({ status: command.status, ...(command.reason !== undefined && { reason: command.reason }) })
    }
  }

  function pause(reason: string): Awaitable<void> {
    if (status !== 'running' || ending !== undefined) return
    status = 'paused'
    if (algo.exits !== true) wake?.()
    const written = commit({ type: 'execution.paused', time: clock.now(), execution: id, reason })
    announce()
    tell({ type: 'paused' })
    return written
  }

  function resume(): Awaitable<void> {
    if (status !== 'paused' || ending !== undefined) return
    status = 'running'
    halted = false
    refusals.accepted()
    const written = commit({ type: 'execution.resumed', time: clock.now(), execution: id })
    announce()
    tell({ type: 'resumed' })
    return written
  }

  /** Nothing new from here on; what is open is canceled, and the end comes when the last child is closed. */
  function end(how: Ending): void {
    if (ending !== undefined) return
    ending = how
    wake?.()
    if (!isClosed() && decodeEnding(options.paused) === undefined)
      commit({ type: 'execution.paused', time: clock.now(), execution: id, reason: encodeEnding(how) })
    takeBack()
    settle()
  }

  function keepsExits(): boolean {
    return ending?.status === 'failed' && algo.exits === true
  }

  /** Whether a child is to be closed by now. */
  function isUnwanted({ tag, tracked: { order, change } }: Child): boolean {
    if (ending !== undefined) return !(tag.exit && keepsExits())
    if (tag.exit) return false
    if (shrinking !== undefined) return true
    const { limitPrice } = params
    if (limitPrice === undefined) return false
    // A limit that was moved holds for what is open already.
    return (
      [order.terms, change].some((terms) => {
        const price = terms !== undefined && 'limitPrice' in terms ? readDecimal(terms.limitPrice) : undefined
        return price !== undefined && (side === 'buy' ? price.gt(limitPrice) : price.lt(limitPrice))
      }) || !('limitPrice' in order.terms)
    )
  }

  function takeBack(): void {
    orders.cancelAll(isUnwanted)
  }

  /** A cancel that was refused is asked for again, for as long as it is meant. */
  function takeBackLater(): void {
    if (again !== undefined || !standing().children.some((child) => isOpen(child.order) && isUnwanted(child))) return
    const ms = Math.min(longestMs, firstMs * 2 ** refusedCancels++)
    again = timers.after(ms, () => {
      again = undefined
      takeBack()
    })
  }

  /** Whether nothing is open any more that the end has to wait for. */
  function isClosed(): boolean {
    const { open, children } = standing()
    return open.isZero() && (keepsExits() || !children.some(({ tag, leaves }) => tag.exit && leaves.gt(0)))
  }

  function settle(): void {
    if (over !== undefined) return
    const { filled, open } = standing()
    if (ending === undefined && algo.exits !== true && filled.gte(quantity)) return end({ status: 'done' })
    if (shrinking !== undefined && (ending !== undefined || open.isZero() || open.plus(filled).lte(shrinking.target)))
      shrinking.fits()
    // What is under way may be the news that its planner waits for.
    if (ending === undefined || working || !isClosed()) return
    const { status: how, reason } = ending
    const residualQuantity = Decimal.max(zero, quantity.minus(filled))
    const why = reason === undefined ? {} : { reason }
    const result = close()
    const written = commit({
      type: 'execution.finished',
      time: result.time,
      execution: id,
      status: how,
      residualQuantity,
      ...why,
    })
    options.ended(self)
    // Who goes on from here can count on it.
    andThen(written, () => finished.resolve(result))
    announce()
  }

  /** From here on it stands as it does, and nothing of its children is kept. */
  function close(): ExecutionResult {
    status = ending!.status
    wake?.()
    again?.()
    over = {
      ...getProgress(),
      instrument: instrument.id,
      side,
      quantity,
      startedAt,
      arrivalPrice,
      fills: fillsOf(standing()),
      ...ending!,
    }
    return over
  }

  /** What cannot be written has halted the account, and that ends everything here. */
  function commit(event: JournalEvent): Awaitable<void> {
    try {
      const done = ground.commit(event)
      return isPromise(done) ? done.catch(() => {}) : undefined
    } catch {
      return undefined
    }
  }

  function announce(): void {
    changed.resolve()
    changed = Promise.withResolvers()
  }

  function getProgress(): Progress {
    if (over !== undefined) return progressOf(over)
    const { filled, open, average } = standing()
    return {
      time: clock.now(),
      status,
      filledQuantity: filled,
      openQuantity: open,
      remainingQuantity: quantity.minus(filled).minus(open),
      ...(average !== undefined && { averagePrice: average }),
      slippageBps: slippageBps(side, average, arrivalPrice),
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
    // One after the other: what the first makes of it is what the second changes.
    const mine = amendments.then(() => amendNow(change))
    amendments = mine.catch(() => {})
    await mine
  }

  async function amendNow(change: object): Promise<void> {
    requireRunning()
    const target = parseQuantity({ ...params, ...change }, instrument)
    await shrink(target)
    // From its size to its orders it is one step, so that nothing is opened in between that would be too much.
    const done = Promise.withResolvers<Awaitable<void>>()
    enqueue(() => {
      try {
        const [written, commands] = takeOver(change, target)
        done.resolve(written)
        return andThen(ground.settled(), () => {
          for (const command of commands) carryOut(command)
          announce()
        })
      } catch (cause) {
        done.reject(cause)
      } finally {
        shrinking = undefined
      }
    })
    await done.promise
  }

  /** Resolves when no more than this can be filled any more: what would be too much is taken back, and its end awaited. */
  async function shrink(target: Decimal): Promise<void> {
    const { open, filled } = standing()
    const done = Promise.withResolvers<void>()
    shrinking = { target, fits: done.resolve }
    if (open.isZero() || open.plus(filled).lte(target)) return
    takeBack()
    settle()
    await done.promise
  }

  function takeOver(change: object, target: Decimal): [Awaitable<void>, readonly AlgoCommand[]] {
    requireRunning()
    const before = { params, state }
    // What is filled is filled, also where it is no whole number of lots.
    set({ ...params, ...change, quantity: Decimal.max(target, standing().filled) })
    try {
      const { state: next, commands } = algo.step(state, inputOf({ type: 'amended' }))
      state = next
      kept = canonicalJson(state)
      const event = { params: params as unknown as Json, state: JSON.parse(kept) as Json }
      const written = ground.commit({ type: 'execution.amended', time: clock.now(), execution: id, ...event })
      shrinking = undefined
      takeBack()
      return [written, commands]
    } catch (cause) {
      set(before.params)
      state = before.state
      throw cause
    }
  }

  /** As the journal has them. */
  function set(next: object): void {
    params = JSON.parse(canonicalJson(next)) as AlgoParams
    quantity = readDecimal(params.quantity)!
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
      await pause('asked to')
    },
    async resume() {
      await resume()
    },
    cancel() {
      tell({ type: 'canceled' })
      return finished.promise
    },
    amend,
  }

  const self: RunningExecution = {
    execution,
    routes,
    begin(news) {
      const before = decodeEnding(options.paused)
      if (before !== undefined) return end(before)
      settle()
      if (ending === undefined && (status === 'running' || algo.exits === true)) tell({ type: news })
    },
    onMarket(news, account, about, kind) {
      if (!algo.needs.includes(kind)) return
      if (routes.some((route) => route.instrument.id === about && route.account.name === account)) tell(news)
    },
    onOrder(event, child, account) {
      if (over !== undefined) return
      const { terms } = child.order
      const { key } = decodeTag(terms.tag ?? terms.clientOrderId)
      const rejection = readRejection(event)
      if (rejection !== undefined) {
        judge(rejection, account)
        tell({ type: 'child', key, change: 'rejected', ...rejection })
      } else {
        const change = changeOf(event.type)
        if (change === 'accepted') backOff.accepted(account.name)
        if (change === 'accepted' || change === 'filled') refusals.accepted()
        if (change === 'canceled') refusedCancels = 0
        if (change !== undefined) tell({ type: 'child', key, change })
        if (event.type === 'order.cancel-refused') takeBackLater()
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
      if (over !== undefined) return
      if (ending === undefined) keep()
      ending = { status: 'failed', reason }
      shrinking?.fits()
      finished.resolve(close())
      announce()
    },
  }

  /** Who is refused again and again, or for a reason that does not pass, waits for a human; nothing of its plan is lost. */
  function judge({ why, reason }: Rejection, account: Account): void {
    if (ending !== undefined) return
    if (why === 'transient') return backOff.refused(account.name)
    if (!refusals.refused(why)) return
    const text = `${account.name} refuses its orders: ${reason}`
    if (status === 'running') log.warn(`Execution ${id} pauses: ${text}`)
    pause(text)
  }

  return self
}

/** A halt of trading pauses with these words, by which it is known after a restart. */
const haltMark = 'trading is halted'
/** How long after a refused cancel it is asked for again. */
const firstMs = 1_000
const longestMs = 30_000
/** So many in a row, without any time passing, are those of a planner that answers its own orders for ever. */
const mostSteps = 10_000
const marketNews: ReadonlySet<AlgoNews['type']> = new Set(['quote', 'trade', 'depth', 'bar'])
const heardInPause: ReadonlySet<AlgoNews['type']> = new Set(['child', 'canceled', 'paused', 'amended'])

function progressOf(result: ExecutionResult): Progress {
  const { time, status, filledQuantity, openQuantity, remainingQuantity, averagePrice, slippageBps: slippage } = result
  return {
    time,
    status,
    filledQuantity,
    openQuantity,
    remainingQuantity,
    ...(averagePrice !== undefined && { averagePrice }),
    slippageBps: slippage,
  }
}

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
