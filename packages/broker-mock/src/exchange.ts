import {
  type Bar,
  createInstrument,
  Decimal,
  type DepthLevel,
  type Environment,
  type Instrument,
  type InstrumentId,
  ShagunError,
  type Timestamp,
  type Trade,
} from '@shagun/core'
import { parseAmount } from './amount.ts'
import { checkDepth, checkQuote, checkTrade } from './check-shown.ts'
import { type Checked, type Checks, objectionTo } from './checks.ts'
import { createDisplayed, type Shown } from './displayed.ts'
import { createExpiries, type SettlementPrice } from './expiry.ts'
import { createHours, type HoursOptions } from './hours.ts'
import { createMarket } from './market.ts'
import type { Filled } from './match.ts'
import { byPriority, createOrderBook, type OrderBook } from './order-book.ts'
import { createParticipation } from './participation.ts'
import { isProtected, type Protection } from './protection.ts'
import { type SlippageModel, slip } from './slippage.ts'
import { splitOrder } from './split-order.ts'
import type { Supervision } from './supervision.ts'
import { createTape } from './tape.ts'
import { createTurns } from './turns.ts'
import type { Venue } from './venue.ts'
import { isImmediate, isStop, leavesOf, type VenueOrder } from './venue-order.ts'

/** The venue as the accounts there see it. */
export interface Exchange extends Venue {
  /** @param before - it meets only orders that were there before this moment; default: all that are there */
  print(trade: Trade, before?: Timestamp): void
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
  /** What is over by now ends, though nothing has happened since: auctions give their price, contracts expire. */
  finish(): void
  /** Whether an order has come since the trading day ended, for the next one. */
  isForNextDay(order: VenueOrder): boolean
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

export interface ExchangeOptions extends Checks, Omit<HoursOptions, 'clock' | 'book' | 'at'> {
  readonly environment: Environment
  /** What is listed; anything where it is empty. */
  readonly instruments: readonly Instrument[]
  readonly slippage: SlippageModel | undefined
  /** Which part of a bar's volume all orders together may get, as a fraction; all they ask for where it is none. */
  readonly participation: Decimal | undefined
  readonly protection: Protection | undefined
  readonly settlementPrice: SettlementPrice | undefined
  readonly selfTrade: boolean
  readonly proportional: boolean
  readonly jumps: boolean
}

export function createExchange(options: ExchangeOptions): Exchange {
  const { environment, instruments, slippage } = options
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
  const { arrive, show } = createDisplayed({ book, ...options })
  const tape = createTape(book)
  const participation = createParticipation(options.participation)

  function slipped(order: VenueOrder, price: number, bar: Bar, quantity: Decimal): Decimal {
    const { instrument, terms } = order
    const { side } = terms
    if (slippage === undefined) return new Decimal(price)
    const got = slip(slippage, { side, price, bar, quantity: quantity.toNumber(), instrument })
    if (!isProtected(order)) return got
    return side === 'buy' ? Decimal.min(got, order.resting.limit) : Decimal.max(got, order.resting.limit)
  }

  function fill(order: VenueOrder, { price, aggressive }: Filled, bar: Bar): void {
    const quantity = participation.part(order, bar)
    const slips = !quantity.isZero() && (aggressive || isProtected(order))
    // Before it is triggered: the limit that its protection gives it then is for what is left of it.
    const at = slips ? slipped(order, price, bar, quantity) : new Decimal(price)
    // What is left of a stop that was reached does not wait for it again.
    if (isStop(order) && quantity.lt(leavesOf(order))) {
      book.trigger(order)
      order.owner.triggered(order)
    }
    if (quantity.isZero() || order.lifecycle !== 'working') return
    if (order.owner.fill(order, quantity, at)) participation.took(bar, quantity)
  }

  const competes = options.participation !== undefined
  const market = createMarket({ clock, book, jumps: options.jumps, competes, fill })

  /** It takes what is displayed; held orders, those of an auction, and those that come before anything is shown, wait. */
  function come(order: VenueOrder): void {
    const line = book.lineOf(order.instrument.id)
    if (line.display === undefined || !line.working.has(order) || !hours.meets(line)) return
    turns(() => arrive(order))
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

  /** What is there to be done at the end of a bar, for those who are looked after. */
  function endBar(bar: Bar): void {
    for (const each of supervised)
      each.ends(bar, (order) => fill(order, { type: 'filled', price: bar.close, aggressive: true }, bar))
    end()
  }

  function after(pending: Promise<void> | undefined, what: () => void): Promise<void> | undefined {
    if (supervised.length === 0) return pending
    return pending === undefined ? (what() as undefined) : pending.then(what)
  }

  function present(shown: Shown): void {
    turns(() => {
      begin(shown.instrument)
      hours.tell(shown.instrument, 'shown')
      show(shown, hours.matches())
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
      for (const order of orders) hours.enter(order)
      for (const order of orders) come(order)
    },
    changed(order, change) {
      if ('timeInForce' in change) hours.retime(order)
      if (!order.rested || isImmediate(order)) come(order)
    },
    settle: hours.settle,
    finish() {
      hours.finish()
      expiries.begin()
    },
    isForNextDay: hours.isForNextDay,
    openBar(bar, settle) {
      const open = (): Promise<void> | undefined => after(market.openBar(bar, settle), end)
      const pending = begin(bar.instrument) ? settle?.() : undefined
      hours.tell(bar.instrument, 'bar')
      return pending === undefined ? open() : pending.then(open)
    },
    closeBar: (bar, settle) => after(market.closeBar(bar, settle), () => endBar(bar)),
    print(trade, before) {
      checkTrade(trade)
      turns(() => {
        begin(trade.instrument)
        hours.tell(trade.instrument, 'print')
        if (hours.trades()) tape(trade, before)
        end()
      })
    },
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
