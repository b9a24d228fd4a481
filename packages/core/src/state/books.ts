import { jsonOf, revive } from '../model/codec.ts'
import { Decimal, one, scale, zero } from '../model/decimal.ts'
import type { JournalEventOf } from '../model/events.ts'
import type { Fill } from '../model/fill.ts'
import type { InstrumentId } from '../model/ids.ts'
import type { Json } from '../model/json.ts'
import { createPortfolio, type Portfolio } from '../model/portfolio.ts'
import type { Position } from '../model/position.ts'
import type { Product } from '../model/supports.ts'
import { applyAdjustment } from './apply-adjustment.ts'
import { applyFill, type BookedPosition, moneyPlaces, worthOf } from './apply-fill.ts'

/** Positions, cash and profit: exact where money is committed, with float mirrors for what is read at every tick. */
export interface Books {
  readonly positions: ReadonlyMap<InstrumentId, readonly Position[]>
  readonly cash: ReadonlyMap<string, Decimal>
  has(instrument: InstrumentId): boolean
  /** Those whose facts are guessed. */
  listProvisional(): readonly InstrumentId[]
  register(event: JournalEventOf<'instrument.registered'>): void
  bookFill(fill: Fill, product: Product): void
  /** Puts another fill in the place of one that was booked. */
  correctFill(old: Fill, fill: Fill, product: Product): void
  /** A corporate action, for every product that the instrument is held under. */
  adjust(event: JournalEventOf<'position.adjusted'>): void
  reconcile(position: Position): void
  adjustCash(currency: string, amount: Decimal): void
  /** The last price; it counts for profit and equity and is no event. */
  mark(instrument: InstrumentId, price: number): void
  getPosition(instrument: InstrumentId, product: Product): Position
  getQuantity(instrument: InstrumentId): Decimal
  getProfit(): { readonly realized: number; readonly unrealized: number }
  getEquity(): number
  getPortfolio(): Portfolio
  /** Everything that {@link createBooks} needs to go on from here. */
  save(): Json
}

interface Book {
  readonly instrument: InstrumentId
  currency: string
  multiplier: Decimal
  /** A future settles its profit; everything else is paid in full. */
  margined: boolean
  /** Whether these facts are guessed. */
  provisional: boolean
  held: readonly BookedPosition[]
  /** What was held before the tail. */
  opening: readonly BookedPosition[]
  /** From the first fill on that may still be corrected; what came before it is settled. */
  tail: Entry[]
  quantity: Decimal
  /** Money for each point of price: quantity x multiplier. */
  exposure: number
  /** What that exposure was opened for. */
  cost: number
  last: number
}

type Entry =
  | { readonly fill: Fill; readonly product: Product }
  | { readonly adjustment: JournalEventOf<'position.adjusted'> }

const untouched = { held: [], opening: [], quantity: zero, exposure: 0, cost: 0, last: 0 }

/** @param saved - what `save` gave */
export function createBooks(saved?: Json): Books {
  const books = new Map<InstrumentId, Book>()
  /** Those that ever held something, in the order in which they did; sums of floats depend on it. */
  const used: Book[] = []
  const positions = new Map<InstrumentId, readonly Position[]>()
  const cash = new Map<string, Decimal>()
  let realizedExact = zero
  // Mirrors of exact sums, taken from them when somebody asks after a change, so that they never drift.
  let realized: number | undefined
  let cashTotal: number | undefined

  function earn(profit: Decimal): void {
    if (profit.isZero()) return
    realizedExact = realizedExact.plus(profit)
    realized = undefined
  }

  function pay(currency: string, amount: Decimal): void {
    cash.set(currency, (cash.get(currency) ?? zero).plus(amount))
    cashTotal = undefined
  }

  function hold(book: Book, held: readonly BookedPosition[]): void {
    const multiplier = book.multiplier === one ? 1 : book.multiplier.toNumber()
    if (!positions.has(book.instrument)) used.push(book)
    positions.set(
      book.instrument,
      held.map(({ position }) => position),
    )
    book.held = held
    if (book.tail.length === 0) book.opening = held
    book.quantity = sum(held, ({ position }) => position.quantity)
    book.exposure = book.quantity.isZero() ? 0 : book.quantity.toNumber() * multiplier
    book.cost = 0
    for (const { cost } of held) if (!cost.isZero()) book.cost += cost.toNumber()
  }

  /** Profit and cash follow from what changed. */
  function settle(book: Book, held: readonly BookedPosition[]): void {
    const { held: before, currency } = book
    hold(book, held)
    const profit = difference(before, held, profitOf).minus(difference(before, held, feesOf))
    earn(profit)
    pay(currency, book.margined ? profit : profit.minus(difference(before, held, costOf)))
  }

  function append(book: Book, entry: Entry, correctable: boolean): void {
    if (correctable || book.tail.length > 0) book.tail.push(entry)
    settle(book, applyEntry(book, book.held, entry))
  }

  /** It is part of what the broker's books said already; only the difference is new. */
  function takeDifference(book: Book, old: Fill, fill: Fill, product: Product): void {
    const { held: before, opening, margined, multiplier } = book
    const booked = bookedOf(opening, fill.instrument, product)
    const { position } = booked
    const quantity = position.quantity.plus(signed(fill)).minus(signed(old))
    const averagePrice = position.quantity.isZero() ? fill.price : position.averagePrice
    const fees = fill.fees.minus(old.fees)
    book.opening = replace(
      opening,
      atAverage({ ...position, quantity, averagePrice }, booked.fees.plus(fees), multiplier),
    )
    hold(book, follow(book, book.opening, book.tail))
    earn(difference(before, book.held, profitOf).minus(fees))
    const paid = margined ? zero : worthOf(old, signed(old), multiplier).minus(worthOf(fill, signed(fill), multiplier))
    const since = flow(book, book.opening, book.held).minus(flow(book, opening, before))
    pay(book.currency, paid.plus(since).minus(fees))
  }

  function restore({ cash: balances, realizedProfit, used: touched, unused }: Saved): void {
    for (const { currency, amount } of balances) pay(currency, amount)
    earn(realizedProfit)
    for (const row of [...touched, ...unused]) {
      const multiplier = row.multiplier.eq(one) ? one : row.multiplier
      const opening = row.opening.map(withCost)
      books.set(row.instrument, { ...untouched, ...row, multiplier, opening, tail: [...row.tail] })
    }
    for (const { instrument, held } of touched) hold(books.get(instrument)!, held.map(withCost))
  }

  if (saved !== undefined) restore(revive(saved) as Saved)

  return {
    positions,
    cash,
    has: (instrument) => books.has(instrument),
    listProvisional: () => [...books.values()].flatMap((book) => (book.provisional ? [book.instrument] : [])),
    register({ instrument, kind, currency, multiplier: exact, provisional = false }) {
      const known = books.get(instrument)
      if (known !== undefined && (provisional || !known.provisional)) return
      const multiplier = exact.eq(one) ? one : exact
      const facts = { currency, multiplier, margined: kind === 'future', provisional }
      if (known === undefined) books.set(instrument, { instrument, ...facts, ...untouched, tail: [] })
      else {
        Object.assign(known, facts)
        // It came from the broker's books and not from fills, so no cash hangs on it.
        if (positions.has(instrument))
          hold(
            known,
            known.held.map(({ position, fees }) => atAverage(position, fees, multiplier)),
          )
      }
    },
    bookFill(fill, product) {
      const book = books.get(fill.instrument)!
      if (book.last === 0) book.last = fill.price.toNumber()
      append(book, { fill, product }, fill.provisional)
    },
    correctFill(old, fill, product) {
      const book = books.get(fill.instrument)!
      const at = book.tail.findIndex((entry) => 'fill' in entry && isSame(entry.fill, old))
      if (at === -1) return takeDifference(book, old, fill, product)
      // Average cost depends on the order of fills, so what follows is folded again from where it began.
      const entries = book.tail.toSpliced(at, 1, ...(fill.quantity.isZero() ? [] : [{ fill, product }]))
      const open = entries.findIndex((entry) => 'fill' in entry && entry.fill.provisional)
      const settled = open === -1 ? entries.length : open
      book.opening = follow(book, book.opening, entries.slice(0, settled))
      book.tail = entries.slice(settled)
      settle(book, follow(book, book.opening, book.tail))
    },
    adjust(event) {
      const book = books.get(event.instrument)!
      if (book.held.length > 0) append(book, { adjustment: event }, false)
      if (event.ratio !== undefined) book.last /= event.ratio.toNumber()
    },
    reconcile(position) {
      const book = books.get(position.instrument)!
      const { fees } = bookedOf(book.held, position.instrument, position.product)
      book.tail = []
      // Until a price is seen, nothing is gained or lost on what the broker shows.
      if (book.last === 0) book.last = position.averagePrice.toNumber()
      hold(book, replace(book.held, atAverage(position, fees, book.multiplier)))
    },
    adjustCash: pay,
    mark(instrument, price) {
      const book = books.get(instrument)
      if (book !== undefined) book.last = price
    },
    getPosition: (instrument, product) => bookedOf(books.get(instrument)?.held ?? [], instrument, product).position,
    getQuantity: (instrument) => books.get(instrument)?.quantity ?? zero,
    getProfit() {
      let unrealized = 0
      for (const { exposure, cost, last } of used) unrealized += exposure * last - cost
      realized ??= realizedExact.toNumber()
      return { realized, unrealized }
    },
    getEquity() {
      cashTotal ??= sumOf(cash)
      let equity = cashTotal
      for (const { exposure, cost, last, margined } of used)
        equity += margined ? exposure * last - cost : exposure * last
      return equity
    },
    getPortfolio: () => createPortfolio(used.flatMap(showPositions), cash),
    save() {
      const unused = [...books.values()].filter(({ instrument }) => !positions.has(instrument))
      return jsonOf({
        cash: Array.from(cash, ([currency, amount]) => ({ currency, amount })),
        realizedProfit: realizedExact,
        used: used.map(toSaved),
        unused: unused.map(toSaved),
      } satisfies Saved)
    },
  }
}

type Saved = {
  readonly cash: readonly { readonly currency: string; readonly amount: Decimal }[]
  readonly realizedProfit: Decimal
  readonly used: readonly SavedBook[]
  readonly unused: readonly SavedBook[]
}
type SavedBook = Omit<Book, 'quantity' | 'exposure' | 'cost'>

function toSaved({ exposure: _exposure, cost: _cost, quantity: _quantity, ...row }: Book): SavedBook {
  return row.tail.length === 0 ? { ...row, opening: [] } : row
}

/** No event has a cost, so the codec leaves it the text it is. */
function withCost({ cost, ...rest }: BookedPosition): BookedPosition {
  return { ...rest, cost: new Decimal(cost) }
}

function showPositions({ held, currency, multiplier, margined, last }: Book) {
  return held.map(({ position, cost, fees }) => {
    const value = position.quantity.toNumber() * multiplier.toNumber() * last
    const unrealizedProfit = value - cost.toNumber()
    const marketValue = margined ? unrealizedProfit : value
    return { ...position, currency, fees, lastPrice: last, unrealizedProfit, marketValue }
  })
}

function follow(book: Book, opening: readonly BookedPosition[], entries: readonly Entry[]): readonly BookedPosition[] {
  return entries.reduce((held, entry) => applyEntry(book, held, entry), opening)
}

function applyEntry(
  { instrument, multiplier }: Book,
  held: readonly BookedPosition[],
  entry: Entry,
): readonly BookedPosition[] {
  if ('adjustment' in entry) return held.map((booked) => applyAdjustment(booked, entry.adjustment, multiplier))
  return replace(held, applyFill(bookedOf(held, instrument, entry.product), entry.fill, multiplier))
}

function bookedOf(held: readonly BookedPosition[], instrument: InstrumentId, product: Product): BookedPosition {
  return (
    held.find(({ position }) => position.product === product) ?? {
      position: { instrument, product, quantity: zero, averagePrice: zero, realizedProfit: zero },
      cost: zero,
      fees: zero,
    }
  )
}

/** What the broker says of a position is its average; the cost follows from it. */
function atAverage(position: Position, fees: Decimal, multiplier: Decimal): BookedPosition {
  const { quantity, averagePrice } = position
  if (quantity.isZero()) return { position: { ...position, averagePrice: zero }, cost: zero, fees }
  return { position, cost: scale(averagePrice.times(quantity), multiplier).toDecimalPlaces(moneyPlaces), fees }
}

function replace(held: readonly BookedPosition[], booked: BookedPosition): readonly BookedPosition[] {
  const { product } = booked.position
  if (held.length === 1 && held[0]!.position.product === product) return [booked]
  const at = held.findIndex(({ position }) => position.product === product)
  return at === -1 ? [...held, booked] : held.with(at, booked)
}

const profitOf = ({ position }: BookedPosition): Decimal => position.realizedProfit
const costOf = ({ cost }: BookedPosition): Decimal => cost
const feesOf = ({ fees }: BookedPosition): Decimal => fees

/** What a change brought in cash, fees aside: what it earned, less what is held costs more, where that is paid for. */
function flow({ margined }: Book, before: readonly BookedPosition[], after: readonly BookedPosition[]): Decimal {
  const profit = difference(before, after, profitOf)
  return margined ? profit : profit.minus(difference(before, after, costOf))
}

function difference(
  before: readonly BookedPosition[],
  after: readonly BookedPosition[],
  part: (booked: BookedPosition) => Decimal,
): Decimal {
  const a = sum(after, part)
  const b = sum(before, part)
  return a === b ? zero : b.isZero() ? a : a.minus(b)
}

/** Most instruments are held under one product, and then there is nothing to add up. */
function sum(held: readonly BookedPosition[], part: (booked: BookedPosition) => Decimal): Decimal {
  return held.length === 1 ? part(held[0]!) : held.reduce((total, booked) => total.plus(part(booked)), zero)
}

function sumOf(cash: ReadonlyMap<string, Decimal>): number {
  let total = 0
  for (const balance of cash.values()) total += balance.toNumber()
  return total
}

function isSame(a: Fill, b: Fill): boolean {
  return a.fillId === b.fillId && a.brokerOrderId === b.brokerOrderId && a.clientOrderId === b.clientOrderId
}

function signed({ side, quantity }: Fill): Decimal {
  return side === 'buy' ? quantity : quantity.neg()
}
