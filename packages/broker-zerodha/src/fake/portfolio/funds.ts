import { Decimal } from '@shagun/core'
import type { Exchange } from '../exchange/exchange.ts'
import { none, worth } from '../exchange/listing.ts'
import type { FakeOrder, KiteTerms } from '../orders/order.ts'
import type { Account } from './account.ts'
import type { Held } from './ledger.ts'
import { type Margin, marginFor, noMargin } from './margin-rules.ts'

/** What an account may still use, and what the rest is used for. */
export interface Funds {
  readonly opening: Decimal
  readonly net: Decimal
  readonly debits: Decimal
  readonly exposure: Decimal
  readonly span: Decimal
  readonly optionPremium: Decimal
  readonly realised: Decimal
  readonly unrealised: Decimal
  readonly sales: Decimal
}

/** What funds depend on. */
export interface Book extends Pick<Account, 'ledger'> {
  readonly live: Iterable<FakeOrder>
}

export type Segment = 'equity' | 'commodity'

export function segmentOf(exchange: string): Segment {
  return exchange === 'MCX' || exchange === 'NCO' ? 'commodity' : 'equity'
}

/** All cash is in the equity segment, as it is for who has one account for both. */
export function fundsOf(book: Book, exchange: Exchange): Funds {
  const { ledger } = book
  const held = ledger.list()
  const of = (pick: (entry: Held) => Decimal): Decimal => sum(held.map(pick))
  const blocked = [...held.map(marginOfHeld), ...marginsOfOrders(book)]
  const total = (name: keyof Margin): Decimal =>
    sum(blocked.map((margin) => margin[name]).filter((part) => part !== none))
  const premium = of((entry) => (isOption(entry) ? entry.dayBuyValue.minus(entry.daySellValue) : none))
  // Shares for delivery are paid for, and paid out, at once.
  const delivery = of((entry) => (entry.product === 'CNC' ? entry.daySellValue.minus(entry.dayBuyValue) : none))
  const realised = of((entry) => (isSettled(entry) ? none : entry.realizedToday))
  const unrealised = of((entry) => profitOf(entry, exchange.lineOf(entry.listed).last))
  const debits = total('total').plus(premium).minus(delivery)
  const opening = ledger.openingCash
  return {
    opening,
    net: opening.plus(realised).minus(debits),
    debits,
    exposure: total('exposure'),
    span: total('span'),
    optionPremium: total('optionPremium').plus(premium),
    realised,
    unrealised,
    sales: of((entry) => (entry.product === 'CNC' ? entry.daySellValue : none)),
  }
}

/** What an order takes beyond what is there: that which only closes takes nothing. */
export function marginOfTerms(book: Book, terms: Asked, quantity: number, price: Decimal): Margin {
  let waiting = 0
  for (const order of book.live) if (closesAsMuch(order.terms, terms)) waiting += order.quantity - order.filled
  return marginBeyond(book.ledger, terms, quantity, price, waiting)
}

type Asked = Pick<KiteTerms, 'listed' | 'product' | 'side'>

function closesAsMuch(a: Asked, b: Asked): boolean {
  return a.listed === b.listed && a.product === b.product && a.side === b.side
}

/** @param waiting - what other orders are to close before it */
function marginBeyond(
  ledger: Book['ledger'],
  { listed, product, side }: Asked,
  quantity: number,
  price: Decimal,
  waiting: number,
): Margin {
  const held = ledger.find(listed, product)?.quantity ?? 0
  const closes = side === 'BUY' ? Math.max(0, -held) : Math.max(0, held)
  const beyond = quantity - Math.max(0, Math.min(quantity, closes - waiting))
  return beyond === 0 ? noMargin : marginFor(listed, product, side, beyond, price)
}

/** At its limit, or at the last price. */
export function priceOf(order: Pick<FakeOrder, 'price' | 'triggerPrice'>, last: Decimal | undefined): Decimal {
  return order.price.gt(0) ? order.price : order.triggerPrice.gt(0) ? order.triggerPrice : (last ?? none)
}

/** Of several orders that close the same, the oldest goes first. */
function marginsOfOrders({ ledger, live }: Book): Margin[] {
  const waiting = new Map<string, number>()
  return Array.from(live, (order) => {
    const { terms, quantity, filled } = order
    const key = `${terms.listed.token} ${terms.product} ${terms.side}`
    const before = waiting.get(key) ?? 0
    waiting.set(key, before + quantity - filled)
    return marginBeyond(ledger, terms, quantity - filled, priceOf(order, undefined), before)
  })
}

/** Shares that lie in the depository are paid for. */
function marginOfHeld(entry: Held): Margin {
  if (entry.quantity === 0 || entry.product === 'CNC') return noMargin
  if (isOption(entry) && entry.quantity > 0) return noMargin
  if (entry.product === 'MTF' && entry.overnight === entry.quantity) return noMargin
  const price = entry.cost.div(entry.quantity).div(entry.listed.instrument.multiplier)
  return marginFor(entry.listed, entry.product, entry.quantity > 0 ? 'BUY' : 'SELL', Math.abs(entry.quantity), price)
}

function isOption({ listed }: Held): boolean {
  return listed.instrument.kind === 'option'
}

/** What it earned is part of what was paid. */
function isSettled(entry: Held): boolean {
  return entry.product === 'CNC' || isOption(entry)
}

function profitOf({ listed, quantity, cost }: Held, last: Decimal | undefined): Decimal {
  return quantity === 0 || last === undefined ? none : worth(listed, last, quantity).minus(cost)
}

export function sum(values: readonly Decimal[]): Decimal {
  return values.reduce((total, value) => total.plus(value), new Decimal(0))
}
