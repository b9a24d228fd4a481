import { Decimal, type Position } from '@shagun/core'
import { type Listed, none, worth } from '../exchange/listing.ts'
import { coreProduct, type KiteProduct, type KiteSide } from '../orders/order.ts'

/** What is held of an instrument under one product, and what today did to it. Values are money: price times quantity times multiplier. */
export interface Held {
  readonly listed: Listed
  readonly product: KiteProduct
  /** Above 0 is long, below 0 is short. */
  quantity: number
  /** What was paid for what is held; below 0 for what is short. */
  cost: Decimal
  realized: Decimal
  realizedToday: Decimal
  /** What was held when the day began. */
  overnight: number
  overnightCost: Decimal
  /** Bought yesterday, and not in the depository yet. */
  t1: number
  dayBuy: number
  dayBuyValue: Decimal
  daySell: number
  daySellValue: Decimal
}

/** Positions and cash of one account. */
export interface Ledger {
  readonly cash: Decimal
  /** Cash when the day began. */
  readonly openingCash: Decimal
  list(): readonly Held[]
  find(listed: Listed, product: KiteProduct): Held | undefined
  /** Books what was traded. */
  book(listed: Listed, product: KiteProduct, side: KiteSide, quantity: number, price: Decimal): void
  /** What is held of it from before. */
  bring(listed: Listed, product: KiteProduct, quantity: number, price: Decimal): void
  /** Moves a part of what was bought or sold to another product, at what it cost. */
  convert(listed: Listed, from: KiteProduct, to: KiteProduct, quantity: number): void
  pay(charges: Decimal): void
  /** The day is over: what is held is held overnight. */
  roll(): void
  listPositions(): readonly Position[]
}

export function createLedger(cashAtFirst: Decimal): Ledger {
  const held = new Map<string, Held>()
  let cash = cashAtFirst
  let openingCash = cashAtFirst

  function of(listed: Listed, product: KiteProduct): Held {
    const key = `${listed.key} ${product}`
    let entry = held.get(key)
    if (entry === undefined) held.set(key, (entry = emptyHeld(listed, product)))
    return entry
  }

  return {
    get cash() {
      return cash
    },
    get openingCash() {
      return openingCash
    },
    list: () => [...held.values()],
    find: (listed, product) => held.get(`${listed.key} ${product}`),
    book(listed, product, side, quantity, price) {
      const entry = of(listed, product)
      const value = worth(listed, price, quantity)
      const earned = trade(entry, side === 'BUY' ? quantity : -quantity, side === 'BUY' ? value : value.neg())
      entry.realized = entry.realized.plus(earned)
      entry.realizedToday = entry.realizedToday.plus(earned)
      addDay(entry, side, quantity, value)
      // A future costs nothing but what it loses.
      const moved = listed.instrument.kind === 'future' ? earned : side === 'BUY' ? value.neg() : value
      cash = cash.plus(moved)
    },
    bring(listed, product, quantity, price) {
      const entry = of(listed, product)
      entry.quantity += quantity
      entry.cost = entry.cost.plus(worth(listed, price, quantity))
      entry.overnight = entry.quantity
      entry.overnightCost = entry.cost
    },
    convert(listed, from, to, quantity) {
      const [source, target] = [of(listed, from), of(listed, to)]
      const sign = Math.sign(source.quantity)
      const cost = source.cost.times(quantity).div(Math.abs(source.quantity)).toDecimalPlaces(20)
      source.quantity -= sign * quantity
      source.cost = source.cost.minus(cost)
      const earned = trade(target, sign * quantity, cost)
      target.realized = target.realized.plus(earned)
      target.realizedToday = target.realizedToday.plus(earned)
      const side = sign > 0 ? 'BUY' : 'SELL'
      addDay(source, side, -quantity, cost.abs().neg())
      addDay(target, side, quantity, cost.abs())
    },
    pay(charges) {
      cash = cash.minus(charges)
    },
    roll() {
      openingCash = cash
      for (const entry of held.values()) {
        Object.assign(entry, {
          t1: Math.max(0, entry.dayBuy - entry.daySell),
          overnight: entry.quantity,
          overnightCost: entry.cost,
          realizedToday: none,
          dayBuy: 0,
          dayBuyValue: none,
          daySell: 0,
          daySellValue: none,
        })
      }
    },
    listPositions: () => {
      const byProduct = new Map<string, Position>()
      for (const entry of held.values()) {
        const position = positionOf(entry)
        const key = `${position.instrument} ${position.product}`
        const other = byProduct.get(key)
        byProduct.set(key, other === undefined ? position : together(other, position))
      }
      return [...byProduct.values()]
    },
  }
}

/** At average cost: what adds moves the average, what closes earns against it, and what turns over does both. */
function trade(entry: Held, change: number, value: Decimal): Decimal {
  const { quantity: before, cost } = entry
  const after = before + change
  entry.quantity = after
  if (before === 0 || before > 0 === change > 0) {
    entry.cost = cost.plus(value)
    return none
  }
  const turns = Math.abs(change) > Math.abs(before)
  // Cut off far behind the smallest coin, so that all that follows adds up exactly.
  const kept = turns ? value.times(after).div(change) : cost.times(after).div(before)
  entry.cost = after === 0 ? none : kept.toDecimalPlaces(20)
  return cost.plus(value).minus(entry.cost).neg()
}

function addDay(entry: Held, side: KiteSide, quantity: number, value: Decimal): void {
  if (side === 'BUY') {
    entry.dayBuy += quantity
    entry.dayBuyValue = entry.dayBuyValue.plus(value)
  } else {
    entry.daySell += quantity
    entry.daySellValue = entry.daySellValue.plus(value)
  }
}

function positionOf({ listed, product, quantity, cost, realized }: Held): Position {
  return {
    instrument: listed.key,
    product: coreProduct[product],
    quantity: new Decimal(quantity),
    averagePrice: quantity === 0 ? none : cost.div(quantity).div(listed.instrument.multiplier),
    realizedProfit: realized,
  }
}

/** Cover orders are intraday, too. */
function together(a: Position, b: Position): Position {
  const quantity = a.quantity.plus(b.quantity)
  const cost = a.averagePrice.times(a.quantity).plus(b.averagePrice.times(b.quantity))
  return {
    ...a,
    quantity,
    averagePrice: quantity.isZero() ? none : cost.div(quantity),
    realizedProfit: a.realizedProfit.plus(b.realizedProfit),
  }
}

function emptyHeld(listed: Listed, product: KiteProduct): Held {
  return {
    listed,
    product,
    quantity: 0,
    cost: none,
    realized: none,
    realizedToday: none,
    overnight: 0,
    overnightCost: none,
    t1: 0,
    dayBuy: 0,
    dayBuyValue: none,
    daySell: 0,
    daySellValue: none,
  }
}
