import { Decimal, type Instrument, type InstrumentId, type Position, type Product, type Side } from '@shagun/core'

/** What the venue itself holds for the account: the truth that the account's own books are checked against. */
export interface Ledger {
  readonly cash: Decimal
  getQuantity(instrument: InstrumentId, product: Product): Decimal
  /** What a fill brings, fees included; below 0 it pays. */
  cashOf(entry: LedgerEntry): Decimal
  book(entry: LedgerEntry): void
  /** So many new shares for an old one; no money moves. */
  split(instrument: InstrumentId, ratio: Decimal): void
  listPositions(): readonly Position[]
}

/** What of a fill moves money and positions. */
export interface LedgerEntry {
  readonly instrument: Instrument
  readonly product: Product
  readonly side: Side
  readonly quantity: Decimal
  readonly price: Decimal
  readonly fees: Decimal
}

const zero = new Decimal(0)

export function createLedger(openingCash: Decimal): Ledger {
  const positions = new Map<string, Position>()
  const keyOf = (instrument: InstrumentId, product: Product): string => `${instrument} ${product}`
  let cash = openingCash

  function positionOf({ instrument: { id }, product }: LedgerEntry): Position {
    const flat = { instrument: id, product, quantity: zero, averagePrice: zero, realizedProfit: zero }
    return positions.get(keyOf(id, product)) ?? flat
  }

  function cashOf(entry: LedgerEntry): Decimal {
    const { instrument, side, quantity, price, fees } = entry
    if (instrument.kind === 'future') {
      const before = positionOf(entry)
      return after(before, entry).realizedProfit.minus(before.realizedProfit).minus(fees)
    }
    const value = price.times(quantity).times(instrument.multiplier)
    return (side === 'buy' ? value.neg() : value).minus(fees)
  }

  return {
    get cash() {
      return cash
    },
    getQuantity: (instrument, product) => positions.get(keyOf(instrument, product))?.quantity ?? zero,
    cashOf,
    book(entry) {
      cash = cash.plus(cashOf(entry))
      positions.set(keyOf(entry.instrument.id, entry.product), after(positionOf(entry), entry))
    },
    split(instrument, ratio) {
      for (const [key, held] of positions) {
        if (held.instrument !== instrument) continue
        const { quantity, averagePrice } = held
        positions.set(key, { ...held, quantity: quantity.times(ratio), averagePrice: averagePrice.div(ratio) })
      }
    },
    listPositions: () => [...positions.values()],
  }
}

/** At average cost: what adds moves the average, what closes earns against it, and what turns over does both. */
function after(position: Position, { instrument, side, quantity, price }: LedgerEntry): Position {
  const { quantity: held, averagePrice, realizedProfit } = position
  const change = side === 'buy' ? quantity : quantity.neg()
  const holds = held.plus(change)
  if (held.isZero()) return { ...position, quantity: holds, averagePrice: price }
  if (held.isPositive() === change.isPositive()) {
    const cost = averagePrice.times(held).plus(price.times(change))
    return { ...position, quantity: holds, averagePrice: cost.div(holds) }
  }
  const turns = quantity.gt(held.abs())
  const closed = turns ? held : change.neg()
  const profit = price.minus(averagePrice).times(closed).times(instrument.multiplier)
  return {
    ...position,
    quantity: holds,
    averagePrice: holds.isZero() ? zero : turns ? price : averagePrice,
    realizedProfit: realizedProfit.plus(profit),
  }
}
