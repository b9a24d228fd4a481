import type { Account } from '../account/account.ts'
import type { Origin } from '../account/place.ts'
import { type AnyShagunError, invalidOption, isShagunError, ShagunError } from '../errors.ts'
import { canonicalJson } from '../model/codec.ts'
import { type Decimal, readDecimal, zero } from '../model/decimal.ts'
import type { OrderEvent } from '../model/events.ts'
import type { Execution, ExecutionResult, ExecutionStatus, Progress } from '../model/execution.ts'
import type { ExecutionId, InstrumentId } from '../model/ids.ts'
import type { Instrument } from '../model/instrument.ts'
import type { Json } from '../model/json.ts'
import { isOpen } from '../model/order.ts'
import type { Algo, AlgoCommand, AlgoInput, AlgoParams } from '../ports/algo.ts'
import { isPromise, promised } from '../ports/awaitable.ts'
import type { Environment, Unsubscribe } from '../ports/environment.ts'
import { seededRandom } from '../ports/environment-simulated.ts'
import type { TrackedOrder } from '../state/tracked-order.ts'
import { childRequest } from './child-request.ts'
import { averagePrice, lotsOf, slippageBps, tally } from './children.ts'

/** One algo at work, as its runner holds it. */
export interface RunningExecution {
  readonly execution: Execution
  onMarket(news: News, instrument: InstrumentId, kind: Algo['needs'][number]): void
  onOrder(event: OrderEvent, child: TrackedOrder): void
  /** The account stops or has halted: what is open stands, and nothing more is planned here. */
  abandon(reason: string): void
}

type News = Bare<AlgoInput>
/** What an input says, without where everything stands. */
type Bare<T> = T extends unknown
  ? Omit<T, 'now' | 'parent' | 'children' | (T extends { type: 'quote' } ? never : 'quote')>
  : never

export interface ExecutionOptions {
  readonly account: Account
  readonly environment: Environment
  readonly algo: Algo
  readonly params: AlgoParams
  readonly origin: Origin
  /** Called before the first step, so that news of its children finds it. */
  readonly began: (self: RunningExecution) => void
  readonly ended: (self: RunningExecution) => void
}

/**
 * Carries out what a planner decides, and tells it what came of it.
 *
 * Sizes are recomputed from fills and open orders at every step, so that a parent is never overfilled whatever its
 * planner counts.
 *
 * @throws ShagunError `invalid-order` where quantity or limit have no meaning; nothing was begun then
 */
export function startExecution(options: ExecutionOptions): Execution {
  const { account, environment, algo, params, origin } = options
  const { clock, timers, log } = environment
  account.requireRunning()
  const instrument = account.view.getInstrument(params.instrument)
  const quantity = parseParent(params, instrument)
  const lots = lotsOf(quantity, instrument.lotSize)
  const id = mintExecutionId(environment.random)
  const arrivalPrice = account.view.getQuote(instrument.id)?.last ?? 0
  const children = (): readonly TrackedOrder[] => account.getState().listChildren(id)
  const finished = Promise.withResolvers<ExecutionResult>()
  const inputs: News[] = []
  let state = algo.begin(params, {
    now: clock.now(),
    lots,
    instrument,
    random: seededRandom(params.seed ?? Math.floor(environment.random() * 2 ** 32)),
  })
  let status: Progress['status'] = 'running'
  let ending:
    | { readonly status: ExecutionStatus; readonly reason?: string; readonly error?: AnyShagunError }
    | undefined
  let stepping = false
  let wake: Unsubscribe | undefined
  let changed = Promise.withResolvers<void>()

  function tell(news: News): void {
    if (ending !== undefined || (status === 'paused' && news.type !== 'child' && news.type !== 'canceled')) return
    inputs.push(news)
    // A command can bring news before it returns, as when a child is filled at once.
    if (stepping) return
    stepping = true
    try {
      for (let next = inputs.shift(); next !== undefined && ending === undefined; next = inputs.shift()) step(next)
    } catch (cause) {
      end(failure(cause))
    }
    stepping = false
    settle()
  }

  function step(news: News): void {
    const before = state
    const now = tally(children(), instrument.lotSize)
    const quote = account.view.getQuote(instrument.id)
    const next = algo.step(state, {
      ...(quote !== undefined && { quote }),
      ...news,
      now: clock.now(),
      parent: {
        lots,
        filledLots: lotsOf(now.filled, instrument.lotSize),
        openLots: lotsOf(now.open, instrument.lotSize),
        remainingLots: lotsOf(quantity.minus(now.filled).minus(now.open), instrument.lotSize),
        arrivalPrice,
      },
      children: now.children,
    } as AlgoInput)
    state = next.state
    if (state !== before) commit({ type: 'execution.sliced', time: clock.now(), execution: id, state: state as Json })
    for (const command of next.commands) carryOut(command)
  }

  function carryOut(command: AlgoCommand): void {
    if (ending !== undefined) return
    switch (command.type) {
      case 'place': {
        // Its child's news reaches a paused planner, so that it can cancel; what it would open is not held for later.
        if (status === 'paused') return
        const now = tally(children(), instrument.lotSize)
        const remaining = lotsOf(quantity.minus(now.filled).minus(now.open), instrument.lotSize)
        const request = childRequest(command, params, instrument, remaining)
        if (request === undefined) return
        const placed = account.place(request, { ...origin, execution: id })
        if (isPromise(placed)) placed.catch((cause: unknown) => end(failure(cause)))
        return
      }
      case 'cancel':
        for (const child of children())
          if (child.order.terms.tag === command.key && isOpen(child.order)) cancelChild(child)
        return
      case 'wake':
        if (Number.isNaN(command.at)) throw noTime()
        wake?.()
        wake = timers.after(Math.max(0, command.at - clock.now()), () => tell({ type: 'woke' }))
        return
      case 'finish':
        end({ status: command.status, ...(command.reason !== undefined && { reason: command.reason }) })
    }
  }

  function cancelChild({ order }: TrackedOrder): void {
    promised(() => account.cancel(order.terms.clientOrderId)).catch((cause: unknown) =>
      log.error(`A child of ${id} cannot be canceled.`, { cause }),
    )
  }

  /** Nothing new from here on; what is open is canceled, and the end comes when the last child is closed. */
  function end(how: NonNullable<typeof ending>): void {
    if (ending !== undefined) return
    ending = how
    wake?.()
    for (const child of children()) if (isOpen(child.order) && child.order.pending !== 'cancel') cancelChild(child)
    settle()
  }

  function settle(): void {
    if (status !== 'running' && status !== 'paused') return
    const { filled, open } = tally(children(), instrument.lotSize)
    if (ending === undefined && filled.gte(quantity)) ending = { status: 'done' }
    if (ending === undefined || open.gt(0)) return
    status = ending.status
    wake?.()
    const residualQuantity = quantity.minus(filled)
    const { reason } = ending
    const why = reason === undefined ? {} : { reason }
    commit({ type: 'execution.finished', time: clock.now(), execution: id, status, residualQuantity, ...why })
    options.ended(self)
    finished.resolve(result())
    announce()
  }

  /** What cannot be written has halted the account, and that ends everything here. */
  function commit(event: Parameters<Account['commit']>[0]): void {
    try {
      const done = account.commit(event)
      if (isPromise(done)) done.catch(() => {})
    } catch {}
  }

  function announce(): void {
    changed.resolve()
    changed = Promise.withResolvers()
  }

  function getProgress(): Progress {
    const { filled, open, fills } = tally(children(), instrument.lotSize)
    const average = averagePrice(fills)
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
    const { fills } = tally(children(), instrument.lotSize)
    return { ...getProgress(), status: 'done', fills, ...ending }
  }

  const execution: Execution = {
    id,
    params,
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
      if (status !== 'running') return
      status = 'paused'
      wake?.()
      announce()
      await account.commit({ type: 'execution.paused', time: clock.now(), execution: id, reason: 'asked to' })
    },
    async resume() {
      if (status !== 'paused') return
      status = 'running'
      announce()
      await account.commit({ type: 'execution.resumed', time: clock.now(), execution: id })
      tell({ type: 'resumed' })
    },
    cancel() {
      tell({ type: 'canceled' })
      end({ status: 'canceled' })
      return finished.promise
    },
  }

  const self: RunningExecution = {
    execution,
    onMarket(news, about, kind) {
      if (about === instrument.id && algo.needs.includes(kind)) tell(news)
    },
    onOrder(event, child) {
      const change = changeOf(event.type)
      if (change !== undefined) tell({ type: 'child', key: child.order.terms.tag ?? '', change })
      settle()
      announce()
    },
    abandon(reason) {
      if (status !== 'running' && status !== 'paused') return
      wake?.()
      ending = { status: 'failed', reason }
      status = 'failed'
      finished.resolve(result())
      announce()
    },
  }

  options.began(self)
  commit({
    type: 'execution.started',
    time: clock.now(),
    execution: id,
    algo: algo.name,
    version: algo.version,
    params: JSON.parse(canonicalJson({ ...params, quantity })) as Json,
    state: state as Json,
  })
  tell({ type: 'started' })
  return execution
}

function parseParent({ quantity: given, side, limitPrice }: AlgoParams, { id, lotSize }: Instrument): Decimal {
  const quantity = readDecimal(given)
  const refuse = (field: string, value: string, expected: string): ShagunError =>
    new ShagunError('invalid-order', `${field} is ${value}; expected ${expected}.`, {
      details: { field, value, expected },
    })
  if (side !== 'buy' && side !== 'sell') throw refuse('side', String(side), 'buy or sell')
  if (quantity === undefined || !quantity.gt(zero)) throw refuse('quantity', String(given), 'a quantity above 0')
  if (!quantity.mod(lotSize).isZero())
    throw refuse('quantity', quantity.toFixed(), `a multiple of the lot ${lotSize.toFixed()} of ${id}`)
  if (limitPrice !== undefined && !readDecimal(limitPrice)?.gt(zero))
    throw refuse('limitPrice', String(limitPrice), 'a price above 0')
  return quantity
}

function noTime(): ShagunError {
  return invalidOption('The planner asks to be woken at', 'at', 'NaN', 'epoch milliseconds')
}

function failure(cause: unknown): {
  readonly status: 'failed'
  readonly reason: string
  readonly error?: AnyShagunError
} {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return { status: 'failed', reason, ...(isShagunError(cause) && { error: cause }) }
}

type ChildChange = Extract<AlgoInput, { readonly type: 'child' }>['change']

function changeOf(type: OrderEvent['type']): ChildChange | undefined {
  switch (type) {
    case 'order.accepted':
      return 'accepted'
    case 'order.filled':
      return 'filled'
    case 'order.denied':
    case 'order.rejected':
    case 'order.absent':
      return 'rejected'
    case 'order.canceled':
    case 'order.expired':
      return 'canceled'
    case 'order.unconfirmed':
      return 'unconfirmed'
    default:
      return undefined
  }
}

/** 60 bits in base 36. */
function mintExecutionId(random: () => number): ExecutionId {
  const part = (): string =>
    Math.floor(random() * 2 ** 30)
      .toString(36)
      .padStart(6, '0')
  return `x${part()}${part()}` as ExecutionId
}
