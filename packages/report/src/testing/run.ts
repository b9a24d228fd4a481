import {
  type Bars,
  type BrokerOrderId,
  type ClientOrderId,
  createBars,
  Decimal,
  type Fill,
  type Lifecycle,
  type Order,
  type RunResult,
} from '@shagun/core'
import { roundTrips } from '@shagun/risk'

/** What a test has to say about a fill; the rest is filled in. */
export interface FillSketch extends Partial<Pick<Fill, 'instrument' | 'time'>> {
  readonly side: Fill['side']
  readonly quantity: number
  readonly price: number
  readonly fees?: number
}

export function fillOf(sketch: FillSketch, index = 0): Fill {
  const { side, quantity, price, fees = 0, instrument = 'NSE:INFY', time = 0 } = sketch
  return {
    fillId: `f${index}`,
    clientOrderId: `o${index}` as ClientOrderId,
    brokerOrderId: `b${index}` as BrokerOrderId,
    instrument,
    side,
    quantity: new Decimal(quantity),
    price: new Decimal(price),
    fees: new Decimal(fees),
    time,
    provisional: false,
  }
}

function orderOf(lifecycle: Lifecycle, index = 0): Order {
  const nothing = new Decimal(0)
  return {
    terms: {
      clientOrderId: `o${index}` as ClientOrderId,
      instrument: 'NSE:INFY',
      side: 'buy',
      quantity: new Decimal(1),
      type: 'market',
      product: 'delivery',
      timeInForce: 'day',
    },
    brokerOrderIds: [],
    lifecycle,
    pending: 'none',
    certainty: 'confirmed',
    filledQuantity: nothing,
    leavesQuantity: nothing,
  }
}

export interface RunSketch extends Partial<Pick<RunResult, 'strategy' | 'bars'>> {
  readonly start?: number
  readonly time: readonly number[]
  readonly equity: readonly number[]
  readonly fills?: readonly FillSketch[]
  readonly orders?: readonly Lifecycle[]
}

/** A run whose drawdown and round trips follow from its equity and its fills. */
export function runOf({
  strategy = 'sketch',
  start = 1000,
  time,
  equity,
  fills = [],
  orders = [],
  bars = [],
}: RunSketch): RunResult {
  const made = fills.map(fillOf)
  let high = start
  return {
    strategy,
    initialEquity: new Decimal(start),
    finalEquity: new Decimal(equity.at(-1) ?? start),
    time: Float64Array.from(time),
    equity: Float64Array.from(equity),
    drawdown: Float64Array.from(equity, (value) => {
      high = Math.max(high, value)
      return (high - value) / high
    }),
    orders: orders.map(orderOf),
    fills: made,
    roundTrips: roundTrips(made),
    bars,
    orderHash: 'c0ffee'.repeat(11).slice(0, 64),
  }
}

export const day = 86_400_000

/** Daily bars from pairs of open and close, one after the other from a date on. */
export function dailyBars(from: number, ...prices: readonly (readonly [open: number, close: number])[]): Bars {
  return createBars(
    'NSE:INFY',
    '1d',
    prices.map(([open, close], i) => ({
      time: from + i * day,
      open,
      high: Math.max(open, close),
      low: Math.min(open, close),
      close,
    })),
  )
}
