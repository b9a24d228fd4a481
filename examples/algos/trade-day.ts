import { plannedSchedule, type ScheduleInput, type ScheduleParams, transactionCost } from '@shagun/algos'
import { mock } from '@shagun/broker-mock'
import { zerodhaCharges } from '@shagun/broker-mock/charges'
import {
  type AlgoOrder,
  createEnvironment,
  createTrader,
  type Execution,
  type ExecutionResult,
  type OrderRequest,
  type Quote,
  type Side,
  seededRandom,
  simulatedClock,
  type TcaResult,
  type Trade,
} from '@shagun/core'
import { createFakeProvider } from '@shagun/core/testing'
import { calendar, closesAt, type MarketDay, opensAt, type Tick } from './market-day.ts'
import type { NamedOrder } from './orders.ts'

/** What became of an order in a day. */
export interface TradedDay {
  readonly result: ExecutionResult
  /** Of what was filled on the order's own side. */
  readonly cost: TcaResult
  /** Of what closed it again, where anything did. */
  readonly exitCost: TcaResult | undefined
  /** What was in the market of it after each change. */
  readonly shown: readonly Shown[]
}

/** What waits at the broker at a moment. */
interface Shown {
  readonly time: number
  /** Units that may still fill. */
  readonly quantity: number
  /** Of the order that changed, where it is a stop. */
  readonly stopPrice: number | undefined
}

/**
 * Trades an order through a day, or until it is over: a trader with its account, a broker that is a simulated venue, and a feed, all of
 * them on a clock that is moved from tick to tick.
 *
 * @param all - of each exchange; what the order may go to is shown
 */
export async function tradeDay(
  all: readonly MarketDay[],
  { order, holds, isPlanned = false }: NamedOrder,
): Promise<TradedDay> {
  const days = daysOf(order, all)
  const clock = simulatedClock(opensAt - 60_000)
  const environment = createEnvironment({ clock, timers: clock, random: seededRandom(1) })
  const instruments = days.map(({ instrument }) => instrument)
  const broker = mock(
    {
      cash: '1000000000',
      currency: 'INR',
      instruments,
      calendar,
      shortSelling: true,
      fees: zerodhaCharges(),
    },
    environment,
  )
  const feed = createFakeProvider({ instruments }, environment)
  const trader = createTrader({
    broker,
    data: [feed],
    calendar,
    algos: [order],
    // An order needs a price to begin with.
    strategies: [{ name: 'watcher', watch: instruments.map(({ id }) => ({ instrument: id })) }],
    reconcileEveryMs: 0,
  })
  const open = new Map<string, number>()
  const shown: Shown[] = []
  trader.on('order.*', (event) => {
    const id = 'terms' in event ? event.terms.clientOrderId : event.clientOrderId
    const order = trader.view.orders.get(id)
    const leaves = order?.leavesQuantity.toNumber() ?? 0
    if (leaves === 0) open.delete(id)
    else open.set(id, leaves)
    const stopPrice = order !== undefined && 'stopPrice' in order.terms ? order.terms.stopPrice.toNumber() : undefined
    shown.push({ time: clock.now(), quantity: sumOf(open.values()), stopPrice })
  })
  let isOver = false
  trader.on('execution.finished', () => {
    isOver = true
  })
  await trader.start()

  let execution: Execution | undefined
  const ticks = inOrder(days)
  for (const [i, tick] of ticks.entries()) {
    clock.advanceTo(tick.time)
    show(tick)
    const busy = trader.idle()
    if (busy !== undefined) await busy
    // It begins when the books of all exchanges have been told.
    if (execution === undefined && (tick.type !== 'quote' || ticks[i + 1]!.time === tick.time)) continue
    if (execution === undefined) {
      if (holds !== undefined) await trader.place({ ...sharesOf(order), quantity: holds, type: 'market' })
      execution = trader.execute(order)
    }
    if (isOver) break
  }
  if (!isOver) clock.advanceTo(closesAt)
  const result = await (isOver ? execution!.finished : execution!.cancel())
  await trader.stop()
  return {
    result,
    ...costsOf(result, days, isPlanned ? planOf(order, days[0]!, result.startedAt) : undefined),
    shown,
  }

  /** The venue first: what it fills is known before anybody sees the price. */
  function show(tick: Tick): void {
    switch (tick.type) {
      case 'trade':
        broker.venue.print(tick.trade)
        return feed.push(tick)
      case 'book':
        return broker.venue.depth(tick.depth)
      case 'quote':
        feed.push({ type: 'depth', depth: tick.depth })
        feed.push(tick)
    }
  }
}

/** Its own exchange first. */
function daysOf({ params: { instrument, routes = [] } }: AlgoOrder, all: readonly MarketDay[]): readonly MarketDay[] {
  const ids = [instrument, ...routes.map((route) => route.instrument)]
  return [...new Set(ids)].map((id) => all.find((day) => day.instrument.id === id)!)
}

/** What an order that sells has to hold. */
function sharesOf({
  params: { instrument, product },
}: AlgoOrder): Pick<OrderRequest, 'instrument' | 'side' | 'product'> {
  return { instrument, side: 'buy', ...(product !== undefined && { product }) }
}

function planOf(order: AlgoOrder, { instrument }: MarketDay, now: number): readonly ScheduleInput[] {
  return plannedSchedule(order as AlgoOrder<ScheduleParams>, { instrument, now, calendar })
}

function sumOf(quantities: Iterable<number>): number {
  let sum = 0
  for (const quantity of quantities) sum += quantity
  return sum
}

function inOrder(days: readonly MarketDay[]): readonly Tick[] {
  return days.length === 1 ? days[0]!.ticks : days.flatMap(({ ticks }) => ticks).sort((a, b) => a.time - b.time)
}

function costsOf(
  result: ExecutionResult,
  days: readonly MarketDay[],
  schedule: readonly ScheduleInput[] | undefined,
): Pick<TradedDay, 'cost' | 'exitCost'> {
  const { instrument } = days[0]!
  const traded = new Set([instrument.id, ...result.fills.map((fill) => fill.instrument)])
  const trades: Trade[] = []
  const quotes: Quote[] = []
  for (const tick of inOrder(days))
    if (tick.type === 'trade' && traded.has(tick.trade.instrument)) trades.push(tick.trade)
    else if (tick.type === 'quote' && tick.quote.instrument === instrument.id) quotes.push(tick.quote)
  const of = (side: Side): TcaResult =>
    transactionCost({
      instrument,
      side,
      quantity: result.quantity,
      fills: result.fills.filter((fill) => fill.side === side),
      arrivalTime: result.startedAt,
      endTime: result.time,
      trades,
      quotes,
      calendar,
      // A simulated venue prints what history printed, and not what we traded there.
      ownPrints: 'excluded',
      ...(schedule !== undefined && { schedule }),
    })
  const other = result.side === 'buy' ? 'sell' : 'buy'
  return { cost: of(result.side), exitCost: result.fills.some(({ side }) => side === other) ? of(other) : undefined }
}
