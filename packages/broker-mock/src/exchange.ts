import {
  type Bar,
  createInstrument,
  Decimal,
  type DepthLevel,
  type Environment,
  type Instrument,
  type InstrumentId,
  type Timestamp,
  type Trade,
} from '@shagun/core'
import { parseAmount } from './amount.ts'
import { checkDepth, checkQuote, checkTrade } from './check-shown.ts'
import { type Checked, type Checks, objectionTo } from './checks.ts'
import { createDisplayed, type Shown } from './displayed.ts'
import { createHours, type HoursOptions } from './hours.ts'
import { createMarket } from './market.ts'
import { createOrderBook, type OrderBook } from './order-book.ts'
import { createParticipation } from './participation.ts'
import { isProtected, type Protection } from './protection.ts'
import { type SlippageModel, slip } from './slippage.ts'
import { splitTerms } from './split-terms.ts'
import { createTape } from './tape.ts'
import { createTurns } from './turns.ts'
import type { Venue } from './venue.ts'
import { isStop, leavesOf, type VenueOrder } from './venue-order.ts'

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
  /** An order has other terms. */
  changed(order: VenueOrder): void
  /** What has ended by now is told so. */
  settle(): void
  /** Takes back orders of an earlier life, those that are closed among them; `before` are how many there were before. */
  restore(orders: readonly VenueOrder[], before: number): void
}

/** An account, as far as what is done to all of them concerns it. */
interface Member {
  split(instrument: InstrumentId, ratio: Decimal): void
  endDay(): void
}

export interface ExchangeOptions extends Checks, Omit<HoursOptions, 'clock' | 'book'> {
  readonly environment: Environment
  /** What is listed; anything where it is empty. */
  readonly instruments: readonly Instrument[]
  readonly slippage: SlippageModel | undefined
  /** Which part of a bar's volume all orders together may get, as a fraction; all they ask for where it is none. */
  readonly participation: Decimal | undefined
  readonly protection: Protection | undefined
  readonly selfTrade: boolean
  readonly proportional: boolean
  readonly atOnce: boolean
  readonly jumps: boolean
}

export function createExchange(options: ExchangeOptions): Exchange {
  const { environment, instruments, slippage } = options
  const { clock } = environment
  const listed = new Map(instruments.map((instrument) => [instrument.id, instrument]))
  const members: Member[] = []
  const book = createOrderBook(clock, options.protection)
  const hours = createHours({ ...options, clock, book })
  const turns = createTurns()
  const { come: meet, show, outdate } = createDisplayed({ book, ...options })
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

  const market = createMarket({
    clock,
    book,
    jumps: options.jumps,
    fill(order, { price, aggressive }, bar) {
      const quantity = participation.part(order, bar)
      if (quantity.isZero()) return
      // What is left of a stop that was reached does not wait for it again.
      if (isStop(order) && quantity.lt(leavesOf(order))) {
        book.trigger(order)
        order.owner.triggered(order)
      }
      if (
        order.owner.fill(
          order,
          quantity,
          aggressive || isProtected(order) ? slipped(order, price, bar, quantity) : new Decimal(price),
        )
      )
        participation.took(bar, quantity)
    },
  })

  /** It takes what is displayed; held orders, and those of an auction, wait. */
  function come(order: VenueOrder): void {
    const line = book.lineOf(order.instrument.id)
    if (line.display === undefined || !line.working.has(order) || !hours.matches()) return
    turns(() => meet(order))
  }

  function present(shown: Shown, before?: Timestamp): void {
    turns(() => {
      hours.begin()
      hours.open(shown.instrument, 'shown')
      show(shown, hours.matches(), before)
    })
  }

  return {
    environment,
    instruments,
    book,
    instrumentOf: (id, currency) => (listed.size > 0 ? listed.get(id) : createInstrument({ id, currency })),
    join(member) {
      members.push(member)
    },
    objection: (order, instrument) => objectionTo(order, instrument, options) ?? hours.objection(),
    enter(orders) {
      for (const order of orders) hours.enter(order)
      for (const order of orders) come(order)
    },
    changed(order) {
      hours.retime(order)
      if (!order.rested) come(order)
    },
    settle: hours.settle,
    restore(orders, before) {
      book.restore(orders, before)
      hours.restore(orders)
    },
    openBar(bar, settle) {
      hours.begin()
      hours.open(bar.instrument, 'bar')
      return market.openBar(bar, settle)
    },
    closeBar: market.closeBar,
    print(trade, before) {
      checkTrade(trade)
      turns(() => {
        hours.begin()
        hours.open(trade.instrument, 'print')
        if (hours.matches()) tape(trade, before)
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
      for (const member of members) member.split(id, exact)
      const orders = book.rescale(id, exact)
      for (const order of orders) {
        const terms = splitTerms(order, exact)
        if (terms === undefined) book.close(order, 'canceled', 'A split left nothing of it.')
        else book.change(order, terms)
      }
      // Told last: who listens finds all of it done.
      for (const order of orders) order.owner.changed(order)
    },
  }
}

function levelsOf(price: number | undefined, quantity = Number.POSITIVE_INFINITY): readonly DepthLevel[] | undefined {
  return price === undefined ? undefined : quantity > 0 ? [{ price, quantity }] : []
}
