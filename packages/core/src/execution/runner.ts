import type { Account } from '../account/account.ts'
import type { Origin } from '../account/place.ts'
import { ShagunError } from '../errors.ts'
import { canonicalJson } from '../model/codec.ts'
import { Decimal, zero } from '../model/decimal.ts'
import type { OrderEvent } from '../model/events.ts'
import type { Execution } from '../model/execution.ts'
import type { ExecutionId, InstrumentId } from '../model/ids.ts'
import type { Json } from '../model/json.ts'
import { type Algo, type AlgoNeed, type AlgoOrder, type AlgoParams, timeframesOf } from '../ports/algo.ts'
import type { AlgoNews } from '../ports/algo-input.ts'
import { isPromise } from '../ports/awaitable.ts'
import { instrumentOf } from '../ports/data-provider.ts'
import type { Unsubscribe } from '../ports/environment.ts'
import { seededRandom } from '../ports/environment-simulated.ts'
import type { SavedExecution } from '../state/executions.ts'
import { createBackOff } from './back-off.ts'
import { lotsIn } from './child-request.ts'
import type { Ground } from './ground.ts'
import { checkChildren, parseQuantity } from './parent.ts'
import { type Depths, depthKey, openRoutes, viewRoutes } from './routes.ts'
import { createRun, type RunningExecution } from './run.ts'
import { decodeTag } from './tag.ts'

/** Runs the algos that stand on one ground. */
export interface Runner {
  execute<P extends AlgoParams>(order: AlgoOrder<P>, origin: Origin): Execution<P>
  /** Of those that ended, the last 1,000 are found. */
  getExecution(id: ExecutionId): Execution | undefined
  onMarket(account: string, news: MarketNews): void
  /** What is known of their books is stale from now on. */
  onLost(account: string, instruments: readonly InstrumentId[]): void
  /** Goes on with what ran when the process ended, and does not run here yet. */
  start(): Promise<void>
  /** What trades at an account that is stopped goes on with the next start. */
  leave(account: string, reason: string): void
  /** What is open stands, and goes on with the next start. */
  stop(reason: string): void
}

export type MarketNews = Extract<AlgoNews, { readonly type: 'quote' | 'trade' | 'depth' | 'bar' }>

export function createRunner(ground: Ground, registered: readonly { readonly algo: Algo }[]): Runner {
  const { environment, accounts } = ground
  const { clock, log } = environment
  const executions = new Map<ExecutionId, RunningExecution>()
  const ended = new Set<ExecutionId>()
  const running = new Map<InstrumentId, Set<RunningExecution>>()
  const watches = new Map<RunningExecution, readonly Unsubscribe[]>()
  const depths: Depths = new Map()
  const backOff = createBackOff(environment, (account) => {
    for (const each of [...watches.keys()]) each.onRelease(account)
  })
  let unsubscribe: readonly Unsubscribe[] | undefined

  function onOrder(event: OrderEvent, account: Account): void {
    const id = 'terms' in event ? event.terms.clientOrderId : event.clientOrderId
    const tracked = account.getState().getTracked(id)
    if (tracked?.execution !== undefined) executions.get(tracked.execution)?.onOrder(event, tracked, account)
  }

  function abandon(which: (run: RunningExecution) => boolean, reason: string): void {
    for (const each of [...watches.keys()]) {
      if (!which(each)) continue
      each.abandon(reason)
      forget(each)
    }
  }

  /** From here on it hears of its market and of its children. */
  function remember(run: RunningExecution, algo: Algo): void {
    executions.set(run.execution.id, run)
    ended.delete(run.execution.id)
    const timeframes = timeframesOf(algo)
    const pairs = new Map(run.routes.map((route) => [`${route.account.name} ${route.instrument.id}`, route]))
    for (const { instrument } of run.routes) {
      let there = running.get(instrument.id)
      if (there === undefined) running.set(instrument.id, (there = new Set()))
      there.add(run)
    }
    watches.set(
      run,
      [...pairs.values()].map(({ account, instrument }) => ground.watch(account.name, instrument.id, timeframes)),
    )
  }

  function forget(run: RunningExecution): void {
    for (const end of watches.get(run) ?? []) end()
    watches.delete(run)
    for (const { instrument } of run.routes) {
      const there = running.get(instrument.id)
      there?.delete(run)
      if (there?.size === 0) running.delete(instrument.id)
    }
    // The last of them stay findable.
    ended.add(run.execution.id)
    for (const id of ended) {
      if (ended.size <= mostEnded) return
      ended.delete(id)
      executions.delete(id)
    }
  }

  /** Of the accounts where it trades, why the first is halted. */
  function haltOf({ routes }: RunningExecution): string | undefined {
    return routes.map(({ account }) => account.getState().halted).find((halted) => halted !== undefined)
  }

  function requireStarted(): void {
    if (unsubscribe !== undefined) return
    const account = [...accounts.keys()].join(', ')
    const message = `The algos of ${account} are not started yet; await the start() first.`
    throw new ShagunError('not-started', message, { details: { account } })
  }

  function begin(order: AlgoOrder, origin: Origin): Execution {
    const { algo } = order
    requireStarted()
    ground.requireRunning()
    const routes = openRoutes(ground, order.params)
    for (const each of routes) each.account.requireRunning()
    const [{ account, instrument }] = routes
    const quantity = parseQuantity(order.params, instrument)
    const lots = lotsIn(quantity, instrument.lotSize)
    for (const route of routes) checkChildren(order.params, route)
    const seed = order.params.seed ?? Math.floor(environment.random() * 2 ** 32)
    const now = clock.now()
    const arrivalPrice = account.view.getQuote(instrument.id)?.last ?? 0
    const views = viewRoutes(routes, depths)
    const { account: _, ...first } = views[0]
    const state = algo.begin(order.params, {
      ...first,
      now,
      params: order.params,
      lots,
      ...(ground.calendar !== undefined && { calendar: ground.calendar }),
      routes: views,
      arrivalPrice,
      random: seededRandom(seed),
    })
    // From here on as the journal has them, so that a restart meets the very same.
    const params = JSON.parse(canonicalJson({ ...order.params, quantity, seed })) as AlgoParams
    const begun = JSON.parse(canonicalJson(state)) as Json
    const id = mintExecutionId(environment.random)
    const run = createRun({
      ground,
      backOff,
      depths,
      algo,
      routes,
      id,
      origin,
      startedAt: now,
      arrivalPrice,
      params,
      state,
      paused: undefined,
      ended: forget,
    })
    remember(run, algo)
    const { strategy } = origin
    try {
      const started = ground.commit({
        type: 'execution.started',
        time: now,
        execution: id,
        algo: algo.name,
        version: algo.version,
        params: params as unknown as Json,
        state: begun,
        arrivalPrice,
        ...(strategy !== undefined && { strategy }),
      })
      if (isPromise(started)) started.catch(() => {})
    } catch {
      // What cannot be written has halted the account, and that has ended it.
    }
    const halted = haltOf(run)
    if (halted !== undefined) run.onHalt(halted)
    run.begin('started')
    return run.execution
  }

  /** What the journal says is running goes on, where it can. */
  async function goOn(saved: SavedExecution): Promise<void> {
    const { execution: id, strategy, arrivalPrice = 0, params, state, paused, time } = saved
    const algo = registered.find((each) => each.algo.name === saved.algo)?.algo
    try {
      if (algo === undefined) throw new Error(`the algo ${saved.algo} is not among those given to this process`)
      if (algo.version !== saved.version)
        throw new Error(`it was begun by version ${saved.version} of ${saved.algo}, and this is ${algo.version}`)
      const given = params as unknown as AlgoParams
      const run = createRun({
        ground,
        backOff,
        depths,
        algo,
        routes: openRoutes(ground, given),
        id,
        origin: strategy === undefined ? {} : { strategy },
        startedAt: time,
        arrivalPrice,
        params: given,
        state,
        paused,
        ended: forget,
      })
      remember(run, algo)
      const halted = haltOf(run)
      if (halted !== undefined) run.onHalt(halted)
      run.begin('recovered')
      // Trading was allowed again while nobody was here.
      if (halted === undefined) run.onHalt(undefined)
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      log.error(`${saved.algo} ${id} cannot go on: ${reason}. Its open orders stand.`)
      await giveUp(saved, reason)
    }
  }

  async function giveUp({ execution, params }: SavedExecution, reason: string): Promise<void> {
    let residualQuantity = new Decimal((params as unknown as { readonly quantity: string }).quantity)
    for (const account of accounts.values())
      for (const { order } of account.getState().listChildren(execution))
        if (!decodeTag(order.terms.tag ?? '').exit) residualQuantity = residualQuantity.minus(order.filledQuantity)
    await ground.commit({
      type: 'execution.finished',
      time: clock.now(),
      execution,
      status: 'failed',
      residualQuantity: Decimal.max(zero, residualQuantity),
      reason,
    })
  }

  return {
    execute: <P extends AlgoParams>(order: AlgoOrder<P>, origin: Origin) =>
      begin(order as unknown as AlgoOrder, origin) as Execution<P>,
    getExecution: (id) => executions.get(id)?.execution,
    onMarket(account, news) {
      const about = instrumentOf(news)
      if (news.type === 'depth') depths.set(depthKey(account, about), news.depth)
      const kind: AlgoNeed = news.type === 'bar' ? news.bar.timeframe : kinds[news.type]
      // One that ends while it is told must not disturb the others.
      for (const each of [...(running.get(about) ?? [])]) each.onMarket(news, account, about, kind)
    },
    onLost(account, instruments) {
      for (const instrument of instruments) depths.delete(depthKey(account, instrument))
    },
    async start() {
      unsubscribe ??= [...accounts.values()].flatMap((account) => {
        const here = (): readonly RunningExecution[] => [...watches.keys()].filter((run) => isAt(run, account))
        return [
          account.listeners.on('order.*', (event) => onOrder(event, account)),
          account.listeners.on('account.halted', ({ reason }) =>
            abandon((run) => isAt(run, account), `the account halted: ${reason}`),
          ),
          account.listeners.on('trading.halted', ({ reason }) => {
            for (const run of here()) run.onHalt(reason)
          }),
          // Who trades at several accounts waits for all of them.
          account.listeners.on('trading.resumed', () => {
            for (const run of here()) if (haltOf(run) === undefined) run.onHalt(undefined)
          }),
        ]
      })
      const runs = new Set([...watches.keys()].map(({ execution }) => execution.id))
      for (const saved of ground.listExecutions()) if (!runs.has(saved.execution)) await goOn(saved)
    },
    leave(account, reason) {
      abandon(({ routes }) => routes.some((route) => route.account.name === account), reason)
    },
    stop(reason) {
      abandon(() => true, reason)
      backOff.stop()
      for (const end of unsubscribe ?? []) end()
      unsubscribe = undefined
    },
  }
}

/** How many that have ended are kept. */
const mostEnded = 1_000

function isAt({ routes }: RunningExecution, account: Account): boolean {
  return routes.some((route) => route.account === account)
}

const kinds = { quote: 'quotes', trade: 'trades', depth: 'depth' } as const

/** 60 bits in base 36. */
function mintExecutionId(random: () => number): ExecutionId {
  const part = (): string =>
    Math.floor(random() * 2 ** 30)
      .toString(36)
      .padStart(6, '0')
  return `x${part()}${part()}` as ExecutionId
}
