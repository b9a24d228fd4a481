import { setImmediate } from 'node:timers/promises'
import { mock, uniformLatency } from '@shagun/broker-mock'
import {
  createInstrument,
  createTrader,
  type DataProvider,
  type InstrumentId,
  isShagunError,
  memory,
  seededRandom,
  type Trader,
} from '@shagun/core'
import { type Broker, type BrokerReport, defineDataProvider, type MarketReport } from '@shagun/core/adapter'
import { createRiskMonitor, type RiskMonitor } from '@shagun/risk'
import { createProcess, nothingEver, type Process } from '../../packages/core/src/testing/simulate/process.ts'
import { createProcessStorage } from '../../packages/core/src/testing/simulate/process-storage.ts'
import { createSteppedClock } from '../../packages/core/src/testing/simulate/stepped-clock.ts'

/** What came of an account that trades, loses, and is brought down the ladder while its processes end at any step. */
export interface LadderHistory {
  /** What was not as promised. */
  readonly violations: readonly string[]
  readonly crashes: number
  readonly exits: number
  readonly fillsAfterReduceOnly: number
  readonly trace: readonly string[]
}

const ids: readonly InstrumentId[] = ['SIM:A', 'SIM:B', 'SIM:C']
const instruments = ids.map((id) => createInstrument({ id, currency: 'INR', tickSize: '0.05', freezeQuantity: 60 }))
const start = Date.UTC(2026, 0, 5, 4)
const noNetwork = {} as Process['environment']['network']

export async function ladderHistoryOf(seed: number): Promise<LadderHistory> {
  const random = seededRandom(seed)
  const upTo = (most: number): number => Math.floor(random() * most)
  const clock = createSteppedClock(start)
  const outer = createProcess(clock, seededRandom(seed ^ 0x5bd1e995), noNetwork)
  const broker = mock(
    {
      cash: '100000',
      currency: 'INR',
      shortSelling: true,
      instruments,
      reports: (['fills', 'orders', 'both'] as const)[seed % 3]!,
      latency: { orders: uniformLatency(5, 200), cancels: uniformLatency(5, 1_500), reports: uniformLatency(1, 400) },
    },
    outer.environment,
  )
  const trace: string[] = []
  const violations: string[] = []
  const note = (text: string): void => void trace.push(`${((clock.now() - start) / 1_000).toFixed(3)}s  ${text}`)
  const broke = (text: string): void => {
    note(`BROKEN: ${text}`)
    violations.push(text)
  }
  const storage = createProcessStorage({
    storage: memory({ chained: true }),
    clock,
    instant: random() < 0.3,
    random,
    happened: (fault) => note(`! ${fault}`),
  })
  const prices = new Map(ids.map((id) => [id, 100]))
  const exits = new Set<string>()
  let crashes = 0
  let process: Process | undefined
  let trader!: Trader
  let monitor: RiskMonitor
  let tell: (report: MarketReport) => void = () => {}
  let started = false
  let most: Map<InstrumentId, number> | undefined
  let fillsBefore = 0

  /** The venue as one process sees it: nothing reaches it, or comes from it, once that has ended. */
  function brokerOf(alive: Process): Broker {
    const whileAlive =
      <A extends unknown[], R>(work: (...args: A) => R) =>
      (...args: A): R | Promise<never> =>
        alive.alive ? work(...args) : nothingEver()
    const inner = broker as unknown as Required<Broker>
    return {
      ...inner,
      environment: alive.environment,
      async connect(report) {
        const end = await inner.connect((message: BrokerReport) => {
          if (alive.alive) report(message)
        })
        alive.atEnd(() => void end())
        return end
      },
      place: whileAlive(inner.place),
      cancel: whileAlive(inner.cancel),
      modify: whileAlive(inner.modify),
    } as Broker
  }

  function begin(): void {
    const born = createProcess(clock, seededRandom(seed + 7919 * (crashes + 1)), noNetwork)
    process = born
    const feed: DataProvider = defineDataProvider({
      id: 'shown',
      supports: { timeframes: [], exchanges: ['*'], delayedBySec: 0, adjusted: ['none'] },
      create: () => ({
        fetchBars: () => Promise.reject(new Error('There is no history.')),
        async subscribe(_: unknown, report: typeof tell) {
          tell = (message) => {
            if (born.alive) report(message)
          }
          return () => {}
        },
      }),
    })({}, born.environment)
    monitor = createRiskMonitor({
      limits: [
        { measure: 'drawdown', at: 0.01, reaction: 'reduce-only' },
        { measure: 'drawdown', at: 0.02, reaction: 'flatten' },
      ],
      outlierFactor: 2,
    })
    trader = createTrader({
      broker: brokerOf(born),
      data: [feed],
      storage: storage.openFor(born),
      rules: [monitor.rule],
      strategies: [{ name: 'watcher', watch: ids.map((instrument) => ({ instrument })) }],
      instruments,
      snapshotEvery: 5,
    })
    monitor.attach(trader)
    const mine = trader
    mine.on('order.submitted', ({ terms }) => {
      if (terms.tag === 'risk-exit') exits.add(terms.clientOrderId)
    })
    started = false
    note('start')
    mine.start().then(
      () => {
        if (mine === trader) started = true
      },
      (cause) => {
        if (born.alive) note(`could not start: ${String(cause)}`)
        born.kill()
      },
    )
  }

  /** A supervisor begins the process again. */
  function ensureAlive(): void {
    if (process?.alive) return
    if (process !== undefined) crashes++
    begin()
  }

  async function pass(ms: number): Promise<void> {
    const until = clock.now() + ms
    for (;;) {
      for (let turn = 0; turn < 3; turn++) await setImmediate()
      if (!process!.alive) ensureAlive()
      watch()
      if (!clock.step(until)) return
    }
  }

  /** From the first rung that lets positions only be reduced, what could come to be held never grows. */
  function watch(): void {
    if (!started || !process!.alive || monitor.rung === 'clear') return
    most ??= new Map(ids.map((id) => [id, Infinity]))
    if (fillsBefore === 0) fillsBefore = broker.venue.listFills().length
    for (const id of ids) {
      const { long, short } = trader.view.worstCase(id)
      const reach = Math.max(long.toNumber(), -short.toNumber())
      if (reach > most.get(id)!) broke(`${id} could reach ${reach}, after it could reach ${most.get(id)}`)
      most.set(id, Math.min(most.get(id)!, reach))
    }
  }

  function show(id: InstrumentId, price: number, quantity: number): void {
    const rounded = Math.round(price * 20) / 20
    prices.set(id, rounded)
    tell({ type: 'quote', quote: { instrument: id, time: clock.now(), last: rounded } })
    if (quantity > 0) broker.venue.print({ instrument: id, time: clock.now(), price: rounded, quantity })
  }

  function order(): void {
    const instrument = ids[upTo(3)]!
    const side = random() < 0.5 ? 'buy' : 'sell'
    const quantity = 1 + upTo(60)
    const limitPrice = Math.round((prices.get(instrument)! + (random() - 0.5) * 4) * 20) / 20
    const request = { instrument, side, quantity } as const
    const asked =
      random() < 0.4 ? ({ ...request, type: 'market' } as const) : ({ ...request, type: 'limit', limitPrice } as const)
    trader.place(asked).then(
      ({ outcome }) => note(`${side} ${quantity} ${instrument}: ${outcome}`),
      (cause) => {
        if (!isShagunError(cause, 'not-started', 'account-halted')) broke(String(cause))
      },
    )
  }

  ensureAlive()
  await pass(1_000)
  const phases = [
    { steps: 25, drift: 0, crashes: 0.02 },
    { steps: 40, drift: 0.012, crashes: 0.08 },
  ]
  for (const { steps, drift, crashes: often } of phases)
    for (let step = 0; step < steps; step++) {
      if (started) order()
      for (const id of ids) {
        // Against what is held, so that it loses.
        const held = started ? Math.sign(trader.view.getQuantity(id).toNumber()) : 0
        show(id, prices.get(id)! * (1 - held * drift + (random() - 0.5) * 0.004), upTo(25))
      }
      if (random() < often) storage.inject(random() < 0.5 ? 'crashed-after-append' : 'crashed-before-append', upTo(4))
      await pass(upTo(900))
    }
  storage.heal()
  // Nothing is bought from anybody for a while, and then all of it.
  for (let i = 0; i < 60; i++) {
    for (const id of ids) show(id, prices.get(id)!, i < 20 ? upTo(10) : 1_000)
    await pass(2_000)
  }
  judge()
  await trader.stop()
  return {
    violations,
    crashes,
    exits: exits.size,
    fillsAfterReduceOnly: most === undefined ? 0 : broker.venue.listFills().length - fillsBefore,
    trace,
  }

  function judge(): void {
    const { venue } = broker
    const rows = new Map(venue.listOrders().map((row) => [row.brokerOrderId, row]))
    const held = new Map<InstrumentId, number>()
    for (const { brokerOrderId, quantity } of venue.listFills()) {
      const { instrument, side, clientOrderId = '' } = rows.get(brokerOrderId)!
      const before = held.get(instrument) ?? 0
      const after = before + (side === 'buy' ? 1 : -1) * quantity.toNumber()
      held.set(instrument, after)
      if (!exits.has(clientOrderId)) continue
      if (Math.abs(after) >= Math.abs(before) || after * before < 0)
        broke(`a way out took ${instrument} from ${before} to ${after}`)
    }
    if (monitor.rung !== 'flatten') return
    for (const [id, quantity] of held) if (quantity !== 0) broke(`${quantity} of ${id} are left`)
    for (const { lifecycle, clientOrderId } of rows.values())
      if (lifecycle === 'working') broke(`${clientOrderId} is open`)
    const { reaction } = monitor.getSnapshot()
    if (!reaction.isDone) broke(`it is not done: ${JSON.stringify(reaction)}`)
  }
}
