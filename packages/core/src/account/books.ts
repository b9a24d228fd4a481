import { type Decimal, one, scale, zero } from '../model/decimal.ts'
import type { JournalEventOf } from '../model/events.ts'
import type { Fill } from '../model/fill.ts'
import type { InstrumentId } from '../model/ids.ts'
import type { Position } from '../model/position.ts'
import type { Product } from '../model/supports.ts'
import { applyFill } from '../state/apply-fill.ts'

/** Positions, cash and profit: exact where money is committed, with float mirrors for what is read at every tick. */
export interface Books {
  readonly positions: ReadonlyMap<InstrumentId, readonly Position[]>
  readonly cash: ReadonlyMap<string, Decimal>
  has(instrument: InstrumentId): boolean
  register(event: JournalEventOf<'instrument.registered'>): void
  bookFill(fill: Fill, product: Product): void
  /** Puts another fill in the place of one that was booked. */
  correctFill(old: Fill, fill: Fill, product: Product): void
  reconcile(position: Position): void
  adjustCash(currency: string, amount: Decimal): void
  /** The last price; it counts for profit and equity and is no event. */
  mark(instrument: InstrumentId, price: number): void
  getPosition(instrument: InstrumentId, product: Product): Position
  getQuantity(instrument: InstrumentId): Decimal
  getProfit(): { readonly realized: number; readonly unrealized: number }
  getEquity(): number
}

interface Book {
  readonly currency: string
  readonly multiplier: Decimal
  /** A future settles its profit; everything else is paid in full. */
  readonly margined: boolean
  /** Where `fills` go on from. */
  opening: readonly Position[]
  fills: { readonly fill: Fill; readonly product: Product }[]
  positions: readonly Position[]
  quantity: Decimal
  /** Money for each point of price: quantity x multiplier. */
  exposure: number
  /** What that exposure was opened for. */
  cost: number
  last: number
}

export function createBooks(): Books {
  const books = new Map<InstrumentId, Book>()
  const positions = new Map<InstrumentId, readonly Position[]>()
  const cash = new Map<string, Decimal>()
  // Mirrors of exact sums, renewed from them at each change, so that they never drift.
  let realizedExact = zero
  let realized = 0
  let cashTotal = 0

  function earn(profit: Decimal): void {
    if (profit.isZero()) return
    realizedExact = realizedExact.plus(profit)
    realized = realizedExact.toNumber()
  }

  function pay(currency: string, amount: Decimal): void {
    cash.set(currency, (cash.get(currency) ?? zero).plus(amount))
    cashTotal = 0
    for (const balance of cash.values()) cashTotal += balance.toNumber()
  }

  function hold(book: Book, instrument: InstrumentId, held: readonly Position[]): void {
    const multiplier = book.multiplier === one ? 1 : book.multiplier.toNumber()
    positions.set(instrument, held)
    book.positions = held
    book.quantity = held.length === 1 ? held[0]!.quantity : held.reduce((sum, { quantity }) => sum.plus(quantity), zero)
    book.exposure = 0
    book.cost = 0
    for (const { quantity, averagePrice } of held) {
      if (quantity.isZero()) continue
      const exposure = quantity.toNumber() * multiplier
      book.exposure += exposure
      book.cost += exposure * averagePrice.toNumber()
    }
  }

  return {
    positions,
    cash,
    has: (instrument) => books.has(instrument),
    register({ instrument, kind, currency, multiplier }) {
      const before = books.get(instrument)
      if (before !== undefined) return
      const empty = { opening: [], fills: [], positions: [], quantity: zero, exposure: 0, cost: 0, last: 0 }
      const facts = { currency, multiplier: multiplier.eq(one) ? one : multiplier, margined: kind === 'future' }
      books.set(instrument, { ...facts, ...empty })
    },
    bookFill(fill, product) {
      const book = books.get(fill.instrument)!
      const before = positionOf(book.positions, fill.instrument, product)
      const after = applyFill(before, fill, book.multiplier)
      const profit = after.realizedProfit.minus(before.realizedProfit)
      book.fills.push({ fill, product })
      if (book.last === 0) book.last = fill.price.toNumber()
      hold(book, fill.instrument, replacePosition(book.positions, after))
      earn(profit.minus(fill.fees))
      pay(book.currency, (book.margined ? profit : paidFor(fill, book.multiplier)).minus(fill.fees))
    },
    correctFill(old, fill, product) {
      const book = books.get(fill.instrument)!
      const before = totalProfit(book.positions)
      const paid = paidFor(fill, book.multiplier).minus(paidFor(old, book.multiplier))
      const fees = fill.fees.minus(old.fees)
      const at = book.fills.findIndex((booked) => booked.fill === old)
      let held = book.opening
      if (at === -1) {
        // It is part of what the broker's books said already; only the difference is new.
        const position = positionOf(book.positions, fill.instrument, product)
        const quantity = position.quantity.plus(signed(fill)).minus(signed(old))
        held = replacePosition(book.positions, { ...position, quantity })
        book.opening = held
        book.fills = []
      } else {
        book.fills.splice(at, 1, ...(fill.quantity.isZero() ? [] : [{ fill, product }]))
        // Average cost depends on the order of fills, so the position is folded again from where it began.
        for (const { fill: each, product: of } of book.fills)
          held = replacePosition(held, applyFill(positionOf(held, fill.instrument, of), each, book.multiplier))
      }
      hold(book, fill.instrument, held)
      const profit = totalProfit(held).minus(before)
      earn(profit.minus(fees))
      pay(book.currency, (book.margined ? profit : paid).minus(fees))
    },
    reconcile(position) {
      const book = books.get(position.instrument)!
      hold(book, position.instrument, replacePosition(book.positions, position))
      book.opening = book.positions
      book.fills = []
    },
    adjustCash: pay,
    mark(instrument, price) {
      const book = books.get(instrument)
      if (book !== undefined) book.last = price
    },
    getPosition: (instrument, product) => positionOf(books.get(instrument)?.positions ?? [], instrument, product),
    getQuantity: (instrument) => books.get(instrument)?.quantity ?? zero,
    getProfit() {
      let unrealized = 0
      for (const { exposure, cost, last } of books.values()) if (exposure !== 0) unrealized += exposure * last - cost
      return { realized, unrealized }
    },
    getEquity() {
      let equity = cashTotal
      for (const { exposure, cost, last, margined } of books.values())
        if (exposure !== 0) equity += margined ? exposure * last - cost : exposure * last
      return equity
    },
  }
}

function positionOf(held: readonly Position[], instrument: InstrumentId, product: Product): Position {
  return (
    held.find((position) => position.product === product) ?? {
      instrument,
      product,
      quantity: zero,
      averagePrice: zero,
      realizedProfit: zero,
    }
  )
}

function replacePosition(held: readonly Position[], position: Position): readonly Position[] {
  return held.some(({ product }) => product === position.product)
    ? held.map((other) => (other.product === position.product ? position : other))
    : [...held, position]
}

function totalProfit(held: readonly Position[]): Decimal {
  return held.reduce((sum, { realizedProfit }) => sum.plus(realizedProfit), zero)
}

function signed({ side, quantity }: Fill): Decimal {
  return side === 'buy' ? quantity : quantity.neg()
}

/** Negative for what was bought. */
function paidFor({ side, price, quantity }: Fill, multiplier: Decimal): Decimal {
  const value = scale(price.times(quantity), multiplier)
  return side === 'buy' ? value.neg() : value
}
