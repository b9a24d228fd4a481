import { Decimal, type DepthLevel, type Timestamp } from '@shagun/core'
import { type Listed, none } from './listing.ts'

/** An order as the exchange holds it. */
export interface Resting {
  readonly listed: Listed
  readonly userId: string
  readonly side: 'BUY' | 'SELL'
  /** Of an order at the market there is none. */
  limit: Decimal | undefined
  /** It waits for this price; for none once it was reached. */
  trigger: Decimal | undefined
  leaves: number
  /** Of two orders at one price, the lower goes first. */
  priority: number
  /** So much was traded; `leaves` is what is left. */
  filled(quantity: number, price: Decimal): void
  /** The price that it waits for was reached. */
  triggered(): void
  /** It has met what there was, as it came in or as its price was reached. */
  matched(): void
}

/** What others offer at one price. */
export interface Level {
  readonly price: Decimal
  quantity: number
  readonly orders: number
}

/** All that there is of one instrument: what others want, our orders, and what was traded today. */
export interface Line {
  readonly listed: Listed
  bids: Level[]
  asks: Level[]
  readonly orders: Set<Resting>
  last: Decimal | undefined
  lastQuantity: number
  lastTradeAt: Timestamp | undefined
  /** When anything of it changed. */
  changedAt: Timestamp | undefined
  open: Decimal | undefined
  high: Decimal | undefined
  low: Decimal | undefined
  /** Of the day before. */
  close: Decimal
  volume: number
  value: Decimal
  oi: number
  oiDayHigh: number
  oiDayLow: number
}

export function createLine(listed: Listed): Line {
  const close = new Decimal(listed.row.last_price)
  return {
    listed,
    bids: [],
    asks: [],
    orders: new Set(),
    last: close.isZero() ? undefined : close,
    lastQuantity: 0,
    lastTradeAt: undefined,
    changedAt: undefined,
    open: undefined,
    high: undefined,
    low: undefined,
    close,
    volume: 0,
    value: none,
    oi: 0,
    oiDayHigh: 0,
    oiDayLow: 0,
  }
}

/** Something was traded. */
export function recordTrade(line: Line, price: Decimal, quantity: number, time: Timestamp): void {
  line.last = price
  line.lastQuantity = quantity
  line.lastTradeAt = line.changedAt = time
  line.open ??= price
  line.high = line.high === undefined ? price : Decimal.max(line.high, price)
  line.low = line.low === undefined ? price : Decimal.min(line.low, price)
  line.volume += quantity
  line.value = line.value.plus(price.times(quantity))
}

/** A new day: what was traded last is what it closed at. */
export function rollLine(line: Line): void {
  line.close = line.last ?? line.close
  line.open = line.high = line.low = undefined
  line.volume = 0
  line.value = none
  line.bids = []
  line.asks = []
}

/** What waits on a side, others' and our own together, best first. */
export function depthOf(line: Line, side: 'BUY' | 'SELL'): DepthLevel[] {
  const levels = new Map<number, { price: number; quantity: number; orders: number }>()
  const add = (at: Decimal, quantity: number, orders: number): void => {
    const price = at.toNumber()
    const level = levels.get(price) ?? { price, quantity: 0, orders: 0 }
    levels.set(price, { price, quantity: level.quantity + quantity, orders: level.orders + orders })
  }
  for (const { price, quantity, orders } of side === 'BUY' ? line.bids : line.asks) add(price, quantity, orders)
  for (const order of line.orders)
    if (order.side === side && order.trigger === undefined && order.limit !== undefined)
      add(order.limit, order.leaves, 1)
  const sign = side === 'BUY' ? -1 : 1
  return [...levels.values()].sort((a, b) => sign * (a.price - b.price))
}
