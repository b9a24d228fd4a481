import type { BrokerOrder } from '@shagun/core'
import type { ReadOrder } from '../books/read-order.ts'
import type { Trigger, TriggerLeg } from './read-trigger.ts'

/**
 * The leg of a trigger as an order: it waits, or has set off an order of its own, whose life goes on as that of the leg.
 *
 * @param order - what it has set off, as far as the order book has it
 * @returns `undefined` where it cannot be told: it has set off an order of an earlier day
 */
export function legRow(
  trigger: Trigger,
  leg: TriggerLeg,
  order: BrokerOrder | undefined,
  isOfToday: boolean,
): ReadOrder | undefined {
  const row = order ?? unseen(trigger, leg, isOfToday)
  if (row === undefined) return undefined
  const { stopPrice: _, ...rest } = row
  return {
    hasFilled: row.filledQuantity.gt(0),
    terms: { orderType: 'LIMIT', price: leg.limitPrice.toNumber(), triggerPrice: 0 },
    order: {
      ...rest,
      brokerOrderId: leg.id,
      timeInForce: 'gtc',
      ...(leg.isStop && { stopPrice: leg.triggerPrice }),
      note: { variety: 'gtt' },
    },
  }
}

/** Where the order book does not show what it has set off, or nothing has been. */
function unseen(trigger: Trigger, leg: TriggerLeg, isOfToday: boolean): BrokerOrder | undefined {
  const { id, instrument, side, quantity, limitPrice, orderId, refused } = leg
  const row = {
    brokerOrderId: id,
    instrument,
    side,
    quantity,
    filledQuantity: quantity.times(0),
    limitPrice,
    time: trigger.updatedAt,
  } as const
  if (refused !== undefined) return { ...row, lifecycle: 'rejected', reason: refused }
  if (orderId !== undefined) return isOfToday ? { ...row, lifecycle: 'working' } : undefined
  const lifecycle = lifecycles[trigger.status]
  // Which leg was reached is told with the order that it has set off, which may take a moment.
  const isUndecided = trigger.status === 'triggered' && isOfToday && !trigger.legs.some(isDecided)
  if (lifecycle === undefined || isUndecided) return { ...row, lifecycle: 'working' }
  const reason =
    trigger.status === 'triggered' ? 'The other order of the pair was set off.' : `The trigger is ${trigger.status}.`
  return { ...row, lifecycle, reason }
}

function isDecided({ orderId, refused }: TriggerLeg): boolean {
  return orderId !== undefined || refused !== undefined
}

/** How a leg ends that has set off nothing. What is not known to be over is alive. */
const lifecycles: Readonly<Record<string, BrokerOrder['lifecycle']>> = {
  triggered: 'canceled',
  disabled: 'canceled',
  cancelled: 'canceled',
  deleted: 'canceled',
  expired: 'expired',
  rejected: 'rejected',
}
