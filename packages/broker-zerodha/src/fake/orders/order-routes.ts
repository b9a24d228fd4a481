import type { Kite } from '../kite.ts'
import type { Account } from '../portfolio/account.ts'
import type { Route } from '../routes.ts'
import { oneOf, type Params } from '../wire/params.ts'
import { badInput } from '../wire/refusal.ts'
import { success, successOf } from '../wire/reply.ts'
import { cancelOrder } from './cancel.ts'
import { modifyOrder } from './change.ts'
import type { Lifecycle } from './lifecycle.ts'
import { type FakeOrder, type FakeTrade, isLive, varieties } from './order.ts'
import { placeOrder } from './place.ts'
import { orderRow, tradeRow } from './row.ts'

/** Orders, and the day's books of them. */
export function orderRoutes(kite: Kite, lifecycle: Lifecycle): Route[] {
  const { clock, behavior } = kite

  /** What is over stays as it is, and most of a day's orders are: they are written once. */
  const written = new WeakMap<FakeOrder | FakeTrade, string>()

  function write(order: FakeOrder): string {
    const known = written.get(order)
    if (known !== undefined) return known
    // Not yet: its average price, where that comes late.
    const early = order.ending === 'filled' && clock.now() < order.changedAt + behavior.averagePriceLateMs
    const row = orderRow(order)
    if (!behavior.canceledStaysPending && order.canceled > 0) row['pending_quantity'] = 0
    const text = JSON.stringify(early ? { ...row, average_price: 0 } : row)
    if (!isLive(order) && !early) written.set(order, text)
    return text
  }

  function writeTrade(trade: FakeTrade): string {
    let text = written.get(trade)
    if (text === undefined) written.set(trade, (text = JSON.stringify(tradeRow(trade))))
    return text
  }

  const isVisible = (order: FakeOrder): boolean => clock.now() >= order.visibleAt

  function visible(account: Account, path: Params): FakeOrder {
    const order = account.byId.get(path['order_id']!)
    if (order !== undefined && isVisible(order) && account.today.includes(order)) return order
    throw badInput("Couldn't find that `order_id`.")
  }

  function addressed(account: Account, path: Params): FakeOrder {
    const variety = oneOf(path, 'variety', varieties)
    const order = account.byId.get(path['order_id']!)
    if (order === undefined || order.terms.variety !== variety || !account.today.includes(order))
      throw badInput("Couldn't find that `order_id`.")
    return order
  }

  const tradesOf = (account: Account) =>
    account.trades
      .slice(account.tradesBefore)
      .filter(({ order, time }) => isVisible(order) && clock.now() >= time + behavior.tradesLateMs)

  return [
    {
      method: 'GET',
      path: '/orders',
      endpoint: 'orders',
      bucket: 'others',
      answer({ account }) {
        const rows = account.today.filter(isVisible).map(write)
        return rows.length === 0 && behavior.emptyBook === 'null' ? success(null) : successOf(rows)
      },
    },
    {
      method: 'GET',
      path: '/trades',
      endpoint: 'trades',
      bucket: 'others',
      answer: ({ account }) => successOf(tradesOf(account).map(writeTrade)),
    },
    {
      method: 'GET',
      path: '/orders/:order_id',
      endpoint: 'order-history',
      bucket: 'others',
      answer: ({ account, path }) => success(visible(account, path).history),
    },
    {
      method: 'GET',
      path: '/orders/:order_id/trades',
      endpoint: 'order-trades',
      bucket: 'others',
      answer({ account, path }) {
        const order = visible(account, path)
        return successOf(
          tradesOf(account)
            .filter((trade) => trade.order === order)
            .map(writeTrade),
        )
      },
    },
    {
      method: 'POST',
      path: '/orders/:variety',
      endpoint: 'place',
      bucket: 'orders',
      answer: ({ account, path, params }) =>
        success(placeOrder(kite, lifecycle, account, oneOf(path, 'variety', varieties), params)),
    },
    {
      method: 'PUT',
      path: '/orders/:variety/:order_id',
      endpoint: 'modify',
      bucket: 'orders',
      answer({ account, path, params }) {
        const order = addressed(account, path)
        modifyOrder(kite, lifecycle, account, order, params)
        return success({ order_id: order.id })
      },
    },
    {
      method: 'DELETE',
      path: '/orders/:variety/:order_id',
      endpoint: 'cancel',
      bucket: 'orders',
      answer({ account, path }) {
        const order = addressed(account, path)
        cancelOrder(kite, lifecycle, order)
        return success({ order_id: order.id })
      },
    },
  ]
}
