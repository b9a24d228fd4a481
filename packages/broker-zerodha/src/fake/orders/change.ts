import type { Decimal } from '@shagun/core'
import type { Kite } from '../kite.ts'
import type { Account } from '../portfolio/account.ts'
import { oneOf, type Params, whole } from '../wire/params.ts'
import { badInput } from '../wire/refusal.ts'
import { checkAtExchange, checkFunds } from './back-office.ts'
import type { Lifecycle } from './lifecycle.ts'
import { type FakeOrder, type KiteOrderType, orderTypes, type Validity, validities } from './order.ts'
import { checkProtection, checkQuantity, checkStop, readPrice, readProtection } from './terms.ts'

/** The terms that hold once the exchange has them. */
interface Change {
  readonly orderType: KiteOrderType
  readonly validity: Validity
  readonly quantity: number
  readonly price: Decimal
  readonly triggerPrice: Decimal
  readonly protection: number
  readonly disclosedQuantity: number
}

/** States in which the exchange has the order, so that it can be asked to change it. */
const changeable: readonly string[] = ['OPEN', 'TRIGGER PENDING', 'AMO REQ RECEIVED']

/** Takes a modification, or refuses it at once. What becomes of one that was taken shows in the order book. */
export function modifyOrder(
  kite: Kite,
  lifecycle: Lifecycle,
  account: Account,
  order: FakeOrder,
  params: Params,
): void {
  if (!changeable.includes(order.status) || order.pending !== undefined)
    throw badInput('Order cannot be modified as it is being processed. Try later.')
  if (order.modifications >= kite.limits.limits.modificationsPerOrder)
    throw badInput('Maximum allowed order modifications exceeded')
  const change = readChange(kite, order, params)
  order.modifications++
  if (order.status === 'AMO REQ RECEIVED') {
    apply(order, change)
    return lifecycle.setStatus(order, 'AMO REQ RECEIVED')
  }
  const refused = kite.faults.take('modify', 'modify-refused')
  const before = order.status
  order.pending = 'modify'
  lifecycle.setStatus(order, 'MODIFY VALIDATION PENDING')
  lifecycle.later(order, kite.delays.validateMs, () => {
    lifecycle.setStatus(order, 'MODIFY PENDING')
    lifecycle.later(order, kite.delays.modifyMs, () => {
      const reason = refused === undefined ? againstIt(kite, account, order, change) : (refused.message ?? unwilling)
      order.pending = undefined
      if (reason !== undefined) {
        order.message = reason
        lifecycle.setStatus(order, standing(order, before))
        return kite.updates.tell(order, 'UPDATE')
      }
      arrive(kite, lifecycle, order, change, before)
    })
  })
}

const unwilling = 'The exchange does not take the modification.'

function arrive(kite: Kite, lifecycle: Lifecycle, order: FakeOrder, change: Change, before: string): void {
  const keepsPlace = order.price.eq(change.price) && change.quantity <= order.quantity && before !== 'TRIGGER PENDING'
  apply(order, change)
  const { resting } = order
  if (order.orderType === 'MARKET') lifecycle.protectNow(order)
  const waits = order.orderType === 'SL' || order.orderType === 'SL-M'
  resting.trigger = waits ? order.triggerPrice : undefined
  resting.limit = order.price.gt(0) ? order.price : undefined
  resting.leaves = order.quantity - order.filled
  order.message = undefined
  order.exchangeAt = kite.clock.now()
  lifecycle.setStatus(order, 'MODIFIED')
  lifecycle.setStatus(order, waits ? 'TRIGGER PENDING' : 'OPEN')
  kite.updates.tell(order, 'UPDATE')
  kite.exchange.resubmit(resting, keepsPlace)
}

function apply(order: FakeOrder, change: Change): void {
  Object.assign(order, change)
  order.resting.leaves = order.quantity - order.filled
}

/** What is against it now, once more was filled than when it was asked for. */
function againstIt(kite: Kite, account: Account, order: FakeOrder, change: Change): string | undefined {
  if (change.quantity <= order.filled) return `Quantity cannot be ${order.filled} or less, which is filled already.`
  const changed = { ...order, ...change, resting: { ...order.resting } }
  const wasTriggered = order.resting.trigger === undefined
  if (wasTriggered && (change.orderType === 'SL' || change.orderType === 'SL-M') && order.triggerPrice.gt(0))
    return 'The order was triggered already.'
  const line = kite.exchange.lineOf(order.terms.listed)
  const { terms } = order
  return (
    checkFunds(kite, account, terms, change.quantity, change, order)?.message ?? checkAtExchange(line, changed)?.message
  )
}

/** Where it stands after a modification that came to nothing: its stop may have been reached meanwhile. */
function standing({ resting }: FakeOrder, before: string): string {
  return before === 'TRIGGER PENDING' && resting.trigger === undefined ? 'OPEN' : before
}

/** What is not named stays as it is; an empty price is none. */
function readChange(kite: Kite, order: FakeOrder, params: Params): Change {
  const { listed, side, variety } = order.terms
  const orderType = params['order_type'] === undefined ? order.orderType : oneOf(params, 'order_type', orderTypes)
  if (variety === 'co' && orderType !== order.orderType)
    throw badInput('The order type of a cover order cannot change.')
  const validity = params['validity'] === undefined ? order.validity : oneOf(params, 'validity', validities)
  const quantity = params['quantity'] === undefined ? order.quantity : whole(params, 'quantity')
  checkQuantity(listed, quantity)
  const limited = orderType === 'LIMIT' || orderType === 'SL'
  const waits = orderType === 'SL' || orderType === 'SL-M'
  const none = order.price.times(0)
  const price = limited ? priceFrom(params, 'price', order.price) : none
  const triggerPrice =
    waits || variety === 'co' ? priceFrom(params, 'trigger_price', order.triggerPrice) : order.triggerPrice
  const protection = params['market_protection'] === undefined ? order.protection : readProtection(params)
  if (orderType === 'SL') checkStop(side, price, triggerPrice)
  checkProtection(kite, orderType, variety === 'co' ? -1 : protection)
  const disclosedQuantity =
    params['disclosed_quantity'] === undefined ? order.disclosedQuantity : whole(params, 'disclosed_quantity')
  return { orderType, validity, quantity, price, triggerPrice, protection, disclosedQuantity }

  function priceFrom(from: Params, name: 'price' | 'trigger_price', before: Decimal): Decimal {
    return from[name] === undefined && before.gt(0) ? before : readPrice(listed, from, name)
  }
}
