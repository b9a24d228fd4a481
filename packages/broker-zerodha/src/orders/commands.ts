import type { CommandReply, Decimal, OrderChange } from '@shagun/core'
import type { BrokerOrderRef } from '@shagun/core/adapter'
import type { KiteClient } from '../client/kite-client.ts'
import type { OfficialClient } from '../client/official-client.ts'
import type { ZerodhaSupports } from '../supports.ts'
import { type OrderOptions, varietyOf } from './order-params.ts'
import { readRefusal, readUncertain } from './outcome.ts'
import { kiteValidity } from './words.ts'

/** Asks for what is left of an order to be canceled. It may be filled meanwhile; the order book tells. */
export function cancelOrder(client: KiteClient, order: BrokerOrderRef): Promise<CommandReply> {
  return command(client, (kite) => kite.cancelOrder(varietyOf(order) as never, order.brokerOrderId))
}

/** Asks for new values. Kite says only that it will try; the order book tells whether it has. */
export function modifyOrder(
  client: KiteClient,
  order: BrokerOrderRef,
  change: OrderChange<ZerodhaSupports, Decimal>,
  known: KnownTerms,
  { marketProtection = -1 }: OrderOptions,
): Promise<CommandReply> {
  const { quantity, limitPrice, stopPrice, timeInForce } = change
  if (timeInForce === 'gtc')
    return Promise.resolve(unchangeable('An order for the day cannot be made to stay beyond it'))
  if (quantity !== undefined && varietyOf(order) === 'iceberg')
    return Promise.resolve(unchangeable('The quantity of an iceberg cannot be changed'))
  const params = {
    // What is not said again of a stop order, Kite takes for gone.
    ...(known.orderType !== undefined && { order_type: known.orderType }),
    ...(quantity !== undefined && { quantity: quantity.toFixed() }),
    ...priceOf('price', limitPrice, known.price),
    ...priceOf('trigger_price', stopPrice, known.triggerPrice),
    ...(timeInForce !== undefined && { validity: kiteValidity[timeInForce] }),
    ...((known.orderType === 'MARKET' || known.orderType === 'SL-M') && { market_protection: marketProtection }),
  }
  return command(client, (kite) => kite.modifyOrder(varietyOf(order) as never, order.brokerOrderId, params as never))
}

function unchangeable(what: string): CommandReply {
  return { outcome: 'rejected', evidence: { reason: `${what}; cancel it, and place another one.`, vendorCode: 'kite' } }
}

/** The terms of an order as the book showed them last. */
export interface KnownTerms {
  readonly orderType?: string
  readonly price?: number
  readonly triggerPrice?: number
}

function priceOf(name: string, wanted: Decimal | undefined, known: number | undefined): Record<string, string> {
  if (wanted !== undefined) return { [name]: wanted.toFixed() }
  return known !== undefined && known > 0 ? { [name]: String(known) } : {}
}

/** What Kite said to a command, as far as that is certain. */
export async function command(
  client: KiteClient,
  call: (kite: OfficialClient) => Promise<unknown>,
): Promise<CommandReply> {
  try {
    const answer = await client.ask(call, { urgent: true })
    return 'refused' in answer ? { outcome: 'rejected', evidence: answer.refused } : { outcome: 'requested' }
  } catch (error) {
    return readRefusal(error) ?? readUncertain(error)
  }
}
