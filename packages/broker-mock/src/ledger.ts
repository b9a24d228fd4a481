import { Decimal, type Instrument, type InstrumentId, type Position, type Product, type Side } from '@shagun/core'

/** What the venue itself holds for the account: the truth that the account's own books are checked against. */
export interface Ledger {
  readonly cash: Decimal
  getQuantity(instrument: InstrumentId, product: Product): Decimal
  /** What a fill pays (negative) or brings, fees included. */
  cashOf(trade: LedgerTrade): Decimal
  book(trade: LedgerTrade): void
  listPositions(): Position[]
}

export interface LedgerTrade {
  readonly instrument: Instrument
  readonly product: Product
  readonly side: Side
  readonly quantity: Decimal
  readonly price: Decimal
  readonly fees: Decimal
}

interface Holding {
  readonly instrument: Instrument
  readonly product: Product
  quantity: Decimal
  /** What the quantity was opened for, price x quantity. */
  cost: Decimal
  profit: Decimal
}

const zero = new Decimal(0)

export function createLedger(openingCash: Decimal): Ledger {
  const holdings = new Map<InstrumentId, Map<Product, Holding>>()
  let cash = openingCash

  function holdingOf(instrument: Instrument, product: Product): Holding {
    let products = holdings.get(instrument.id)
    if (products === undefined) holdings.set(instrument.id, (products = new Map()))
    let holding = products.get(product)
    if (holding === undefined)
      products.set(product, (holding = { instrument, product, quantity: zero, cost: zero, profit: zero }))
    return holding
  }

  /** The holding after a trade: what closes takes its share of the cost with it. */
  function after({ instrument, product, side, quantity, price }: LedgerTrade): Omit<Holding, 'instrument' | 'product'> {
    const { quantity: held, cost, profit } = holdingOf(instrument, product)
    const change = side === 'buy' ? quantity : quantity.neg()
    if (held.isZero() || held.isPositive() === change.isPositive())
      return { quantity: held.plus(change), cost: cost.plus(price.times(change)), profit }
    const closing = Decimal.min(quantity, held.abs()).times(held.isPositive() ? -1 : 1)
    const opening = change.minus(closing)
    const released = closing.abs().eq(held.abs()) ? cost : cost.times(closing).div(held).neg()
    return {
      quantity: held.plus(change),
      cost: cost.minus(released).plus(price.times(opening)),
      profit: profit.minus(released).minus(price.times(closing)),
    }
  }

  function cashOf(trade: LedgerTrade): Decimal {
    const { instrument, product, side, quantity, price, fees } = trade
    const { multiplier, kind } = instrument
    const moved =
      kind === 'future'
        ? after(trade).profit.minus(holdingOf(instrument, product).profit)
        : price.times(quantity).times(side === 'buy' ? -1 : 1)
    return moved.times(multiplier).minus(fees)
  }

  return {
    get cash() {
      return cash
    },
    getQuantity: (instrument, product) => holdings.get(instrument)?.get(product)?.quantity ?? zero,
    cashOf,
    book(trade) {
      cash = cash.plus(cashOf(trade))
      Object.assign(holdingOf(trade.instrument, trade.product), after(trade))
    },
    listPositions: () =>
      [...holdings.values()].flatMap((products) =>
        [...products.values()].map(({ instrument, product, quantity, cost, profit }) => ({
          instrument: instrument.id,
          product,
          quantity,
          averagePrice: quantity.isZero() ? zero : cost.div(quantity),
          realizedProfit: profit.times(instrument.multiplier),
        })),
      ),
  }
}
