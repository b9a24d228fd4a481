import { Decimal, type Instrument, type InstrumentId, type Position, type Product, type Side } from '@shagun/core'

/** What the venue itself holds for the account: the truth that the account's own books are checked against. */
export interface Ledger {
  readonly cash: Decimal
  getQuantity(instrument: InstrumentId, product: Product): Decimal
  /** In any product. */
  holds(instrument: InstrumentId): boolean
  /** What a fill brings, fees included; below 0 it pays. */
  cashOf(entry: LedgerEntry): Decimal
  book(entry: LedgerEntry): void
  /** So many new shares for an old one; no money moves. */
  split(instrument: InstrumentId, ratio: Decimal): void
  listPositions(): readonly Position[]
  /** What is held, or was, with what it is of. */
  listHeld(): readonly Held[]
  /** What a fill would make of the position that it is of. */
  after(entry: LedgerEntry): Held
  /** Money that no fill moves, such as interest, leaves the account. */
  charge(amount: Decimal): void
  /** What is held for delivery now is delivered. */
  settle(): void
  /** What was delivered, and apart from it what was traded since. */
  listSettled(): { readonly holdings: readonly Position[]; readonly positions: readonly Position[] }
  /** Takes back what an earlier life had. */
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
  readonly instrument: Instrument
  readonly position: Position
  readonly cost: Decimal
}

const zero = new Decimal(0)

export function createLedger(openingCash: Decimal): Ledger {
  const positions = new Map<string, Held>()
  const keyOf = (instrument: InstrumentId, product: Product): string => `${instrument} ${product}`
  const settled = new Map<string, Held>()
  let cash = openingCash

  function heldOf({ instrument, product }: LedgerEntry): Held {
    const { id } = instrument
    const position = { instrument: id, product, quantity: zero, averagePrice: zero, realizedProfit: zero }
    return positions.get(keyOf(id, product)) ?? { instrument, position, cost: zero }
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
    holds: (instrument) =>
      [...positions.values()].some(({ position }) => position.instrument === instrument && !position.quantity.isZero()),
    cashOf,
    book(entry) {
      cash = cash.plus(cashOf(entry))
      positions.set(keyOf(entry.instrument.id, entry.product), after(heldOf(entry), entry))
    },
    split(instrument, ratio) {
      for (const held of [positions, settled])
        for (const [key, { position, ...rest }] of held) {
          if (position.instrument !== instrument) continue
          // Cut off like money, so that 1 for 3 makes 100 of 300.
          const quantity = position.quantity.times(ratio).toDecimalPlaces(20)
          const averagePrice = position.averagePrice.div(ratio)
          held.set(key, { ...rest, position: { ...position, quantity, averagePrice } })
        }
    },
    listPositions: () => Array.from(positions.values(), ({ position }) => position),
    listHeld: () => [...positions.values()],
    after: (entry) => after(heldOf(entry), entry),
    charge(amount) {
      cash = cash.minus(amount)
    },
    settle() {
      settled.clear()
      for (const [key, held] of positions)
        if (held.position.product === 'delivery' && held.position.quantity.gt(0)) settled.set(key, held)
    },
    restore(keptCash, held) {
      cash = keptCash
      for (const one of held) positions.set(keyOf(one.position.instrument, one.position.product), one)
    },
    listSettled: () => ({
      holdings: Array.from(settled.values(), ({ position }) => ({ ...position, realizedProfit: zero })),
      positions: Array.from(positions, ([key, held]) => sinceOf(held, settled.get(key))),
    }),
  }
}

/** What was traded since an earlier holding; what was sold out of it counts below 0. */
function sinceOf({ instrument, position, cost }: Held, earlier: Held | undefined): Position {
  if (earlier === undefined) return position
  const quantity = position.quantity.minus(earlier.position.quantity)
  const added = cost.minus(earlier.cost)
  const isMore = quantity.gt(0) && added.gt(0)
  return {
    ...position,
    quantity,
    averagePrice: isMore ? added.div(quantity.times(instrument.multiplier)) : position.averagePrice,
  }
}

/** At average cost: what adds moves the average, what closes earns against it, and what turns over does both. */
function after({ position, cost }: Held, { instrument, side, quantity, price }: LedgerEntry): Held {
  const { quantity: held, averagePrice, realizedProfit } = position
  const change = side === 'buy' ? quantity : quantity.neg()
  const paid = price.times(change).times(instrument.multiplier)
  const holds = held.plus(change)
  if (held.isZero()) return { instrument, position: { ...position, quantity: holds, averagePrice: price }, cost: paid }
  if (held.isPositive() === change.isPositive()) {
    const total = cost.plus(paid)
    const average = total.div(holds.times(instrument.multiplier))
    return { instrument, position: { ...position, quantity: holds, averagePrice: average }, cost: total }
  }
  const turns = quantity.gt(held.abs())
  // Cut off far behind the smallest coin, so that all that follows adds up exactly.
  const share = turns
    ? price.times(holds).times(instrument.multiplier)
    : cost.times(holds).div(held).toDecimalPlaces(20)
  const left = holds.isZero() ? zero : share
  return {
    instrument,
    position: {
      ...position,
      quantity: holds,
      averagePrice: holds.isZero() ? zero : turns ? price : averagePrice,
      realizedProfit: realizedProfit.minus(paid).minus(cost.minus(left)),
    },
    cost: left,
  }
}
