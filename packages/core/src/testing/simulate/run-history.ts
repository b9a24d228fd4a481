import { setImmediate } from 'node:timers/promises'
// Loaded before time begins to pass: the first trader with algos would load it, which takes the machine's own time.
import '../../execution/runner.ts'
import { type ErrorCode, isShagunError } from '../../errors.ts'
import { decodeEntry } from '../../model/codec.ts'
import type { ExecutionId, InstrumentId } from '../../model/ids.ts'
import { type Instrument, roundToTick } from '../../model/instrument.ts'
import { isOpen, type Order, type OrderChange, type OrderRequest } from '../../model/order.ts'
import type { Supports } from '../../model/supports.ts'
import type { Algo, AlgoOrder } from '../../ports/algo.ts'
import type { Broker } from '../../ports/broker.ts'
import type { DataProvider, MarketReport } from '../../ports/data-provider.ts'
import type { Environment, Network } from '../../ports/environment.ts'
import { seededRandom } from '../../ports/environment-simulated.ts'
import type { RiskRule } from '../../ports/risk-rule.ts'
import type { Storage } from '../../ports/storage.ts'
import type { Strategy } from '../../ports/strategy.ts'
import type { Trader } from '../../ports/trader.ts'
import { createTrader } from '../../trader/create-trader.ts'
import type { ShownMarket, SimulatedVenue } from '../simulated-venue.ts'
import { exposureLimit } from './exposure-limit.ts'
import { type FaultKind, storageFaults } from './fault.ts'
import type { Step } from './history.ts'
import { createLine } from './line.ts'
import { createParents } from './parents.ts'
import { createProcess, type Process } from './process.ts'
import { createProcessStorage } from './process-storage.ts'
import { brokenAtEnd, brokenAtVenue, brokenMeanwhile, type Violation } from './promises.ts'
import { createSteppedClock } from './stepped-clock.ts'
import { watchAlgos } from './watched-algos.ts'

/** What a history is run on. */
export interface World {
  readonly broker: (environment: Environment) => Broker & { readonly venue: SimulatedVenue & Partial<ShownMarket> }
  readonly storage: () => Storage
  readonly rules: () => readonly RiskRule[]
  readonly strategy: (() => Strategy) | undefined
  readonly instruments: readonly Instrument[]
  /** What of one instrument may be held at most, long or short. */
  readonly exposure: number
  readonly executions: SimulatedExecutions | undefined
}

/** Parent orders that algos carry out. */
export interface SimulatedExecutions {
  readonly algos: readonly { readonly algo: Algo }[]
  /** Draws one that begins now. */
  readonly order: (at: SimulatedMoment) => AlgoOrder
  /** Whether a parent must have closed what it filled when it ends. Default: whether the algo has exits. */
  readonly endsFlat?: boolean
  /** Draws what is to change of the parameters of one at work; `{}` for nothing. Default: nothing. */
  readonly change?: (params: Readonly<Record<string, unknown>>, at: SimulatedMoment) => object
}

/** What can be looked at when something is drawn. */
export interface SimulatedMoment {
  /** Uniform in [0, 1); all that is left to chance must come from it. */
  readonly random: () => number
  /** Epoch milliseconds, by the clock of the process. */
  readonly now: number
  readonly instruments: readonly Instrument[]
  /** The last price of an instrument. */
  readonly last: (instrument: InstrumentId) => number
}

/** What a history came to. */
export interface Course {
  readonly violation: Violation | undefined
  readonly faults: ReadonlyMap<FaultKind, number>
  readonly crashes: number
  readonly orders: number
  readonly fills: number
  /** How parent orders ended, and how many so. */
  readonly executions: ReadonlyMap<string, number>
  /** What happened, a line each. */
  readonly trace: readonly string[]
}

const start = Date.UTC(2026, 0, 5, 4)
/** Longer than anything takes that goes wrong: deadlines, patience, and what was delayed. */
const settleMs = 240_000
/** What may be asked of an account that is down, or of an order that is gone. */
const refusals = ['not-started', 'account-halted', 'invalid-order'] as const
/** What an algo may say of parameters that were drawn for it. */
const objections = [...refusals, 'invalid-options', 'unsupported'] as const

/** Runs a history, checks every promise on the way and at its end, and says what it came to. */
export async function runHistory(seed: number, steps: readonly Step[], world: World): Promise<Course> {
  const random = seededRandom(seed)
  const instant = random() < 0.25
  const clock = createSteppedClock(start)
  const faults = new Map<FaultKind, number>()
  const trace: string[] = []
  const last = new Map(world.instruments.map(({ id }) => [id, 100]))
  let crashes = 0
  let violation: Violation | undefined
  let outside = 0
  /** By how much the clock of the process is ahead. */
  let skew = 0
  let isHalted = false
  const volume = new Map<InstrumentId, number>()
  const local = { now: () => clock.now() + skew, after: clock.after }
  let days = 0
  const note = (text: string): void => void trace.push(`${((clock.now() - start) / 1000).toFixed(3)}s  ${text}`)
  const happened = (fault: FaultKind): void => {
    faults.set(fault, (faults.get(fault) ?? 0) + 1)
    note(`! ${fault}`)
  }
  const broke = (promise: string, evidence: string): void => {
    if (violation === undefined) note(`BROKEN: ${promise}: ${evidence}`)
    violation ??= { promise, evidence }
  }

  const outer = createProcess(clock, seededRandom(seed ^ 0x5bd1e995), noNetwork)
  const broker = world.broker(outer.environment)
  const { venue } = broker
  const line = createLine({
    broker,
    clock,
    random,
    instant,
    happened,
    arrived: () => judge(brokenAtVenue(venue, world.exposure + outside, line.arrivals)),
  })
  const disk = world.storage()
  const storage = createProcessStorage({
    storage: disk,
    clock,
    instant,
    random,
    happened,
    kept(entries) {
      if (world.executions !== undefined) for (const entry of entries) judge(parents.heard(decodeEntry(entry)))
    },
  })
  let process: Process | undefined
  let trader: Trader | undefined
  let market: (report: MarketReport) => void = () => {}
  let started = false

  const planners = watchAlgos(world.executions?.algos ?? [], clock.now, judge)
  const parents = createParents({
    algos: planners.algos,
    venues: [venue],
    instruments: world.instruments,
    endsFlat: world.executions?.endsFlat,
    mayFail: planners.mayFail,
  })

  function judge(found: Violation | undefined): void {
    if (found !== undefined) broke(found.promise, found.evidence)
  }

  /** A supervisor begins the process again until it has started. */
  function ensureStarted(): void {
    if (process?.alive && trader !== undefined) return
    if (process !== undefined && !process.alive) {
      crashes++
      note('the process has ended; it begins again')
    }
    // Its chance is its own, as a real one's is.
    const born = createProcess(local, seededRandom(seed + 7919 * (crashes + 1) + trace.length), noNetwork)
    process = born
    const mine = createTrader({
      broker: line.openFor(born),
      storage: storage.openFor(born),
      data: [feedOf(born.environment, (report) => (market = report))],
      rules: [...world.rules(), exposureLimit(world.exposure)],
      strategies: world.strategy === undefined ? [] : [world.strategy()],
      algos: planners.algos,
      instruments: world.instruments,
      // Soon enough to be gone on from in a history.
      snapshotEvery: 3,
    })
    trader = mine
    started = false
    listen(mine)
    note('start')
    begin(mine)
  }

  function begin(mine: Trader): void {
    started = false
    mine.start().then(
      () => {
        started = true
        note('started')
      },
      (cause: unknown) => {
        note(`start failed: ${String(cause)}`)
        if (isShagunError(cause, 'journal-broken', 'journal-newer', 'journal-conflict', 'invalid-order'))
          broke('the journal can be read again', String(cause))
        if (trader === mine) trader = undefined
      },
    )
  }

  function listen(mine: Trader): void {
    for (const pattern of [
      'execution.*',
      'trading.*',
      'order.*',
      'fill.*',
      'position.*',
      'cash.*',
      'external.*',
      'account.*',
    ] as const)
      mine.on(pattern, (event) => {
        note(`  ${event.type} ${briefly(event)}`)
        if (event.type === 'trading.halted' || event.type === 'trading.resumed')
          isHalted = event.type === 'trading.halted'
        if (event.type !== 'account.halted' || trader !== mine) return
        // Starting again is the only way on.
        note('the account has halted; it is started again')
        begin(mine)
      })
  }

  function attempt(what: string, work: () => Promise<unknown>, mayObject: readonly ErrorCode[] = refusals): void {
    note(what)
    work().then(
      () => {},
      (cause: unknown) => {
        if (isShagunError(cause, ...mayObject)) note(`  refused: ${cause.message}`)
        else broke('a wrong request gets a typed error', `${what}: ${String(cause)}`)
      },
    )
  }

  /** Of our open orders, or of all where none is open: commands to closed ones must do no harm. */
  function pick(at: number): Order | undefined {
    const orders = [...(trader?.view.orders.values() ?? [])]
    const open = orders.filter(isOpen)
    const from = open.length > 0 ? open : orders
    return from[at % from.length]
  }

  async function perform(step: Step): Promise<void> {
    switch (step.type) {
      case 'place': {
        const instrument = world.instruments[step.instrument % world.instruments.length]!
        const request = requestOf(step, instrument, last.get(instrument.id)!, broker.supports)
        return attempt(`place ${briefly(request)}`, () => trader!.place(request))
      }
      case 'cancel': {
        const order = pick(step.pick)
        if (order === undefined) return
        return attempt(`cancel ${order.terms.clientOrderId}`, () => trader!.cancel(order.terms.clientOrderId))
      }
      case 'modify': {
        const order = pick(step.pick)
        if (order === undefined) return
        const change = changeOf(step, order, trader!, last.get(order.terms.instrument)!)
        if (Object.keys(change).length === 0) return
        const id = order.terms.clientOrderId
        return attempt(`modify ${id} ${briefly(change)}`, () => trader!.modify(id, change))
      }
      case 'print': {
        const { id, tickAt } = world.instruments[step.instrument % world.instruments.length]!
        const price = Math.max(50, last.get(id)! + step.ticks * tickAt(100).toNumber())
        const trade = {
          instrument: id,
          time: clock.now(),
          price: Math.round(price * 100) / 100,
          quantity: step.quantity,
        }
        last.set(id, trade.price)
        note(`print ${id} ${trade.quantity} at ${trade.price}`)
        venue.print(trade)
        if (world.executions === undefined)
          market({ type: 'quote', quote: { instrument: id, time: clock.now(), last: trade.price } })
        else publish(id, trade.quantity)
        return
      }
      case 'market': {
        const { id, lotSize } = world.instruments[step.instrument % world.instruments.length]!
        show(id, step.ticks, step.spreadTicks, lotSize.times(step.quantity).toNumber(), step.isDepth, step.hears)
        return
      }
      case 'execute':
        return execute(step.chance)
      case 'steer':
        return steer(step)
      case 'halt': {
        if (!started) return
        return attempt(isHalted ? 'trading is allowed' : 'trading is halted', () =>
          isHalted ? trader!.resume('all is well') : trader!.halt('to be seen'),
        )
      }
      case 'jump': {
        note(`${step.asleep ? 'asleep for' : 'the clock is set by'} ${step.ms} ms`)
        if (step.asleep) clock.skip(Math.abs(step.ms))
        else skew += step.ms
        return
      }
      case 'outside': {
        const { id, lotSize } = world.instruments[step.instrument % world.instruments.length]!
        const quantity = lotSize.times(step.quantity)
        note(`outside ${step.side} ${quantity} ${id}`)
        outside += quantity.toNumber()
        return venue.placeOutside({ instrument: id, side: step.side, quantity })
      }
      case 'fault': {
        const { fault, forMs, afterAppends } = step
        if (isStorageFault(fault)) return storage.inject(fault, afterAppends)
        if (fault !== 'crashed') return line.inject(fault, forMs)
        if (!process?.alive) return
        happened(fault)
        return process.kill()
      }
      case 'stop': {
        if (!started) return
        note('stop')
        const mine = trader!
        started = false
        return void mine.stop().then(() => {
          if (trader === mine && process?.alive) begin(mine)
        })
      }
      case 'day': {
        days++
        note('the trading day ends')
        venue.endDay()
        const ms = 86_400_000 - ((clock.now() - start) % 86_400_000)
        if (world.executions === undefined) return await pass(ms)
        // Algos wake all night long; nearly all of it they sleep.
        clock.skip(ms * 0.99)
        return await pass(ms * 0.01)
      }
      case 'wait':
        return await pass(step.ms)
    }
  }

  function moment(chance: number): SimulatedMoment {
    return {
      random: seededRandom(chance),
      now: local.now(),
      instruments: world.instruments,
      last: (id) => last.get(id) ?? 100,
    }
  }

  function execute(chance: number): void {
    if (!started) return
    const order = planners.watched(world.executions!.order(moment(chance)))
    attempt(
      `execute ${order.algo.name} ${JSON.stringify(order.params)}`,
      async () => trader!.execute(order),
      objections,
    )
  }

  function steer({ pick, how, chance }: Extract<Step, { type: 'steer' }>): void {
    const running = parents.listRunning()
    const execution = started ? trader!.getExecution(running[pick % running.length] ?? ('' as ExecutionId)) : undefined
    if (execution === undefined) return
    if (how !== 'amend') return attempt(`${how} ${execution.id}`, () => execution[how]())
    const change = world.executions!.change?.(execution.params as Record<string, unknown>, moment(chance)) ?? {}
    attempt(`amend ${execution.id} ${JSON.stringify(change)}`, () => execution.amend(change), objections)
  }

  /** Others show prices around a last one that has moved, and the process hears of it, or does not. */
  function show(
    id: InstrumentId,
    ticks: number,
    spreadTicks: number,
    quantity: number,
    isDepth: boolean,
    hears: 'all' | 'nothing' | 'lost',
  ): void {
    const instrument = world.instruments.find((each) => each.id === id)!
    const tick = instrument.tickAt(100).toNumber()
    const price = rounded(Math.max(50, last.get(id)! + ticks * tick))
    last.set(id, price)
    const [bid, ask] = [
      rounded(price - Math.floor(spreadTicks / 2) * tick),
      rounded(price + Math.ceil(spreadTicks / 2) * tick),
    ]
    const levels = (from: number, way: 1 | -1) =>
      [0, 1, 2].map((n) => ({ price: rounded(from + way * n * tick), quantity: quantity * (n + 1) }))
    const depth = { instrument: id, time: clock.now(), bids: levels(bid, -1), asks: levels(ask, 1) }
    const quote = { instrument: id, time: clock.now(), last: price, bid, ask }
    note(`market ${id} ${bid} to ${ask}, ${quantity} there${hears === 'all' ? '' : `; ${hears} of it is heard`}`)
    if (isDepth) venue.depth?.(depth)
    else venue.quote?.({ ...quote, bidSize: quantity, askSize: quantity })
    if (hears === 'lost') market({ type: 'lost', cause: 'no heartbeat' })
    if (hears !== 'all') return
    market({ type: 'restored' })
    publish(id, 0, bid, ask)
    if (isDepth) market({ type: 'depth', depth: { ...depth, time: local.now() } })
  }

  /** What a feed tells: the prices, and what has traded. */
  function publish(id: InstrumentId, quantity: number, bid?: number, ask?: number): void {
    const [price, time] = [last.get(id)!, local.now()]
    const traded = (volume.get(id) ?? 0) + quantity
    volume.set(id, traded)
    if (quantity > 0) market({ type: 'trade', trade: { instrument: id, time, price, quantity } })
    const sides = { ...(bid !== undefined && { bid }), ...(ask !== undefined && { ask }) }
    market({ type: 'quote', quote: { instrument: id, time, last: price, volume: traded, ...sides } })
  }

  /** Everybody is let go on, and the market comes to every price. */
  function goOn(round: number): void {
    if (world.executions === undefined) return
    if (started && isHalted) trader!.resume('all is well').catch(() => {})
    for (const id of parents.listRunning()) {
      const execution = started ? trader!.getExecution(id) : undefined
      if (execution?.getProgress().status === 'paused') execution.resume().catch(() => {})
    }
    for (const { id, lotSize } of world.instruments) {
      const to = 100 + (round % 2 === 0 ? 1 : -1) * Math.min(20, round)
      const tick = world.instruments
        .find((each) => each.id === id)!
        .tickAt(100)
        .toNumber()
      show(id, Math.round((to - last.get(id)!) / tick), 2, lotSize.times(10_000).toNumber(), round % 3 === 0, 'all')
      const trade = { instrument: id, time: clock.now(), price: last.get(id)!, quantity: lotSize.times(100).toNumber() }
      venue.print(trade)
      publish(id, trade.quantity)
    }
  }

  /** One timer after the other, each with all that comes of it. */
  async function pass(ms: number): Promise<void> {
    const until = clock.now() + ms
    while (violation === undefined && clock.step(until)) {
      await quiet()
      look()
    }
    await quiet()
  }

  function look(): void {
    if (world.executions !== undefined) judge(parents.broken(started ? trader : undefined))
  }

  async function quiet(): Promise<void> {
    await storage.settled()
    await setImmediate()
  }

  for (const { id } of world.instruments) venue.print({ instrument: id, time: start, price: 100, quantity: 1 })
  for (const step of steps) {
    ensureStarted()
    await perform(step)
    await quiet()
    judge(brokenAtVenue(venue, world.exposure + outside, line.arrivals))
    if (trader !== undefined) judge(brokenMeanwhile(trader, venue))
    look()
    if (violation !== undefined) break
  }

  if (violation === undefined) {
    note('nothing goes wrong any more')
    line.heal()
    storage.heal()
    const busyMs = world.executions === undefined ? 0 : settleMs / 2
    for (let passed = 0; passed < busyMs; passed += 10_000) {
      ensureStarted()
      goOn(passed / 10_000)
      await pass(10_000)
    }
    // What has not come to its own end by now is told to.
    const closes = planners.algos.some(({ algo }) => algo.exits === true)
    for (let round = 0; round < 60 && parents.listRunning().length > 0 && violation === undefined; round++) {
      ensureStarted()
      if (started)
        for (const id of parents.listRunning())
          trader!
            .getExecution(id)
            ?.cancel()
            .catch(() => {})
      // What only opens needs no market to be over; what closes a position does.
      if (closes || round >= 12) goOn(round)
      await pass(10_000)
      if (!closes && round === 12) judge(parents.brokenAtEnd())
    }
    judge(parents.brokenAtEnd())
    for (let passed = busyMs; passed < settleMs; passed += 10_000) {
      ensureStarted()
      await pass(10_000)
    }
    // It may just be reading the books again.
    for (let passed = 0; passed < 10_000 && trader?.idle() !== undefined; passed += 100) await pass(100)
    if (trader?.idle() !== undefined) broke('everything that was begun comes to an end', 'something is still under way')
    else if (!started) broke('an account starts again once all is well', 'it has not')
    else judge(await brokenAtEnd({ trader: trader!, venue, storage: disk, instruments: world.instruments, days }))
  }
  const orders = venue.listOrders().length
  const fills = venue.listFills().length
  process?.kill()
  await storage.settled()
  await disk.close()
  return { violation, faults, crashes, orders, fills, executions: parents.ended, trace }
}

function requestOf(
  step: Extract<Step, { type: 'place' }>,
  instrument: Instrument,
  price: number,
  supports: Supports,
): OrderRequest {
  const { side, quantity } = step
  const type = supports.orderTypes[step.orderType % supports.orderTypes.length]!
  const timeInForce = supports.timeInForce[step.timeInForce % supports.timeInForce.length]!
  const at = (ticks: number) => roundToTick(instrument, price + ticks * instrument.tickAt(price).toNumber())
  const lots = instrument.lotSize.times(quantity)
  const terms = { instrument: instrument.id, side, quantity: lots, timeInForce }
  const [limitPrice, stopPrice] = [at(step.limitTicks), at(step.stopTicks)]
  if (type === 'market') return { ...terms, type }
  if (type === 'limit') return { ...terms, type, limitPrice }
  if (type === 'stop') return { ...terms, type, stopPrice }
  return { ...terms, type, limitPrice, stopPrice }
}

function changeOf(
  { quantity, limitTicks }: Extract<Step, { type: 'modify' }>,
  { terms }: Order,
  { view, supports }: Trader,
  price: number,
): OrderChange {
  const instrument = view.getInstrument(terms.instrument)
  const limitPrice =
    limitTicks === undefined || !('limitPrice' in terms)
      ? undefined
      : roundToTick(instrument, price + limitTicks * instrument.tickAt(price).toNumber())
  return {
    ...(quantity !== undefined &&
      supports.modify.includes('quantity') && { quantity: instrument.lotSize.times(quantity) }),
    ...(limitPrice !== undefined && supports.modify.includes('limitPrice') && { limitPrice }),
  }
}

/** A stream of what is printed, as a provider in that process would give it. */
function feedOf(environment: Environment, open: (report: (report: MarketReport) => void) => void): DataProvider {
  return {
    id: 'simulated',
    supports: { timeframes: [], exchanges: ['*'], delayedBySec: 0, adjusted: ['none'] },
    environment,
    fetchBars: () => Promise.reject(new Error('A simulated market has no history.')),
    async subscribe(_instruments, report) {
      open(report)
      return () => open(() => {})
    },
  }
}

function isStorageFault(fault: FaultKind): fault is (typeof storageFaults)[number] {
  return (storageFaults as readonly FaultKind[]).includes(fault)
}

function rounded(price: number): number {
  return Math.round(price * 100) / 100
}

const noNetwork: Network = {
  fetch: () => Promise.reject(new Error('There is no network in a simulation.')),
  openSocket() {
    throw new Error('There is no network in a simulation.')
  },
}

function briefly(value: object): string {
  const { type: _type, time: _time, ...rest } = value as { readonly type?: unknown; readonly time?: unknown }
  return JSON.stringify(rest)
}
