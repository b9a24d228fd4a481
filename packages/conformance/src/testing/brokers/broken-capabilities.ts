import { type Broker, type ClientOrderId, createInstrument, type Supports } from '@shagun/core'
import type { BrokenBroker } from './broken.ts'
import { rejected, withPlace, withRows, withTerms } from './wrap.ts'

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
    how: 'sends limits in whole dollars',
    fails: 'capabilities/taken',
    breaks: (broker) =>
      withTerms(broker, (terms) =>
        'limitPrice' in terms ? { ...terms, limitPrice: terms.limitPrice.toDecimalPlaces(0) } : terms,
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
