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
  /** What an account holds, each with what it was paid for; what changes is another object then. */
  listHeld(): readonly Held[]
  restore(cash: Decimal, held: readonly Held[]): void
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

/** A position with what was paid for what is held, so that profit is what money moved and no quotient. */
export interface Held {
  readonly position: Position
  readonly cost: Decimal
}

const zero = new Decimal(0)

export function createLedger(openingCash: Decimal): Ledger {
  const positions = new Map<string, Held>()
  const keyOf = (instrument: InstrumentId, product: Product): string => `${instrument} ${product}`
  let cash = openingCash

  function heldOf({ instrument: { id }, product }: LedgerEntry): Held {
    const position = { instrument: id, product, quantity: zero, averagePrice: zero, realizedProfit: zero }
    return positions.get(keyOf(id, product)) ?? { position, cost: zero }
  }

  function cashOf(entry: LedgerEntry): Decimal {
    const { instrument, side, quantity, price, fees } = entry
    if (instrument.kind === 'future') {
      const before = heldOf(entry)
      return after(before, entry).position.realizedProfit.minus(before.position.realizedProfit).minus(fees)
    }
    const value = price.times(quantity).times(instrument.multiplier)
    return (side === 'buy' ? value.neg() : value).minus(fees)
  }

  return {
    get cash() {
      return cash
    },
    getQuantity: (instrument, product) => positions.get(keyOf(instrument, product))?.position.quantity ?? zero,
    cashOf,
    book(entry) {
      cash = cash.plus(cashOf(entry))
      positions.set(keyOf(entry.instrument.id, entry.product), after(heldOf(entry), entry))
    },
    split(instrument, ratio) {
      for (const [key, { position, cost }] of positions) {
        if (position.instrument !== instrument) continue
        // Cut off like money, so that 1 for 3 makes 100 of 300.
        const quantity = position.quantity.times(ratio).toDecimalPlaces(20)
        positions.set(key, {
          position: { ...position, quantity, averagePrice: position.averagePrice.div(ratio) },
          cost,
        })
      }
    },
    listPositions: () => Array.from(positions.values(), ({ position }) => position),
    listHeld: () => [...positions.values()],
    restore(keptCash, held) {
      cash = keptCash
      for (const one of held) positions.set(keyOf(one.position.instrument, one.position.product), one)
    },
  }
}

/** At average cost: what adds moves the average, what closes earns against it, and what turns over does both. */
function after({ position, cost }: Held, { instrument, side, quantity, price }: LedgerEntry): Held {
  const { quantity: held, averagePrice, realizedProfit } = position
  const change = side === 'buy' ? quantity : quantity.neg()
  const paid = price.times(change).times(instrument.multiplier)
  const holds = held.plus(change)
  if (held.isZero()) return { position: { ...position, quantity: holds, averagePrice: price }, cost: paid }
  if (held.isPositive() === change.isPositive()) {
    const total = cost.plus(paid)
    const average = total.div(holds.times(instrument.multiplier))
    return { position: { ...position, quantity: holds, averagePrice: average }, cost: total }
  }
  const turns = quantity.gt(held.abs())
  // Cut off far behind the smallest coin, so that all that follows adds up exactly.
  const share = turns
    ? price.times(holds).times(instrument.multiplier)
    : cost.times(holds).div(held).toDecimalPlaces(20)
  const left = holds.isZero() ? zero : share
  return {
    position: {
      ...position,
      quantity: holds,
      averagePrice: holds.isZero() ? zero : turns ? price : averagePrice,
      realizedProfit: realizedProfit.minus(paid).minus(cost.minus(left)),
    },
    cost: left,
  }
}
