import { type Account, createAccount, stoppedMeanwhile } from '../account/account.ts'
import type { Origin } from '../account/place.ts'
import { invalidOption, isShagunError, ShagunError } from '../errors.ts'
import type { Ground } from '../execution/ground.ts'
import type { MarketNews, Runner } from '../execution/runner.ts'
import { createMarketData, type MarketData } from '../market-data/market-data.ts'
import type { MarketUpdate } from '../market-data/updates.ts'
import type { Calendar } from '../model/calendar.ts'
import type { OrderEvent } from '../model/events.ts'
import { exchangeOf, type InstrumentId } from '../model/ids.ts'
import type { Instrument } from '../model/instrument.ts'
import type { Supports } from '../model/supports.ts'
import type { Timeframe } from '../model/time.ts'
import { type Algo, notRegistered, timeframesOf } from '../ports/algo.ts'
import { promised } from '../ports/awaitable.ts'
import type { Broker } from '../ports/broker.ts'
import type { DataProvider } from '../ports/data-provider.ts'
import type { Environment, Unsubscribe } from '../ports/environment.ts'
import type { RiskRule } from '../ports/risk-rule.ts'
import type { Storage } from '../ports/storage.ts'
import { memory } from '../ports/storage-memory.ts'
import type { Strategy } from '../ports/strategy.ts'
import type { Trader } from '../ports/trader.ts'
import { createStrategyHost, type StrategyHost } from '../strategy/host.ts'
import { type Inside, insides } from './inside.ts'
import { createWatches } from './watches.ts'

/** What a trader is put together from; only the broker is needed. */
export interface TraderOptions<S extends Supports = Supports> {
  readonly broker: Broker<S>
  /** The name of the account in the storage. Default: `main`. */
  readonly account?: string
  /** Providers, asked in this order; or market data that several traders share. */
  readonly data?: readonly DataProvider[] | MarketData
  /** Whether rules and strategies see a quote in the account's view while it is stale. Default: `withheld`. */
  readonly staleQuotes?: 'withheld' | 'used'
  /** Default: {@link memory}. */
  readonly storage?: Storage
  /** Every order and every modification passes all of them, in this order. */
  readonly rules?: readonly RiskRule[]
  readonly strategies?: readonly Strategy<NoInfer<S>>[]
  /** Planners that may run here. */
  readonly algos?: readonly { readonly algo: Algo }[]
  /** Instruments that neither the broker nor a provider lists. */
  readonly instruments?: readonly Instrument[]
  /** When the trading day turns; without it, at midnight UTC. The log warns of years that it does not know. */
  readonly calendar?: Calendar
  /** How long the broker's book must be read without an unanswered order before it counts as never arrived. Default: 30 s. */
  readonly absentAfterMs?: number
  /** How often the broker's books are read and compared while all is well; 0 for never. Default: 60 s. */
  readonly reconcileEveryMs?: number
  /**
   * How many journal entries make another snapshot worth keeping, when a trading day ends and at `stop()`; a start goes
   * on from it instead of replaying all that came before. 0 for never. Default: 1000 entries.
   */
  readonly snapshotEvery?: number
}

/**
 * Puts a broker, data, a storage, rules and strategies together. Nothing happens before `start()`.
 *
 * @throws ShagunError `environment-mismatch` where an adapter lives in another environment than the broker,
 * `invalid-options` where two strategies or two algos have one name, or two rules that keep state
 * @example
 * ```ts
 * import { createInstrument, createTrader, memory } from '@shagun/core'
 * import { mock } from '@shagun/broker-mock'
 *
 * const trader = createTrader({
 *   broker: mock({ cash: '100000', currency: 'INR' }),
 *   storage: memory(),
 *   instruments: [createInstrument({ id: 'NSE:INFY', currency: 'INR', tickSize: '0.05' })],
 * })
 * await trader.start()
 * const placed = await trader.place({ instrument: 'NSE:INFY', side: 'buy', quantity: 10, type: 'limit', limitPrice: '1520.05' })
 * console.log(placed.outcome)
 * await trader.stop()
 * ```
 */
export function createTrader<const S extends Supports>(options: TraderOptions<S>): Trader<S> {
  const { strategies = [], instruments = [], rules = [], algos = [], staleQuotes = 'withheld' } = options
  // Inside, one trader is like another: what S narrows was checked by the compiler at the door.
  const broker = options.broker as unknown as Broker
  const { environment } = broker
  const storage = options.storage ?? memory()
  const data = marketDataOf(options, storage, broker)
  // Orders are told apart by the strategy that placed them.
  refuseSameNames('strategies', strategies)
  // A snapshot holds what a rule keeps by its name.
  refuseSameNames('rules', rules.filter(keepsState))
  // A restart finds them by their names.
  refuseSameNames('algos', [...new Set(algos.map(({ algo }) => algo))])

  const account = createAccount({
    account: options.account ?? 'main',
    broker,
    storage,
    rules,
    instruments,
    calendar: options.calendar,
    absentAfterMs: options.absentAfterMs ?? 30_000,
    reconcileEveryMs: options.reconcileEveryMs ?? 60_000,
    snapshotEvery: options.snapshotEvery ?? 1_000,
  })
  // Loaded by the first trader that has algos.
  let runner: Runner | undefined
  const inside: Inside = {
    account,
    calendar: options.calendar,
    hearers: new Set(),
    watch: (instrument, timeframes) => watches.add(instrument, timeframes),
  }
  const ground: Ground = {
    environment,
    calendar: options.calendar,
    accounts: new Map([[account.name, account]]),
    listExecutions: () => [...account.getState().executions.values()].filter(({ desk }) => desk === undefined),
    commit: account.commit,
    settled: () => undefined,
    requireRunning: account.requireRunning,
    watch: (_, instrument, timeframes) => inside.watch(instrument, timeframes),
  }
  const host = createStrategyHost({
    strategies: strategies as unknown as readonly Strategy[],
    faceOf: (strategy) => createFace({ strategy: strategy.name }),
    failed(strategy, error) {
      environment.log.error(`The strategy ${strategy} threw and is called no more.`, { cause: error })
      account.listeners.publish({ type: 'strategy.failed', time: environment.clock.now(), strategy, error })
    },
    now: environment.clock.now,
  })
  const sees: Sees = { account, host, hearers: inside.hearers, usesStale: staleQuotes === 'used' }
  const watches = createWatches(
    data,
    (instrument) => (host.watched.includes(instrument) ? timeframesIn(instrument) : undefined),
    (update) => receive(update, sees),
    environment.log,
  )
  let unsubscribe: Unsubscribe[] = []
  let running = false
  let isWanted = false
  let starting: Promise<void> | undefined

  /** Who asks while it starts waits for the same start. */
  function start(): Promise<void> {
    starting ??= begin().finally(() => {
      starting = undefined
    })
    return starting
  }

  async function begin(): Promise<void> {
    if (running && !account.isHalted()) return
    isWanted = true
    await end()
    requireWanted()
    running = true
    try {
      // What is found out while the account recovers is told once the strategies have begun.
      let tell = (event: OrderEvent): void => void found.push(event)
      const found: OrderEvent[] = []
      unsubscribe.push(account.listeners.on('order.*', (event) => tell(event)))
      warnOfUnknownYears(options.calendar, environment)
      const listed = await fetchListed(data, host.watched, instruments, environment)
      requireWanted()
      await account.start(listed)
      watches.begin()
      await startRunner()
      await host.start(
        async (instrument, timeframe, count) => (await data.fetchLatestBars({ instrument, timeframe, count })).bars,
      )
      tell = tellStrategy
      for (const event of found) tell(event)
      await subscribe()
      // It may have halted, or been stopped, meanwhile.
      requireWanted()
      account.requireRunning()
    } catch (cause) {
      await end()
      throw cause
    }
  }

  /** What ran goes on, or is told to be over where its algo is not here any more. */
  async function startRunner(): Promise<void> {
    if (runner === undefined) {
      if (algos.length === 0 && ground.listExecutions().length === 0) return
      runner = (await import('../execution/runner.ts')).createRunner(ground, algos)
      inside.hearers.add(runner)
      requireWanted()
    }
    await runner.start()
  }

  /** Those that are watched in the same timeframes share one subscription. */
  async function subscribe(): Promise<void> {
    unsubscribe.push(
      data.on('provider.switched', (change) =>
        account.listeners.publish({ type: 'provider.switched', time: environment.clock.now(), ...change }),
      ),
    )
    for (const group of Map.groupBy(host.watched, (instrument) => timeframesIn(instrument).join()).values()) {
      const wanted = { instruments: group, timeframes: timeframesIn(group[0]!) }
      const subscription = data.subscribe(wanted, (update) => receive(update, sees))
      unsubscribe.push(subscription.end)
      await subscription.ready
    }
  }

  /** Those of the strategies that watch it, and of the algos. */
  function timeframesIn(instrument: InstrumentId): readonly Timeframe[] {
    return [...new Set([...host.timeframesOf(instrument), ...algos.flatMap(({ algo }) => timeframesOf(algo))])]
  }

  function requireWanted(): void {
    if (!isWanted) throw stoppedMeanwhile(account.name)
  }

  function tellStrategy(event: OrderEvent): void {
    const id = 'terms' in event ? event.terms.clientOrderId : event.clientOrderId
    const strategy = account.getState().getTracked(id)?.strategy
    if (strategy !== undefined) host.onOrder(event, strategy)
  }

  function stop(): Promise<void> {
    isWanted = false
    return end()
  }

  async function end(): Promise<void> {
    running = false
    for (const end of unsubscribe) end()
    unsubscribe = []
    host.stop()
    runner?.stop(stopped)
    // Those of a desk.
    for (const each of inside.hearers) each.leave(account.name, stopped)
    watches.end()
    await account.stop()
  }

  function createFace(origin: Origin): Trader {
    return {
      account: account.name,
      supports: broker.supports,
      environment,
      view: account.view,
      start,
      stop,
      place: (request) => promised(() => account.place(request, origin)),
      placeGroup: (group) => promised(() => account.placeGroup(group, origin)),
      modify: (id, change) => promised(() => account.modify(id, change)),
      cancel: (id) => promised(() => account.cancel(id)),
      applyCorporateAction: account.applyCorporateAction,
      halt: (reason) => promised(() => account.commit({ type: 'trading.halted', time: account.view.now, reason })),
      resume: (reason) => promised(() => account.commit({ type: 'trading.resumed', time: account.view.now, reason })),
      reportBreach: (denial) =>
        promised(() => account.commit({ type: 'risk.breached', time: account.view.now, denial })),
      confirmed: account.confirmed,
      execute(order) {
        if (!algos.some(({ algo }) => algo === (order.algo as unknown as Algo))) throw notRegistered(order.algo.name)
        account.requireRunning()
        // It recovers still, and its algos begin after that.
        if (runner === undefined)
          throw new ShagunError('not-started', `Account ${account.name} is not started yet; await its start() first.`, {
            details: { account: account.name },
          })
        return runner.execute(order, origin)
      },
      getExecution: (id) => runner?.getExecution(id),
      getBars: (instrument, timeframe) => host.getBars(instrument, timeframe),
      on: account.listeners.on,
      idle: () => idle(account, host),
    }
  }

  const trader = createFace({})
  insides.set(trader, inside)
  return trader as unknown as Trader<S>
}

const stopped = 'the account was stopped'

/** A month ahead, so that somebody can see to it before holidays are missed. */
function warnOfUnknownYears(calendar: Calendar | undefined, { clock, log }: Environment): void {
  if (calendar === undefined) return
  const now = clock.now()
  const years = new Set([now, now + 30 * 86_400_000].map((at) => Number(calendar.day(at).date.slice(0, 4))))
  for (const year of years)
    if (!calendar.isKnownYear(year))
      log.warn(`The calendar ${calendar.id} does not know ${year}: the regular week is assumed, without holidays.`, {
        calendar: calendar.id,
        year,
      })
}

function marketDataOf(
  { data = [], calendar }: Pick<TraderOptions, 'data' | 'calendar'>,
  storage: Storage,
  broker: Broker,
): MarketData {
  const providers = isMarketData(data) ? [] : data
  for (const { id, environment } of providers) if (environment !== broker.environment) throw mismatch(id, broker.id)
  if (!isMarketData(data))
    return createMarketData({
      providers,
      store: storage.bars,
      ...(calendar !== undefined && { calendars: { '*': calendar } }),
    })
  if (data.environment !== broker.environment) throw mismatch('The market data', broker.id)
  return data
}

function isMarketData(data: readonly DataProvider[] | MarketData): data is MarketData {
  return !Array.isArray(data)
}

/**
 * What providers list at the exchanges of what is watched; what nobody lists may still come from the broker. Where they
 * fail, what is known without them has to be enough.
 */
async function fetchListed(
  data: MarketData,
  watched: readonly InstrumentId[],
  known: readonly Instrument[],
  { log }: Environment,
): Promise<readonly Instrument[]> {
  const ids = new Set(known.map(({ id }) => id))
  const listed: Instrument[] = []
  for (const [exchange, group] of Map.groupBy(watched, exchangeOf))
    try {
      listed.push(...(await data.fetchInstruments(exchange)))
    } catch (error) {
      if (isShagunError(error, 'unsupported')) continue
      if (!group.every((instrument) => ids.has(instrument))) throw error
      log.error(`The instruments of ${exchange} could not be listed; only those that were given are known.`, {
        cause: error,
      })
    }
  return listed
}

/** Who is to hear of market data, and whether stale ones count. */
interface Sees {
  readonly account: Account
  readonly host: StrategyHost
  readonly hearers: Inside['hearers']
  readonly usesStale: boolean
}

/** News of the market, on its way to everybody who looks: prices first, so that what is decided sees them. */
function receive(update: MarketUpdate, { account, host, hearers, usesStale }: Sees): void {
  const { listeners, view } = account
  const time = view.now
  const hear = (news: MarketNews): void => {
    for (const each of hearers) each.onMarket(account.name, news)
  }
  switch (update.type) {
    case 'quote': {
      const { quote } = update
      if (update.stale && !usesStale) view.withhold(quote.instrument)
      else view.observe(quote)
      if (listeners.hears('quote.received')) listeners.publish({ type: 'quote.received', time, quote, label: update })
      host.onQuote(quote, update)
      // A planner cannot tell that it is stale.
      if (!update.stale || usesStale) hear({ type: 'quote', quote })
      return
    }
    case 'trade':
      listeners.publish({ type: 'trade.received', time, trade: update.trade })
      return hear({ type: 'trade', trade: update.trade })
    case 'depth':
      listeners.publish({ type: 'depth.received', time, depth: update.depth })
      return hear({ type: 'depth', depth: update.depth })
    case 'bar': {
      const { bar } = update
      if (update.isPartial)
        account.warn(
          `A ${bar.timeframe} bar of ${bar.instrument} is partial: ticks were missed while it was open.`,
          bar,
        )
      // What was made up for later, or closed before the newest quote, says nothing of the price now.
      const isOld = (view.getQuote(bar.instrument)?.time ?? Number.NEGATIVE_INFINITY) > update.asOf
      const isNews = update.origin === 'stream' && !update.isPartial && !isOld
      if (isNews && (usesStale || !update.stale))
        view.observe({ instrument: bar.instrument, time: update.asOf, last: bar.close })
      if (listeners.hears('bar.closed')) listeners.publish({ type: 'bar.closed', time, bar })
      host.onBar(bar)
      return hear({ type: 'bar', bar })
    }
    case 'lost':
      if (!usesStale) {
        for (const instrument of update.instruments) view.withhold(instrument)
        for (const each of hearers) each.onLost(account.name, update.instruments)
      }
      return listeners.publish({ type: 'connection.lost', time, source: update.source, cause: update.cause })
    case 'confirmed':
      return view.observe(update.quote)
    case 'restored':
      return listeners.publish({ type: 'connection.restored', time, source: update.source })
    case 'switched':
      return
  }
}

/** Strategies may place orders and orders may wake strategies, so it takes turns until both are quiet. */
function idle(account: Account, host: StrategyHost): Promise<void> | undefined {
  const busy = account.idle() ?? host.idle()
  return busy?.then(() => idle(account, host))
}

function keepsState({ observe, save, restore }: RiskRule): boolean {
  return observe !== undefined || save !== undefined || restore !== undefined
}

export function refuseSameNames(
  option: 'strategies' | 'rules' | 'algos',
  named: readonly { readonly name: string }[],
): void {
  const names = named.map(({ name }) => name)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice === undefined) return
  throw invalidOption(`Two ${option} are called`, option, twice, ownNames[option])
}

const ownNames = {
  strategies: 'a name for each strategy',
  rules: 'a name for each rule that keeps state',
  algos: 'a name for each algo',
} as const

function mismatch(adapter: string, broker: string): ShagunError {
  const message = `${adapter} lives in another environment than ${broker}; pass both the same one as their last argument.`
  return new ShagunError('environment-mismatch', message, { details: { adapter } })
}
