import type { BrokerOrderId, Decimal, Instrument, InstrumentId } from '@shagun/core'
import type { Broker, BrokerOrderRef, OrderGroup, PlaceReply } from '@shagun/core/adapter'
import { faultOfBracket } from './brackets.ts'
import type { Exchange } from './exchange.ts'
import type { Asked } from './funds.ts'
import type { Latency } from './latency.ts'
import { type SlicingOptions, slice } from './slicing.ts'
import type { VenueOrder, VenueTerms } from './venue-order.ts'
import { createWire } from './wire.ts'

/** What an account asks for: orders, their changes and their ends. */
export type Commands = Pick<Broker, 'place' | 'placeGroup' | 'cancel' | 'modify'>

export interface CommandOptions extends SlicingOptions {
  readonly exchange: Exchange
  readonly latency: Latency
  /** Whether working orders can change at all. */
  readonly modifiable: boolean
  /** Whether it keeps orders in step of which one cancels the others. */
  readonly pairs: boolean
  /** What is known of the orders that are taken. */
  readonly orders: TakenOrders
}

/** The orders of the account, as far as commands go. */
interface TakenOrders {
  instrumentOf(id: InstrumentId): Instrument | undefined
  get(id: BrokerOrderId): VenueOrder | undefined
  /** Why the account may not have them, where it may not. */
  objection(asked: readonly Asked[], kind?: OrderGroup['kind'], instead?: VenueOrder): string | undefined
  take(terms: VenueTerms, instrument: Instrument, id?: VenueOrder['clientOrderId']): VenueOrder
  /** From now on they are kept in step. */
  join(kind: OrderGroup['kind'], orders: readonly VenueOrder[]): void
  cancel(order: VenueOrder): void
  /** It has come to the venue that the order changes; where it still can, it has. */
  change(order: VenueOrder, change: { readonly quantity?: Decimal }): void
}

export function createCommands({ exchange, latency, modifiable, orders, pairs, ...slicing }: CommandOptions): Commands {
  const toVenue = createWire(exchange.environment)

  function workingOrder(id: BrokerOrderId): VenueOrder | undefined {
    const order = orders.get(id)
    return order?.lifecycle === 'working' ? order : undefined
  }

  /** Orders that are taken come to the market, all at once. */
  function send(
    takeAll: () => readonly VenueOrder[],
    isSent: (order: VenueOrder, index: number) => boolean = () => true,
  ) {
    const ship = toVenue(latency.orders)
    const taken = takeAll()
    ship(() => exchange.enter(taken.filter(isSent).filter(({ lifecycle }) => lifecycle === 'working')))
    return taken.map(({ brokerOrderId }) => brokerOrderId) as [BrokerOrderId]
  }

  return {
    place({ clientOrderId, ...terms }) {
      const instrument = orders.instrumentOf(terms.instrument)
      if (instrument === undefined) return unlisted(terms.instrument)
      const { taken, refused } = slice(terms.quantity, instrument.lotSize, slicing)
      const objection =
        exchange.objection({ ...terms, quantity: taken[0] }, instrument) ??
        orders.objection([{ terms: { ...terms, quantity: terms.quantity.minus(refused ?? 0) }, instrument }])
      if (objection !== undefined) return rejected(objection)
      const takeAll = (): readonly VenueOrder[] =>
        taken.map((quantity) => orders.take({ ...terms, quantity }, instrument, clientOrderId))
      return {
        outcome: 'accepted',
        brokerOrderIds: send(takeAll),
        ...(refused !== undefined && { refused: notTaken(refused, terms.quantity, taken) }),
      }
    },
    ...(pairs && {
      placeGroup({ kind, legs }: OrderGroup): PlaceReply {
        const asked: Asked[] = []
        for (const { clientOrderId: _, ...terms } of legs) {
          const instrument = orders.instrumentOf(terms.instrument)
          if (instrument === undefined) return unlisted(terms.instrument)
          asked.push({ terms, instrument })
        }
        const fault = kind === 'bracket' ? faultOfBracket(legs) : undefined
        if (fault !== undefined) return rejected(fault)
        for (const { terms, instrument } of asked) {
          const objection = exchange.objection(terms, instrument)
          if (objection !== undefined) return rejected(objection)
        }
        const objection = orders.objection(asked, kind)
        if (objection !== undefined) return rejected(objection)
        const takeAll = (): readonly VenueOrder[] => {
          const taken = asked.map(({ terms, instrument }, i) => orders.take(terms, instrument, legs[i]!.clientOrderId))
          orders.join(kind, taken)
          return taken
        }
        // The exits of a bracket are sent on by the venue itself.
        return { outcome: 'accepted', brokerOrderIds: send(takeAll, (_, i) => kind !== 'bracket' || i === 0) }
      },
    }),
    cancel({ brokerOrderId }) {
      const order = workingOrder(brokerOrderId)
      if (order === undefined) return rejected(`${brokerOrderId} is no working order.`)
      toVenue(latency.cancels)(() => {
        // It may have been filled while the cancellation was under way.
        if (order.lifecycle === 'working') orders.cancel(order)
      })
      return { outcome: 'requested' }
    },
    ...(modifiable && {
      modify({ brokerOrderId }: BrokerOrderRef, change: { readonly quantity?: Decimal }) {
        const order = workingOrder(brokerOrderId)
        if (order === undefined) return rejected(`${brokerOrderId} is no working order.`)
        const { filledQuantity } = order
        if (change.quantity?.lte(filledQuantity))
          return rejected(`${brokerOrderId} has filled ${filledQuantity.toFixed()}; its quantity must be above that.`)
        const terms = { ...order.terms, ...change }
        const objection =
          exchange.objection(terms, order.instrument) ??
          orders.objection([{ terms, instrument: order.instrument }], undefined, order)
        if (objection !== undefined) return rejected(objection)
        toVenue(latency.orders)(() => {
          if (order.lifecycle === 'working') orders.change(order, change)
        })
        return { outcome: 'requested' } as const
      },
    }),
  }
}

function notTaken(quantity: Decimal, asked: Decimal, taken: readonly Decimal[]) {
  const most = `${taken.length} slices of ${taken[0]}`
  const reason = `Takes an order in ${most} at most; ${quantity} of ${asked} are not taken.`
  return { quantity, evidence: { reason } }
}

function unlisted(id: InstrumentId) {
  return rejected(`The mock does not list ${id}.`)
}

function rejected(reason: string) {
  return { outcome: 'rejected', evidence: { reason } } as const
}
