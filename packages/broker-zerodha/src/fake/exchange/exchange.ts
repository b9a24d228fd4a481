import { type Clock, Decimal } from '@shagun/core'
import { createLine, type Level, type Line, type Resting, recordTrade, rollLine } from './line.ts'
import type { Listed } from './listing.ts'
import { bestAgainst, counterpart, inLots, isReached, rankAt, reaches } from './match.ts'

/** The book that others make, as a test writes it. */
export interface FakeBook {
  readonly bids?: readonly FakeLevel[]
  readonly asks?: readonly FakeLevel[]
}

/** What others want at one price. */
export interface FakeLevel {
  readonly price: Decimal | string | number
  readonly quantity: number
  /** Default: 1. */
  readonly orders?: number
}

/** What others offer of themselves around each price that is printed. */
export interface Liquidity {
  /** At each level. */
  readonly quantity: number
  /** Default: 5. */
  readonly levels?: number
  /** Between the print and the best level, and from level to level. Default: 1. */
  readonly ticks?: number
}

/** Where orders meet: best price first, then the oldest. */
export interface Exchange {
  lineOf(listed: Listed): Line
  /** The order comes in: it trades with what there is, and the rest of it stays. */
  submit(order: Resting): void
  /** It has other terms now, and stands behind the others where they let it go first otherwise. */
  resubmit(order: Resting, keepsPlace: boolean): void
  /** Nothing more happens to it. */
  remove(order: Resting): void
  /** Somebody trades: orders that the price reaches fill, up to that quantity. */
  print(listed: Listed, price: Decimal, quantity: number): void
  /** Others want that now, and nothing else. */
  setBook(listed: Listed, book: FakeBook): void
  setOpenInterest(listed: Listed, oi: number): void
  /** Hears the price of each trade. */
  onTrade(listener: (line: Line, price: Decimal, quantity: number) => void): () => void
  /** Hears of each line whose price or book changed. */
  onChange(listener: (line: Line) => void): () => void
  endDay(): void
}

export function createExchange(clock: Clock, liquidity: Liquidity | undefined): Exchange {
  const lines = new Map<number, Line>()
  const traders = new Set<Parameters<Exchange['onTrade']>[0]>()
  const watchers = new Set<Parameters<Exchange['onChange']>[0]>()
  const waiting: (() => void)[] = []
  let priorities = 0
  let busy = false

  function lineOf(listed: Listed): Line {
    let line = lines.get(listed.token)
    if (line === undefined) lines.set(listed.token, (line = createLine(listed)))
    return line
  }

  /** One thing after the other: what a fill brings about waits until that which filled it is done. */
  function inTurn(run: () => void): void {
    waiting.push(run)
    if (busy) return
    busy = true
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) next()
    } finally {
      waiting.length = 0
      busy = false
    }
  }

  function changed(line: Line): void {
    line.changedAt = clock.now()
    for (const watcher of [...watchers]) watcher(line)
  }

  function traded(line: Line, price: Decimal, quantity: number): void {
    recordTrade(line, price, quantity, clock.now())
    for (const trader of [...traders]) trader(line, price, quantity)
  }

  function fill(line: Line, order: Resting, quantity: number, price: Decimal): void {
    order.leaves -= quantity
    if (order.leaves === 0) line.orders.delete(order)
    order.filled(quantity, price)
  }

  /** Trades with what stands against it; the rest stays. */
  function match(line: Line, order: Resting): void {
    while (order.leaves > 0 && order.trigger === undefined) {
      const against = bestAgainst(line, order)
      if (against === undefined) return
      const quantity = inLots(order, Math.min(order.leaves, against.quantity))
      if (quantity === 0) return
      against.take(quantity)
      fill(line, order, quantity, against.price)
      traded(line, against.price, quantity)
    }
  }

  /** Orders that wait for this price come in, oldest first; what they trade may be what others wait for. */
  function trigger(line: Line, price: Decimal): void {
    const reached = [...line.orders].filter((order) => isReached(order, price)).sort((a, b) => a.priority - b.priority)
    for (const order of reached) {
      if (!line.orders.has(order)) continue
      order.trigger = undefined
      order.priority = ++priorities
      order.triggered()
      match(line, order)
      order.matched()
    }
    if (reached.length > 0 && line.last !== undefined && !line.last.eq(price)) trigger(line, line.last)
  }

  function levelsOf(levels: readonly FakeLevel[] = [], direction: 1 | -1): Level[] {
    return levels
      .map(({ price, quantity, orders = 1 }) => ({ price: new Decimal(price), quantity, orders }))
      .sort((a, b) => direction * a.price.cmp(b.price))
  }

  /** Our orders were there first: those who come to them trade at our price. */
  function meetBook(line: Line): void {
    for (const side of ['BUY', 'SELL'] as const) {
      const sign = side === 'BUY' ? -1 : 1
      const ours = [...line.orders]
        .filter((order) => order.side === side && order.trigger === undefined)
        .sort((a, b) => sign * compareLimits(a, b, sign) || a.priority - b.priority)
      for (const order of ours) {
        const levels = side === 'BUY' ? line.asks : line.bids
        for (let level = levels[0]; level !== undefined && order.leaves > 0; level = levels[0]) {
          const quantity = inLots(order, Math.min(order.leaves, level.quantity))
          if (quantity === 0 || !reaches(order, level.price)) break
          const price = order.limit ?? level.price
          counterpart(levels, level).take(quantity)
          fill(line, order, quantity, price)
          traded(line, price, quantity)
        }
      }
    }
  }

  function setBook(line: Line, { bids, asks }: FakeBook): void {
    line.bids = levelsOf(bids, -1)
    line.asks = levelsOf(asks, 1)
    const before = line.last
    meetBook(line)
    if (line.last !== undefined && line.last !== before) trigger(line, line.last)
  }

  function surround(line: Line, price: Decimal, { quantity, levels = 5, ticks = 1 }: Liquidity): void {
    const step = line.listed.instrument.tickAt(price).times(ticks)
    const around = (sign: 1 | -1): FakeLevel[] =>
      Array.from({ length: levels }, (_, i) => ({ price: price.plus(step.times(sign * (i + 1))), quantity })).filter(
        (level) => level.price.gt(0),
      )
    setBook(line, { bids: around(-1), asks: around(1) })
  }

  return {
    lineOf,
    submit(order) {
      const line = lineOf(order.listed)
      inTurn(() => {
        if (order.leaves === 0) return
        order.priority = ++priorities
        line.orders.add(order)
        const before = line.last
        match(line, order)
        order.matched()
        if (line.last !== undefined && line.last !== before) trigger(line, line.last)
        changed(line)
      })
    },
    resubmit(order, keepsPlace) {
      const line = lineOf(order.listed)
      inTurn(() => {
        if (order.leaves <= 0) return void line.orders.delete(order)
        if (!line.orders.has(order)) return
        if (!keepsPlace) order.priority = ++priorities
        const before = line.last
        match(line, order)
        order.matched()
        if (line.last !== undefined && line.last !== before) trigger(line, line.last)
        changed(line)
      })
    },
    remove(order) {
      const line = lineOf(order.listed)
      if (line.orders.delete(order)) changed(line)
    },
    print(listed, price, quantity) {
      const line = lineOf(listed)
      inTurn(() => {
        // Bands are measured from the price that sets an order off.
        line.last = price
        trigger(line, price)
        let left = quantity
        for (const order of rankAt(line, price)) {
          const part = inLots(order, Math.min(order.leaves, left))
          if (part === 0 || !line.orders.has(order)) continue
          left -= part
          fill(line, order, part, price)
        }
        traded(line, price, quantity)
        if (liquidity !== undefined) surround(line, price, liquidity)
        changed(line)
      })
    },
    setBook(listed, book) {
      const line = lineOf(listed)
      inTurn(() => {
        setBook(line, book)
        changed(line)
      })
    },
    setOpenInterest(listed, oi) {
      const line = lineOf(listed)
      line.oi = oi
      line.oiDayHigh = Math.max(line.oiDayHigh, oi)
      line.oiDayLow = line.oiDayLow === 0 ? oi : Math.min(line.oiDayLow, oi)
      changed(line)
    },
    onTrade(listener) {
      traders.add(listener)
      return () => void traders.delete(listener)
    },
    onChange(listener) {
      watchers.add(listener)
      return () => void watchers.delete(listener)
    },
    endDay() {
      for (const line of lines.values()) rollLine(line)
    },
  }
}

/** Those that would give most come first; at the market, that is everything. */
function compareLimits(a: Resting, b: Resting, sign: 1 | -1): number {
  if (a.limit === undefined || b.limit === undefined)
    return a.limit === b.limit ? 0 : sign * (a.limit === undefined ? -1 : 1)
  return a.limit.cmp(b.limit)
}
