import { type BrokerOrderId, Decimal, type InstrumentId, type OrderTerms, type Position } from '@shagun/core'
import {
  type Broker,
  type BrokerFill,
  type BrokerOrder,
  type BrokerReport,
  defineBroker,
  type Factory,
} from '@shagun/core/adapter'

/** What the market does next, in the one instrument there is. */
export interface Range {
  readonly open: number
  readonly low: number
}

export interface BarVenueOptions {
  readonly cash: string
  readonly feePerFill?: string
  /** How much of one order a bar fills. Default: all of it. */
  readonly fillAtMost?: number
  readonly holdings?: readonly Position[]
}

/** A venue that outlives its connections: it matches against bars and numbers its trades. */
export interface BarVenue {
  readonly sent: readonly OrderTerms[]
  readonly canceled: readonly BrokerOrderId[]
  listener: (report: BrokerReport) => void
  show(bar: Range): void
  /** Tells every trade again, as venues do after a reconnect. */
  repeat(): void
  submit(terms: OrderTerms): BrokerOrderId
  withdraw(id: BrokerOrderId): boolean
  listOrders(): readonly BrokerOrder[]
  readonly fills: readonly BrokerFill[]
  readonly positions: readonly Position[]
  readonly cash: Decimal
}

const supports = {
  orderTypes: ['market', 'limit'],
  timeInForce: ['day', 'ioc'],
  products: ['delivery'],
  modify: [],
  groups: [],
  idempotency: 'by-id',
  tagLength: 20,
} as const

/** The adapter: synchronous, and every fill is told by its id. */
export const barDriven: Factory<Broker<typeof supports>, { readonly venue: BarVenue }> = defineBroker({
  id: 'bar-driven',
  supports,
  create: ({ venue }: { readonly venue: BarVenue }, { clock }) => ({
    async connect(report) {
      venue.listener = report
      return async () => {
        venue.listener = () => {}
      }
    },
    place: (order) => ({ outcome: 'accepted', brokerOrderIds: [venue.submit(order)] }),
    cancel: ({ brokerOrderId }) =>
      venue.withdraw(brokerOrderId)
        ? { outcome: 'requested' }
        : { outcome: 'rejected', evidence: { reason: `${brokerOrderId} does not rest.` } },
    findOrders: async (id) => venue.listOrders().filter(({ clientOrderId }) => clientOrderId === id),
    fetchSnapshot: async () => ({
      asOf: clock.now(),
      orders: venue.listOrders(),
      fills: [...venue.fills],
      positions: venue.positions,
      holdings: [],
      cash: { INR: venue.cash },
    }),
  }),
})

interface Resting {
  readonly id: BrokerOrderId
  readonly terms: OrderTerms
  lifecycle: BrokerOrder['lifecycle']
  filled: Decimal
  value: Decimal
}

export function createBarVenue(options: BarVenueOptions, now: () => number): BarVenue {
  const fee = new Decimal(options.feePerFill ?? 0)
  const atMost = new Decimal(options.fillAtMost ?? Number.POSITIVE_INFINITY)
  const orders: Resting[] = []
  const fills: BrokerFill[] = []
  const canceled: BrokerOrderId[] = []
  const held = new Map<InstrumentId, Decimal>(
    options.holdings?.map(({ instrument, quantity }) => [instrument, quantity]),
  )
  let cash = new Decimal(options.cash)
  let last: number | undefined

  function trade(order: Resting, price: number): void {
    const { instrument, side } = order.terms
    const quantity = Decimal.min(order.terms.quantity.minus(order.filled), atMost)
    const signed = side === 'buy' ? quantity : quantity.neg()
    order.filled = order.filled.plus(quantity)
    order.value = order.value.plus(quantity.times(price))
    if (order.filled.eq(order.terms.quantity)) order.lifecycle = 'filled'
    held.set(instrument, (held.get(instrument) ?? new Decimal(0)).plus(signed))
    cash = cash.minus(signed.times(price)).minus(fee)
    const fillId = `T${fills.length + 1}`
    const fill = { fillId, brokerOrderId: order.id, quantity, price: new Decimal(price), fees: fee, time: now() }
    fills.push(fill)
    venue.listener({ type: 'fill', fill })
  }

  function end(order: Resting): void {
    order.lifecycle = 'canceled'
    venue.listener({ type: 'order', order: rowOf(order) })
  }

  function rowOf({ id, terms, lifecycle, filled, value }: Resting): BrokerOrder {
    return {
      brokerOrderId: id,
      clientOrderId: terms.clientOrderId,
      instrument: terms.instrument,
      side: terms.side,
      lifecycle,
      quantity: terms.quantity,
      filledQuantity: filled,
      ...(filled.gt(0) && { averagePrice: value.div(filled) }),
      time: now(),
    }
  }

  const venue: BarVenue = {
    listener: () => {},
    fills,
    canceled,
    get sent() {
      return orders.map(({ terms }) => terms)
    },
    get positions() {
      return [...held].map(([instrument, quantity]): Position => {
        const bought = options.holdings?.find((position) => position.instrument === instrument)
        const averagePrice = bought?.averagePrice ?? new Decimal(0)
        return { instrument, product: 'delivery', quantity, averagePrice, realizedProfit: new Decimal(0) }
      })
    },
    get cash() {
      return cash
    },
    show({ open, low }) {
      last = open
      for (const order of orders) {
        if (order.lifecycle !== 'working') continue
        if (order.terms.type === 'market') trade(order, open)
        else if ('limitPrice' in order.terms && order.terms.limitPrice.gte(low))
          trade(order, Math.min(open, order.terms.limitPrice.toNumber()))
      }
    },
    repeat() {
      for (const fill of fills) venue.listener({ type: 'fill', fill })
    },
    submit(terms) {
      const id = `B${orders.length + 1}` as BrokerOrderId
      const order: Resting = { id, terms, lifecycle: 'working', filled: new Decimal(0), value: new Decimal(0) }
      orders.push(order)
      // What is to fill at once or not at all is settled before the venue has even answered.
      if (terms.timeInForce === 'ioc' && last !== undefined) {
        trade(order, last)
        if (order.lifecycle === 'working') end(order)
      }
      return id
    },
    withdraw(id) {
      const order = orders.find((each) => each.id === id)
      if (order?.lifecycle !== 'working') return false
      canceled.push(id)
      end(order)
      return true
    },
    listOrders: () => orders.map(rowOf),
  }
  return venue
}
