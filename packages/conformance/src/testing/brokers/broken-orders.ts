import { type Broker, type BrokerOrderId, Decimal } from '@shagun/core'
import type { BrokenBroker } from './broken.ts'
import { withCancel, withFound, withInForce, withReply, withTerms } from './wrap.ts'

export const brokenOrders: readonly BrokenBroker[] = [
  {
    how: 'protects sales at the market so that they never fill',
    fails: 'orders/market',
    breaks: (broker) =>
      withTerms(broker, (terms) =>
        terms.type === 'market' && terms.side === 'sell'
          ? { ...terms, type: 'limit', limitPrice: new Decimal(150) }
          : terms,
      ),
  },
  {
    how: 'sells one below the limit',
    fails: 'orders/limit',
    breaks: (broker) =>
      withTerms(broker, (terms) =>
        terms.type === 'limit' && terms.side === 'sell' ? { ...terms, limitPrice: terms.limitPrice.minus(1) } : terms,
      ),
  },
  {
    how: 'sells at the market what has a stop',
    fails: 'orders/stop',
    breaks: (broker) =>
      withTerms(broker, (terms) => {
        if (terms.type !== 'stop' || terms.side !== 'sell') return terms
        const { stopPrice: _, ...rest } = terms
        return { ...rest, type: 'market' }
      }),
  },
  {
    how: 'drops the limit of sales with a stop',
    fails: 'orders/stop-limit',
    breaks: (broker) =>
      withTerms(broker, (terms) => {
        if (terms.type !== 'stop-limit' || terms.side !== 'sell') return terms
        const { limitPrice: _, ...rest } = terms
        return { ...rest, type: 'stop' }
      }),
  },
  {
    how: 'keeps orders for the day beyond it',
    fails: 'orders/day',
    breaks: (broker) => withInForce(broker, 'day', 'gtc'),
  },
  {
    how: 'leaves the rest of an immediate order in the market',
    fails: 'orders/ioc',
    breaks: (broker) => withInForce(broker, 'ioc', 'day'),
  },
  {
    how: 'fills a part of an order that is to be filled whole',
    fails: 'orders/fok',
    breaks: (broker) => withInForce(broker, 'fok', 'ioc'),
  },
  {
    how: 'ends with the day what is good until canceled',
    fails: 'orders/gtc',
    breaks: (broker) => withInForce(broker, 'gtc', 'day'),
  },
  {
    how: 'takes what is good until a date for immediate',
    fails: 'orders/gtd',
    breaks: (broker) => withInForce(broker, 'gtd', 'ioc'),
  },
]

export const brokenLifecycles: readonly BrokenBroker[] = [
  {
    how: 'names more than it has made of a sale',
    fails: 'lifecycle/accepted',
    breaks: (broker) =>
      withReply(broker, (reply, { side }) =>
        reply.outcome === 'accepted' && side === 'sell'
          ? { ...reply, brokerOrderIds: [...reply.brokerOrderIds, `${reply.brokerOrderIds[0]}-` as BrokerOrderId] }
          : reply,
      ),
  },
  {
    how: 'shows nothing of a part that is filled',
    fails: 'lifecycle/partly-filled',
    breaks: (broker) =>
      withFound(broker, ({ averagePrice: _, ...row }) =>
        row.lifecycle === 'working' ? { ...row, filledQuantity: new Decimal(0) } : { ...row },
      ),
  },
  {
    how: 'calls expired what is filled',
    fails: 'lifecycle/filled',
    breaks: (broker) =>
      withFound(broker, (row) => (row.lifecycle === 'filled' ? { ...row, lifecycle: 'expired' } : row)),
  },
  {
    how: 'cancels nothing of what is filled in part',
    fails: 'lifecycle/canceled',
    breaks: (broker, { wire }) =>
      withCancel(broker, async ({ brokerOrderId }, cancel) => {
        const row = wire.venue.readOrders().find((each) => each.brokerOrderId === brokerOrderId)
        return row?.filledQuantity.gt(0) && row.lifecycle === 'working' ? { outcome: 'requested' } : await cancel()
      }),
  },
  {
    how: 'leaves out why an order was refused',
    fails: 'lifecycle/refused',
    breaks: (broker) => withFound(broker, ({ reason: _, ...row }) => row),
  },
  {
    how: 'takes the refusal of a symbol for an order',
    fails: 'lifecycle/unknown-instrument',
    breaks: (broker) =>
      withReply(broker, (reply, { instrument }) =>
        instrument.endsWith('NOSUCH') ? { outcome: 'accepted', brokerOrderIds: ['0' as BrokerOrderId] } : reply,
      ),
  },
  {
    how: 'calls canceled what it was asked to cancel',
    fails: 'lifecycle/cancel-filled',
    breaks(broker, { wire }) {
      let report: Parameters<Broker['connect']>[0] = () => {}
      const asked = withCancel(broker, async ({ brokerOrderId }, cancel) => {
        const row = wire.venue.readOrders().find((each) => each.brokerOrderId === brokerOrderId)
        const reply = await cancel()
        if (row !== undefined) report({ type: 'order', order: { ...row, lifecycle: 'canceled' } })
        return reply
      })
      return {
        ...asked,
        connect(listener) {
          report = listener
          return broker.connect(listener)
        },
      }
    },
  },
  {
    how: 'cancels everything where it is asked twice',
    fails: 'lifecycle/cancel-twice',
    breaks: (broker, { wire }) =>
      withCancel(broker, async (ref, cancel) => {
        const reply = await cancel()
        if (reply.outcome === 'rejected' && wire.faults.size === 0)
          for (const { brokerOrderId, lifecycle } of wire.venue.readOrders())
            if (lifecycle === 'working') await broker.cancel({ ...ref, brokerOrderId })
        return reply
      }),
  },
]
