import { Decimal } from '@shagun/core'
import type { Line } from '../exchange/line.ts'
import type { Kite } from '../kite.ts'
import type { Account } from '../portfolio/account.ts'
import { fundsOf, marginOfTerms, priceOf } from '../portfolio/funds.ts'
import type { FakeOrder, KiteTerms } from './order.ts'

/** Why an order is rejected: for people, and as the back office says it. */
export interface Rejection {
  readonly message: string
  readonly raw: string
}

/** What the back office has against an order, before the exchange hears of it. */
export function checkRisk(kite: Kite, account: Account, order: FakeOrder): Rejection | undefined {
  return checkHoldings(kite, account, order) ?? checkFunds(kite, account, order.terms, order.quantity, order, order)
}

/** Whether there are funds for it. */
export function checkFunds(
  { behavior, exchange }: Kite,
  account: Account,
  terms: KiteTerms,
  quantity: number,
  prices: Pick<FakeOrder, 'price' | 'triggerPrice'>,
  order?: FakeOrder,
): Rejection | undefined {
  if (!behavior.checksFunds) return undefined
  const others = { ledger: account.ledger, live: [...account.live].filter((other) => other !== order) }
  const price = priceOf(prices, exchange.lineOf(terms.listed).last)
  const required = marginOfTerms(others, terms, quantity - (order?.filled ?? 0), price).total
  const { net } = fundsOf(others, exchange)
  if (required.lte(net) || required.isZero()) return undefined
  const [needed, available] = [required.toFixed(2), net.toFixed(2)]
  return {
    message: `Insufficient funds. Required margin is ${needed} but available margin is ${available}. Check the orderbook for open orders.`,
    raw: `RMS:Margin Exceeds,Required:${needed}, Available:${available} for entity account-${account.user.userId} across exchange across segment across product `,
  }
}

/** Who sells for delivery must hold what he sells. */
function checkHoldings({ behavior }: Kite, account: Account, order: FakeOrder): Rejection | undefined {
  const { terms } = order
  if (!behavior.checksHoldings || terms.side === 'BUY' || terms.product !== 'CNC') return undefined
  const short = shortOf(account, terms, order.quantity - order.filled, order)
  if (short <= 0) return undefined
  return {
    message: `Insufficient holdings. You are trying to sell ${order.quantity} but ${short} of them are not there.`,
    raw: `RMS:Rule: Check holdings including BO, CO and PO for entity account-${account.user.userId} across exchange across segment across product `,
  }
}

function shortOf(account: Account, { listed }: KiteTerms, quantity: number, except: FakeOrder): number {
  const held = account.ledger.find(listed, 'CNC')?.quantity ?? 0
  const waiting = [...account.live]
    .filter((order) => order !== except && order.terms.side === 'SELL')
    .filter(({ terms }) => terms.listed === listed && terms.product === 'CNC')
    .reduce((total, order) => total + order.quantity - order.filled, 0)
  return quantity + waiting - held
}

/** What the exchange has against an order. */
export function checkAtExchange(line: Line, order: FakeOrder): Rejection | undefined {
  const { instrument } = line.listed
  if (instrument.freezeQuantity?.lt(order.quantity))
    return {
      message: `Order quantity exceeds the freeze quantity of ${instrument.freezeQuantity.toFixed()}.`,
      raw: '16387 : Quantity is more than the freeze quantity',
    }
  const [lower, upper] = circuit(line)
  const { price } = order
  if (price.gt(0) && lower.gt(0) && (price.lt(lower) || price.gt(upper)))
    return {
      message: `Your order price is outside of the circuit limits of ${lower.toFixed()} and ${upper.toFixed()}.`,
      raw: '17070 : The Price is out of the LPP range',
    }
  const waits = order.orderType === 'SL' || order.orderType === 'SL-M'
  if (waits && line.last !== undefined && order.resting.trigger !== undefined) {
    const { side } = order.terms
    const crossed = side === 'BUY' ? order.triggerPrice.lte(line.last) : order.triggerPrice.gte(line.last)
    if (crossed)
      return {
        message: `Trigger price for stoploss ${side === 'BUY' ? 'buy orders should be higher' : 'sell orders should be lower'} than the last traded price (${line.last.toFixed()}).`,
        raw: '17071 : Trigger price is invalid',
      }
  }
  return undefined
}

/** A fifth from what it closed at; of what has no close, 0 and 0. */
export function circuit({ close, listed: { instrument } }: Line): readonly [lower: Decimal, upper: Decimal] {
  const tick = instrument.tickAt(close)
  return [
    close.times('0.8').toNearest(tick, Decimal.ROUND_CEIL),
    close.times('1.2').toNearest(tick, Decimal.ROUND_FLOOR),
  ]
}
