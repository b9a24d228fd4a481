import {
  type BrokerOrder,
  type BrokerOrderId,
  createInstrument,
  type Instrument,
  type InstrumentId,
} from '@shagun/core'
import type { Broker, BrokerOrderRef, BrokerReport } from '@shagun/core/adapter'
import { type ClearingOptions, createClearing } from './clearing.ts'
import { createMarket, type Market } from './market.ts'
import { createOrderBook } from './order-book.ts'
import { rowOf, type VenueOrder } from './venue-order.ts'

/** What an account may ask of the venue, and the bars that are its market. */
export interface Venue extends Market, Omit<Broker, 'id' | 'supports' | 'environment' | 'placeGroup'> {
  readonly cash: ClearingOptions['cash']
}

export interface VenueOptions extends ClearingOptions {
  /** What is listed; anything where it is empty. */
  readonly instruments: readonly Instrument[]
  /** Whether working orders can change at all. */
  readonly modifiable: boolean
}

export function createVenue(options: VenueOptions): Venue {
  const { clock, currency, instruments, modifiable } = options
  const listed = new Map(instruments.map((instrument) => [instrument.id, instrument]))
  const book = createOrderBook(clock)
  const { clear, ledger, fills } = createClearing(options)
  let report: (report: BrokerReport) => void = unheard

  function instrumentOf(id: InstrumentId): Instrument | undefined {
    return listed.size > 0 ? listed.get(id) : createInstrument({ id, currency })
  }

  function workingOrder(id: BrokerOrderId): VenueOrder | undefined {
    const order = book.orders.get(id)
    return order?.lifecycle === 'working' ? order : undefined
  }

  function close(order: VenueOrder, lifecycle: BrokerOrder['lifecycle'], reason?: string): void {
    book.close(order, lifecycle, reason)
    report({ type: 'order', order: rowOf(order) })
  }

  return {
    get cash() {
      return ledger.cash
    },
    ...createMarket({
      clock,
      book,
      close,
      fill(order, match, bar) {
        const cleared = clear(order, match, bar)
        if ('refusal' in cleared) return close(order, 'rejected', cleared.refusal)
        order.fill = cleared
        book.close(order, 'filled')
        report({ type: 'fill', fill: cleared })
      },
    }),
    async connect(listener) {
      report = listener
      return async () => {
        if (report === listener) report = unheard
      }
    },
    place(terms) {
      const instrument = instrumentOf(terms.instrument)
      if (instrument === undefined)
        return { outcome: 'rejected', evidence: { reason: `The mock does not list ${terms.instrument}.` } }
      return { outcome: 'accepted', brokerOrderIds: [book.add(terms, instrument).brokerOrderId] }
    },
    cancel({ brokerOrderId }) {
      const order = workingOrder(brokerOrderId)
      if (order === undefined) return notWorking(brokerOrderId)
      close(order, 'canceled')
      return { outcome: 'requested' }
    },
    ...(modifiable && {
      modify({ brokerOrderId }: BrokerOrderRef, change: object) {
        const order = workingOrder(brokerOrderId)
        if (order === undefined) return notWorking(brokerOrderId)
        book.change(order, change)
        report({ type: 'order', order: rowOf(order) })
        return { outcome: 'requested' } as const
      },
    }),
    findOrders: async (id) => [...book.orders.values()].filter(({ terms }) => terms.clientOrderId === id).map(rowOf),
    fetchSnapshot: async () => ({
      asOf: clock.now(),
      orders: [...book.orders.values()].map(rowOf),
      fills: [...fills],
      positions: ledger.listPositions(),
      holdings: [],
      cash: { [currency]: ledger.cash },
    }),
    fetchInstruments: async () => instruments,
  }
}

function unheard(): void {}

function notWorking(id: BrokerOrderId) {
  return { outcome: 'rejected', evidence: { reason: `${id} is no working order.` } } as const
}
