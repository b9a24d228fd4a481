import { Decimal } from '@shagun/core'
import type { Kite } from '../kite.ts'
import type { Lifecycle } from '../orders/lifecycle.ts'
import type { KiteTerms } from '../orders/order.ts'
import type { Account } from '../portfolio/account.ts'
import { chargesOfDay } from '../portfolio/charges.ts'
import type { Held } from '../portfolio/ledger.ts'

/**
 * The trading day is over: orders of the day expire, what was for the day alone is closed, charges are paid, and what can
 * be read of orders and trades begins anew. Orders that waited for the open come in with the new day.
 */
export function endDay(kite: Kite, lifecycle: Lifecycle, accounts: Iterable<Account>): void {
  const all = [...accounts]
  for (const account of all) {
    for (const order of [...account.live])
      if (order.status !== 'AMO REQ RECEIVED') lifecycle.cancel(order, 'CANCELLED', 'The trading day is over.', true)
    for (const held of account.ledger.list()) squareOff(kite, lifecycle, account, held)
    if (kite.behavior.charges) account.ledger.pay(chargesOfDay(account.trades.slice(account.tradesBefore)))
    account.ledger.roll()
    account.today = [...account.live]
    account.tradesBefore = account.trades.length
  }
  kite.exchange.endDay()
  kite.limits.endDay()
  for (const { live } of all) for (const order of [...live]) lifecycle.release(order)
}

/** The broker closes what may not stay, at the last price. */
function squareOff({ exchange }: Kite, lifecycle: Lifecycle, account: Account, held: Held): void {
  const { listed, product, quantity } = held
  const { last } = exchange.lineOf(listed)
  if (quantity === 0 || (product !== 'MIS' && product !== 'CO') || last === undefined) return
  const terms = marketTerms(listed, quantity > 0 ? 'SELL' : 'BUY', Math.abs(quantity), product)
  lifecycle.openTraded(account, terms, last, 'SQUAREOFF')
}

/** An order at the market, as it is placed on a screen. */
export function marketTerms(
  listed: KiteTerms['listed'],
  side: KiteTerms['side'],
  quantity: number,
  product: KiteTerms['product'],
): KiteTerms {
  const none = new Decimal(0)
  return {
    variety: 'regular',
    listed,
    side,
    orderType: 'MARKET',
    product,
    validity: 'DAY',
    ttlMinutes: 0,
    quantity,
    disclosedQuantity: 0,
    price: none,
    triggerPrice: none,
    protection: 0,
    tag: undefined,
  }
}
