import { istText } from '../wire/ist.ts'
import type { Row } from '../wire/reply.ts'
import type { Gtt, GttLeg } from './gtt.ts'

/** A trigger as Kite writes it. That it was triggered does not say that its order was filled, or even taken. */
export function gttRow(gtt: Gtt): Row {
  const { id, userId, type, createdAt, updatedAt, expiresAt, status, listed, triggers, lastPrice, legs } = gtt
  return {
    id,
    user_id: userId,
    parent_trigger: null,
    type,
    created_at: istText(createdAt),
    updated_at: istText(updatedAt),
    expires_at: istText(expiresAt),
    status,
    condition: {
      exchange: listed.row.exchange,
      last_price: lastPrice.toNumber(),
      tradingsymbol: listed.row.tradingsymbol,
      trigger_values: triggers.map((trigger) => trigger.toNumber()),
      instrument_token: listed.token,
    },
    orders: legs.map((leg) => ({
      exchange: listed.row.exchange,
      tradingsymbol: listed.row.tradingsymbol,
      product: leg.product,
      order_type: leg.orderType,
      transaction_type: leg.side,
      quantity: leg.quantity,
      price: leg.price.toNumber(),
      result: resultRow(gtt, leg),
    })),
    meta: {},
  }
}

function resultRow({ id, userId, listed }: Gtt, { result, ...leg }: GttLeg): Row | null {
  if (result === undefined) return null
  return {
    account_id: userId,
    exchange: listed.row.exchange,
    tradingsymbol: listed.row.tradingsymbol,
    validity: 'DAY',
    product: leg.product,
    order_type: leg.orderType,
    transaction_type: leg.side,
    quantity: leg.quantity,
    price: leg.price.toNumber(),
    meta: JSON.stringify({ app_id: 1234, gtt: id }),
    timestamp: istText(result.at),
    triggered_at: result.triggeredAt.toNumber(),
    order_result: { status: result.status, order_id: result.orderId, rejection_reason: result.reason },
  }
}
