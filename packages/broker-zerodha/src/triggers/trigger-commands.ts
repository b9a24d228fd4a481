import {
  type BrokerOrderId,
  type CommandReply,
  Decimal,
  type Environment,
  type Evidence,
  isShagunError,
  type OrderChange,
} from '@shagun/core'
import type { BrokerOrderRef, PlaceReply } from '@shagun/core/adapter'
import { amountOf, idOf, isRow } from '../books/wire.ts'
import type { KiteClient } from '../client/kite-client.ts'
import { command } from '../orders/commands.ts'
import { readRefusal, readUncertain } from '../orders/outcome.ts'
import { type KiteTerms, productOf } from '../orders/words.ts'
import { source } from '../source.ts'
import type { ZerodhaSupports } from '../supports.ts'
import { legId, type Trigger, type TriggerLeg, triggerIdOf } from './read-trigger.ts'
import { inOrder, triggerParams, type Waiting, whyNotKept } from './trigger-params.ts'
import type { Triggers } from './triggers.ts'

/** Places, changes and cancels what waits at Kite for a price. */
export interface TriggerDesk {
  /** One order, or two of which one cancels the other; those that lead out of a position go before others. */
  place(legs: readonly KiteTerms[], urgent: boolean): Promise<PlaceReply>
  /** Where it has set off an order, `fired` goes on with that. */
  cancel(order: BrokerOrderRef, fired: Fired): Promise<CommandReply>
  modify(order: BrokerOrderRef, change: Change, fired: Fired): Promise<CommandReply>
}

type Change = OrderChange<ZerodhaSupports, Decimal>
type Fired = (order: BrokerOrderRef) => Promise<CommandReply>

/** So long the last price may take, and a vault. */
const mostWaitMs = 20_000

export function createTriggerDesk(
  client: KiteClient,
  triggers: Triggers,
  { clock, log }: Pick<Environment, 'clock' | 'log'>,
): TriggerDesk {
  const turns = new Map<string, Promise<CommandReply>>()

  /** Undefined where nobody tells, as with a key whose plan has no prices; Kite knows it all the same. */
  async function lastOf(instrument: string): Promise<Decimal | undefined> {
    try {
      const answer = await client.ask((kite) => kite.getLTP([instrument]), { urgent: true })
      const row = 'data' in answer && isRow(answer.data) ? answer.data[instrument] : undefined
      const last = isRow(row) ? amountOf(row['last_price']) : undefined
      return last !== undefined && last > 0 ? new Decimal(last) : undefined
    } catch (cause) {
      if (isShagunError(cause, 'unauthenticated')) throw cause
      log.warn(`${source} did not tell the last price of ${instrument}; its trigger goes out without.`, { cause })
      return undefined
    }
  }

  async function place(legs: readonly KiteTerms[], urgent: boolean): Promise<PlaceReply> {
    const fault = whyNotKept(legs)
    if (fault !== undefined) return refused(fault)
    const waiting = inOrder(legs as readonly Waiting[])
    const notAfter = clock.now() + mostWaitMs
    try {
      const params = triggerParams(waiting, await lastOf(waiting[0]!.instrument))
      if (typeof params === 'string') return refused(params)
      triggers.mayWait()
      const answer = await client.ask((kite) => kite.placeGTT(params as never), { urgent, notAfter })
      if ('refused' in answer) return { outcome: 'rejected', evidence: answer.refused }
      const id = isRow(answer.data) ? idOf(answer.data['trigger_id']) : undefined
      if (id === undefined) return { outcome: 'unconfirmed', cause: 'unreadable-reply' }
      const brokerOrderIds = legs.map((leg) => legId(id, waiting.indexOf(leg as Waiting)))
      return { outcome: 'accepted', brokerOrderIds: brokerOrderIds as [BrokerOrderId], note: { variety: 'gtt' } }
    } catch (error) {
      return readRefusal(error) ?? readUncertain(error)
    }
  }

  async function cancel(order: BrokerOrderRef, fired: Fired): Promise<CommandReply> {
    const reply = await command(client, (kite) => kite.deleteGTT(triggerIdOf(order.brokerOrderId)))
    if (reply.outcome !== 'rejected') return reply
    // One that has set off an order is no more to be deleted, and its order is what is meant.
    const found = await find(order)
    return 'leg' in found && found.leg.orderId !== undefined ? await fired(orderOf(order, found.leg.orderId)) : reply
  }

  /** A change says all of a trigger anew, so of two at once each would undo the other. */
  async function modify(order: BrokerOrderRef, change: Change, fired: Fired): Promise<CommandReply> {
    const id = triggerIdOf(order.brokerOrderId)
    const turn = (turns.get(id) ?? Promise.resolve()).then(() => modifyNow(order, change, fired))
    turns.set(id, turn)
    try {
      return await turn
    } finally {
      if (turns.get(id) === turn) turns.delete(id)
    }
  }

  async function modifyNow(order: BrokerOrderRef, change: Change, fired: Fired): Promise<CommandReply> {
    if (change.timeInForce !== undefined) return refused('What waits for a price stays until it is canceled.')
    const found = await find(order)
    if ('outcome' in found) return found
    const { trigger, leg } = found
    if (leg.orderId !== undefined) return await fired(orderOf(order, leg.orderId))
    if (trigger.status !== 'active') return refused(`The trigger is ${trigger.status}.`)
    const legs = trigger.legs.map((each) => termsOf(each, each === leg ? change : {}))
    try {
      const params = triggerParams(legs, await lastOf(leg.instrument))
      if (typeof params === 'string') return refused(params)
      return await command(client, (kite) => kite.modifyGTT(trigger.id, params as never))
    } catch (error) {
      return readRefusal(error) ?? readUncertain(error)
    }
  }

  /** As it stands now. What could not be read was not asked for either. */
  async function find(
    order: BrokerOrderRef,
  ): Promise<Rejected | { readonly trigger: Trigger; readonly leg: TriggerLeg }> {
    try {
      const trigger = await triggers.fetchOne(order.brokerOrderId)
      const leg = trigger?.legs.find(({ id }) => id === order.brokerOrderId)
      return trigger === undefined || leg === undefined ? refused('Kite does not know the trigger.') : { trigger, leg }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      return refused(`The trigger could not be read, and nothing was asked of it: ${reason}`)
    }
  }

  return { place, cancel, modify }
}

function orderOf(order: BrokerOrderRef, id: string): BrokerOrderRef {
  return { ...order, brokerOrderId: id as BrokerOrderId, note: { variety: 'regular' } }
}

/** The terms of a leg as they would be afterwards. A limit waits for its own price. */
function termsOf({ isStop, side, product, instrument, ...leg }: TriggerLeg, change: Change): Waiting {
  const { quantity = leg.quantity, limitPrice = leg.limitPrice, stopPrice = leg.triggerPrice } = change
  return {
    instrument,
    side,
    product: productOf[product] ?? 'delivery',
    timeInForce: 'gtc',
    quantity,
    limitPrice,
    ...(isStop ? { type: 'stop-limit', stopPrice } : { type: 'limit' }),
  } as Waiting
}

type Rejected = { readonly outcome: 'rejected'; readonly evidence: Evidence }

function refused(reason: string): Rejected {
  return { outcome: 'rejected', evidence: { reason, vendorCode: 'gtt' } }
}
