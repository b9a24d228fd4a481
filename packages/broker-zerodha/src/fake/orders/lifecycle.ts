import type { Decimal } from '@shagun/core'
import { none } from '../exchange/listing.ts'
import type { Kite } from '../kite.ts'
import type { Account } from '../portfolio/account.ts'
import { checkAtExchange, checkRisk, type Rejection } from './back-office.ts'
import { type FakeOrder, type FakeTrade, isLive, type KiteTerms } from './order.ts'
import { protect, protectionTags } from './protection.ts'
import { historyRow } from './row.ts'

/** What an order has beside its terms when it comes in. */
export interface Entry {
  readonly apiKey?: string
  readonly placedBy?: string
  readonly parentId?: string
  readonly tags?: readonly string[]
  /** The tag of what it is a slice of, where it does not carry it itself. */
  readonly sliceOf?: string
  readonly quantity?: number
  readonly meta?: object
  readonly leg?: FakeOrder['leg']
  readonly bookAfterMs?: number
  readonly stuck?: FakeOrder['stuck']
}

/** Orders on their way: from the back office to the exchange, through it, and to their end. */
export interface Lifecycle {
  /** The order is there, and begins its way. */
  open(account: Account, terms: KiteTerms, entry: Entry): FakeOrder
  /** Goes on with an order that waited for the market to open. */
  release(order: FakeOrder): void
  /** It traded on a screen, before anybody heard of it. */
  openTraded(account: Account, terms: KiteTerms, price: Decimal, placedBy: string): FakeOrder
  setStatus(order: FakeOrder, status: string): void
  cancel(order: FakeOrder, status?: string, message?: string, expired?: boolean): void
  reject(order: FakeOrder, rejection: Rejection): void
  /** After a while, unless it has ended meanwhile; as long as it is stuck, later. */
  later(order: FakeOrder, ms: number, run: () => void): void
  /** An order at the market becomes a limit at the edge of its band, where it is protected. */
  protectNow(order: FakeOrder): void
  /** Hears of each order that is complete. */
  onComplete(listener: (account: Account, order: FakeOrder) => void): void
}

export function createLifecycle(kite: Kite): Lifecycle {
  const { clock, timers, delays, exchange, ids, updates } = kite
  const completed: ((account: Account, order: FakeOrder) => void)[] = []

  function setStatus(order: FakeOrder, status: string): void {
    order.status = status
    order.changedAt = clock.now()
    order.history.push(historyRow(order))
  }

  function later(order: FakeOrder, ms: number, run: () => void): void {
    const wait = order.stuck?.at === order.status ? ms + order.stuck.ms : ms
    const go = (): void => {
      if (isLive(order)) run()
    }
    if (wait === 0) go()
    else timers.after(wait, go)
  }

  function end(order: FakeOrder, ending: NonNullable<FakeOrder['ending']>, status: string): void {
    order.ending = ending
    order.pending = undefined
    exchange.remove(order.resting)
    kite.accountOf(order.userId).live.delete(order)
    setStatus(order, status)
  }

  function reject(order: FakeOrder, { message, raw }: Rejection): void {
    order.message = message
    order.rawMessage = raw
    order.canceled = 0
    end(order, 'rejected', 'REJECTED')
    updates.tell(order)
  }

  function cancel(order: FakeOrder, status = 'CANCELLED', message?: string, expired = false): void {
    order.canceled = order.quantity - order.filled
    order.message = message
    end(order, expired ? 'expired' : 'canceled', status)
    updates.tell(order)
  }

  function take(order: FakeOrder, quantity: number, price: Decimal): void {
    const account = kite.accountOf(order.userId)
    const { listed, product, side } = order.terms
    const id = ids.trade(listed.row.exchange)
    const trade: FakeTrade = Object.freeze({ id, order, quantity, price, time: clock.now() })
    account.trades.push(trade)
    order.trades.push(trade)
    order.filled += quantity
    order.value = order.value.plus(price.times(quantity))
    account.ledger.book(listed, product, side, quantity, price)
    order.changedAt = order.exchangeAt = clock.now()
    if (order.filled < order.quantity) {
      order.history.push(historyRow(order))
      return updates.tell(order, 'UPDATE')
    }
    order.resting.leaves = 0
    end(order, 'filled', 'COMPLETE')
    updates.tell(order)
    for (const listener of completed) listener(account, order)
  }

  function protectNow(order: FakeOrder): void {
    const line = exchange.lineOf(order.terms.listed)
    if (order.protection === 0 || line.last === undefined) return
    const { price, percent } = protect(line, order.terms.side, order.protection, line.last)
    order.orderType = 'LIMIT'
    order.price = price
    order.protection = 0
    order.tags.push(...protectionTags(percent).filter((tag) => !order.tags.includes(tag)))
  }

  function begin(order: FakeOrder): void {
    setStatus(order, 'PUT ORDER REQ RECEIVED')
    later(order, delays.receiveMs, () => validate(order))
  }

  function validate(order: FakeOrder): void {
    setStatus(order, 'VALIDATION PENDING')
    later(order, delays.validateMs, () => {
      const rejection = checkRisk(kite, kite.accountOf(order.userId), order)
      if (rejection !== undefined) return reject(order, rejection)
      setStatus(order, 'OPEN PENDING')
      later(order, delays.exchangeMs, () => arrive(order))
    })
  }

  function arrive(order: FakeOrder): void {
    const { resting, terms } = order
    const line = exchange.lineOf(terms.listed)
    const waits = order.orderType === 'SL' || order.orderType === 'SL-M'
    resting.trigger = waits ? order.triggerPrice : undefined
    if (order.orderType === 'MARKET') protectNow(order)
    const rejection =
      order.orderType === 'MARKET' && line.last === undefined && order.protection !== 0
        ? { message: 'There is no price yet to protect a market order with.', raw: '17080 : No reference price' }
        : checkAtExchange(line, order)
    if (rejection !== undefined) return reject(order, rejection)
    order.exchangeOrderId = ids.exchangeOrder()
    order.exchangeAt = clock.now()
    setStatus(order, waits ? 'TRIGGER PENDING' : 'OPEN')
    resting.limit = order.price.gt(0) ? order.price : undefined
    exchange.submit(resting)
    if (order.validity === 'TTL')
      timers.after(terms.ttlMinutes * 60_000, () => {
        if (isLive(order)) cancel(order, 'CANCELLED', 'The time to live of the order is over.')
      })
  }

  function create(account: Account, terms: KiteTerms, entry: Entry): FakeOrder {
    const now = clock.now()
    const quantity = entry.quantity ?? terms.quantity
    const order: FakeOrder = {
      id: ids.order(),
      userId: account.user.userId,
      apiKey: entry.apiKey,
      placedBy: entry.placedBy ?? account.user.userId,
      guid: ids.guid(),
      terms,
      parentId: entry.parentId,
      tags: [...(terms.tag === undefined ? [] : [terms.tag]), ...(entry.tags ?? [])],
      askedAs: entry.sliceOf ?? terms.tag,
      placedAt: now,
      visibleAt: now + (entry.bookAfterMs ?? 0),
      stuck: entry.stuck,
      history: [],
      trades: [],
      orderType: terms.orderType,
      validity: terms.validity,
      price: terms.price,
      triggerPrice: terms.triggerPrice,
      protection: terms.protection,
      disclosedQuantity: terms.disclosedQuantity,
      quantity,
      filled: 0,
      value: none,
      canceled: 0,
      status: '',
      message: undefined,
      rawMessage: undefined,
      exchangeOrderId: undefined,
      exchangeAt: undefined,
      changedAt: now,
      pending: undefined,
      modifications: 0,
      ending: undefined,
      meta: entry.meta ?? {},
      leg: entry.leg,
      resting: {
        listed: terms.listed,
        userId: account.user.userId,
        side: terms.side,
        limit: undefined,
        trigger: undefined,
        leaves: quantity,
        priority: 0,
        filled: (part, price) => take(order, part, price),
        triggered: () => trigger(order),
        matched() {
          if (order.validity === 'IOC' && isLive(order) && order.resting.trigger === undefined)
            cancel(order, 'CANCELLED', 'IOC order was not filled at once.')
        },
      },
    }
    account.orders.push(order)
    account.today.push(order)
    account.live.add(order)
    account.byId.set(order.id, order)
    return order
  }

  function trigger(order: FakeOrder): void {
    if (order.orderType === 'SL-M') {
      order.orderType = 'MARKET'
      protectNow(order)
    } else order.orderType = 'LIMIT'
    order.resting.limit = order.price.gt(0) ? order.price : undefined
    setStatus(order, 'OPEN')
    updates.tell(order, 'UPDATE')
  }

  return {
    setStatus,
    cancel,
    reject,
    later,
    protectNow,
    open(account, terms, entry) {
      const order = create(account, terms, entry)
      if (terms.variety !== 'amo') begin(order)
      else {
        setStatus(order, 'AMO REQ RECEIVED')
        const { calendar } = kite
        if (calendar !== undefined)
          timers.after(calendar.nextOpen(clock.now()) - clock.now(), () => this.release(order))
      }
      return order
    },
    release(order) {
      if (isLive(order) && order.status === 'AMO REQ RECEIVED') begin(order)
    },
    openTraded(account, terms, price, placedBy) {
      const order = create(account, terms, { placedBy })
      order.exchangeOrderId = ids.exchangeOrder()
      order.resting.leaves = 0
      take(order, terms.quantity, price)
      return order
    },
    onComplete: (listener) => void completed.push(listener),
  }
}
