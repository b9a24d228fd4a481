import {
  type Broker,
  type BrokerOrderId,
  type ClientOrderId,
  createInstrument,
  Decimal,
  type Supports,
} from '@shagun/core'
import type { BrokenBroker } from './broken-broker.ts'
import {
  rejected,
  withCancel,
  withFound,
  withInForce,
  withPlace,
  withReply,
  withRows,
  withTerms,
} from './wrap-broker.ts'

export const brokenCapabilities: readonly BrokenBroker[] = [
  {
    how: 'lists a product twice',
    fails: 'capabilities/declaration',
    breaks: (broker) => ({
      ...broker,
      supports: { ...broker.supports, products: [...broker.supports.products, broker.supports.products[0]!] },
    }),
  },
  {
    how: 'has a method by name that is none',
    fails: 'capabilities/methods',
    supports: { groups: [] },
    breaks: (broker) => ({ ...broker, placeGroup: undefined }) as unknown as Broker,
  },
  {
    how: 'lists instruments with a lot of its own',
    fails: 'capabilities/instruments',
    breaks: (broker) => ({
      ...broker,
      fetchInstruments: async () => [createInstrument({ id: 'SIM:A', currency: 'USD', tickSize: '0.05', lotSize: 10 })],
    }),
  },
  {
    how: 'refuses stop-limit orders on margin',
    fails: 'capabilities/taken',
    breaks: (broker) =>
      withPlace(broker, async (terms, send) =>
        terms.type === 'stop-limit' && terms.product === 'margin' ? rejected('Not on margin.') : await send(terms),
      ),
  },
  {
    how: 'cuts ids at 16 characters',
    fails: 'capabilities/tag',
    breaks: (broker) =>
      withRows(broker, ({ clientOrderId, ...row }) =>
        clientOrderId === undefined ? row : { ...row, clientOrderId: clientOrderId.slice(0, 16) as ClientOrderId },
      ),
  },
  {
    how: 'sends what it is given again under another id',
    fails: 'capabilities/by-id',
    supports: { idempotency: 'by-id' },
    breaks(broker) {
      const sent = new Set<string>()
      return withTerms(broker, (terms) => {
        const id = terms.clientOrderId
        if (sent.has(id)) return { ...terms, clientOrderId: `${id.slice(0, -1)}x` as ClientOrderId }
        sent.add(id)
        return terms
      })
    },
  },
  {
    how: 'comes to declare another product',
    fails: 'capabilities/undeclared-orders',
    breaks: (broker) =>
      growing(broker, (supports) => ({ ...supports, products: [...supports.products, 'carryforward'] })),
  },
  {
    how: 'comes to declare another change',
    fails: 'capabilities/undeclared-changes',
    supports: { modify: ['quantity', 'limitPrice'] },
    breaks: (broker) => growing(broker, (supports) => ({ ...supports, modify: [...supports.modify, 'timeInForce'] })),
  },
  {
    how: 'comes to declare another kind of groups',
    fails: 'capabilities/undeclared-groups',
    supports: { groups: ['oco'] },
    breaks: (broker) => growing(broker, (supports) => ({ ...supports, groups: [...supports.groups, 'bracket'] })),
  },
]

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

/** Declares more from its first reading on. */
function growing(broker: Broker, grow: (supports: Supports) => Supports): Broker {
  let { supports } = broker
  return {
    ...broker,
    get supports() {
      return supports
    },
    fetchSnapshot() {
      supports = grow(broker.supports)
      return broker.fetchSnapshot()
    },
  }
}
