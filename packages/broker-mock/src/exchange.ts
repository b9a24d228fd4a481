import {
  type Bar,
  createInstrument,
  type Decimal,
  type DepthLevel,
  type Environment,
  type Instrument,
  type InstrumentId,
  ShagunError,
  type Timestamp,
  type Trade,
} from '@shagun/core'
import { parseAmount } from './amount.ts'
import { type BarFillOptions, createBarFills } from './bar-fills.ts'
import { checkDepth, checkQuote, checkTrade } from './check-shown.ts'
import { type Checked, type Checks, objectionTo } from './checks.ts'
import { createDisplayed, type Shown } from './displayed.ts'
import { createExpiries, type SettlementPrice } from './expiry.ts'
import { createHours, type HoursOptions } from './hours.ts'
import type { Settle } from './in-turn.ts'
import { createMarket } from './market.ts'
import { byPriority, createOrderBook, type OrderBook } from './order-book.ts'
import type { Protection } from './protection.ts'
import { splitOrder } from './split-order.ts'
import type { Supervision } from './supervision.ts'
import { createTape } from './tape.ts'
import { createTurns } from './turns.ts'
import type { Venue } from './venue.ts'
import { isImmediate, type VenueOrder } from './venue-order.ts'

/** The venue as the accounts there see it. */
export interface Exchange extends Venue {
  /** @param before - it meets only orders that were there before this moment; default: all that are there */
  print(trade: Trade, before?: Timestamp): void
  /** Others show that; otherwise as `print`. */
  show(shown: Shown, before?: Timestamp): void
  /** What was shown of it may not be so any more. */
  outdate(instrument: InstrumentId): void
  readonly book: OrderBook
  /** `undefined` where it is not listed. */
  instrumentOf(id: InstrumentId, currency: string): Instrument | undefined
  join(member: Member): void
  /** Why it takes no such order, where it does not. */
  objection(order: Checked, instrument: Instrument): string | undefined
  /** Orders have come that belong together: all of them are there before the first is matched. */
  enter(orders: readonly VenueOrder[]): void
  /** An order has other terms, in what was changed. */
  changed(order: VenueOrder, change: object): void
  /** What has ended by now is told so. */
  settle(): void
  hasExpired(instrument: Instrument): boolean
  /** Whether an order has come since the trading day ended, for the next one. */
  isForNextDay(order: VenueOrder): boolean
  /** Takes back orders of an earlier life, those that are closed among them; `before` are how many there were before. */
  restore(orders: readonly VenueOrder[], before: number): void
}

/** An account, as far as what is done to all of them concerns it. */
interface Member {
  readonly currency: string
  /** Its positions are in new shares. Its working orders are given back as they were, wherever they wait. */
  split(instrument: InstrumentId, ratio: Decimal): readonly VenueOrder[]
  endDay(): void
  holds(instrument: InstrumentId): boolean
  /** The contract is over, and each is worth that much. */
  expire(contract: Instrument, worth: Decimal): void
  /** Who looks after it, where somebody does. */
  readonly supervision: Supervision | undefined
}

export interface ExchangeOptions extends Checks, BarFillOptions, Omit<HoursOptions, 'clock' | 'book' | 'at'> {
  readonly environment: Environment
  /** What is listed; anything where it is empty. */
  readonly instruments: readonly Instrument[]
  readonly protection: Protection | undefined
  readonly settlementPrice: SettlementPrice | undefined
  readonly selfTrade: boolean
  readonly proportional: boolean
  readonly atOnce: boolean
  readonly jumps: boolean
}

export function createExchange(options: ExchangeOptions): Exchange {
  const { environment, instruments } = options
  const { clock } = environment
  const listed = new Map(instruments.map((instrument) => [instrument.id, instrument]))
  const members: Member[] = []
  const supervised: Supervision[] = []
  const book = createOrderBook(clock, options.protection)
  const turns = createTurns()
  const hours = createHours({
    ...options,
    clock,
    book,
    at: (time, run) => environment.timers.after(time - clock.now(), () => turns(run)),
  })
  const expiries = createExpiries({
    ...options,
    clock,
    getLast: book.getLast,
    isHeld: (id) => members.some((member) => member.holds(id)),
    end(contract, worth) {
      for (const member of members) member.expire(contract, worth)
    },
  })
  const { come: meet, show, outdate } = createDisplayed({ book, ...options })
  const tape = createTape(book)
  const fill = createBarFills(book, options)
  const competes = options.participation !== undefined
  const market = createMarket({ clock, book, jumps: options.jumps, competes, fill })

  /** It takes what is displayed; held orders, those of an auction, and those that come before anything is shown, wait. */
  function come(order: VenueOrder): void {
    const line = book.lineOf(order.instrument.id)
    if (line.display === undefined || !line.working.has(order) || !hours.meets(line)) return
    turns(() => meet(order))
  }

  /** Something happens: what is over by now ends first. Whether that may have brought anything about. */
  function begin(instrument: InstrumentId): boolean {
    const hasEnded = expiries.begin()
    hours.begin()
    if (supervised.length === 0 || !hours.trades()) return hasEnded
    for (const each of supervised) each.begins(instrument)
    return true
  }

  /** Whoever has too little by the new prices is seen to, while something can be done about it. */
  function end(): void {
    if (supervised.length > 0 && hours.trades()) for (const each of supervised) each.priced()
  }

  function openBar(bar: Bar, settle?: Settle): Promise<void> | undefined {
    const pending = market.openBar(bar, settle)
    return supervised.length === 0 ? pending : andThen(pending, end)
  }

  function closeBar(bar: Bar, settle?: Settle): Promise<void> | undefined {
    const pending = market.closeBar(bar, settle)
    if (supervised.length === 0) return pending
    return andThen(pending, () => {
      for (const each of supervised)
        each.ends(bar, (order) => fill(order, { type: 'filled', price: bar.close, aggressive: true }, bar))
      end()
    })
  }

  function present(shown: Shown, before?: Timestamp): void {
    turns(() => {
      begin(shown.instrument)
      hours.tell(shown.instrument, 'shown')
      show(shown, hours.matches(), before)
      end()
    })
  }

  return {
    environment,
    instruments,
    book,
    instrumentOf: (id, currency) => (listed.size > 0 ? listed.get(id) : createInstrument({ id, currency })),
    join(member) {
      const currency = members[0]?.currency ?? member.currency
      if (member.currency !== currency) throw foreign(member.currency, currency)
      members.push(member)
      if (member.supervision !== undefined) supervised.push(member.supervision)
    },
    objection(order, instrument) {
      if (expiries.hasExpired(instrument)) return `${instrument.id} has expired.`
      return objectionTo(order, instrument, options) ?? hours.objection()
    },
    enter(orders) {
      // One that is refused may have taken others along.
      for (const order of orders) if (order.lifecycle === 'working') hours.enter(order)
      for (const order of orders) come(order)
    },
    changed(order, change) {
      if ('timeInForce' in change) hours.retime(order)
      if (!order.rested || isImmediate(order)) come(order)
    },
    settle: hours.settle,
    restore(orders, before) {
      book.restore(orders, before)
      hours.restore(orders)
    },
    finish() {
      hours.finish()
      expiries.begin()
    },
    hasExpired: expiries.hasExpired,
    isForNextDay: hours.isForNextDay,
    openBar(bar, settle) {
      const pending = begin(bar.instrument) ? settle?.() : undefined
      hours.tell(bar.instrument, 'bar')
      return pending === undefined ? openBar(bar, settle) : pending.then(() => openBar(bar, settle))
    },
    closeBar,
    print(trade, before) {
      checkTrade(trade)
      turns(() => {
        begin(trade.instrument)
        hours.tell(trade.instrument, 'print')
        if (hours.trades()) tape(trade, before)
        end()
      })
    },
    show(shown, before) {
      const { instrument, bids = [], asks = [] } = shown
      checkDepth({ instrument, bids, asks })
      present(shown, before)
    },
    outdate,
    quote(quote) {
      checkQuote(quote)
      const { instrument, last, bid, bidSize, ask, askSize } = quote
      present({ instrument, last, bids: levelsOf(bid, bidSize), asks: levelsOf(ask, askSize) })
    },
    depth(depth) {
      checkDepth(depth)
      const { instrument, bids, asks } = depth
      present({ instrument, last: undefined, bids, asks })
    },
    endDay() {
      for (const member of members) member.endDay()
    },
    applySplit(id, ratio) {
      const exact = parseAmount('ratio', ratio, 'new shares for an old one, above 0', (it) => it.gt(0))
      const orders = members.flatMap((member) => member.split(id, exact)).sort(byPriority)
      book.rescale(id, exact)
      for (const order of orders)
        if (!splitOrder(order, exact, book.change)) book.close(order, 'canceled', 'A split left nothing of it.')
      // Told last: who listens finds all of it done.
      for (const order of orders) order.owner.changed(order)
    },
  }
}

function andThen(pending: Promise<void> | undefined, what: () => void): Promise<void> | undefined {
  if (pending !== undefined) return pending.then(what)
  what()
  return undefined
}

/** Who trades with each other must mean the same by a price. */
function foreign(value: string, expected: string): ShagunError {
  return new ShagunError(
    'invalid-options',
    `currency is ${value}; expected ${expected}, that of the other accounts of the venue.`,
    { details: { option: 'currency', value, expected } },
  )
}

function levelsOf(price: number | undefined, quantity = Number.POSITIVE_INFINITY): readonly DepthLevel[] | undefined {
  return price === undefined ? undefined : quantity > 0 ? [{ price, quantity }] : []
}
