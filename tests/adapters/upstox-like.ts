import { type BrokerOrderId, type ClientOrderId, Decimal, parseInstrumentId } from '@shagun/core'
import {
  type Broker,
  type BrokerFill,
  type BrokerOrder,
  defineBroker,
  type Factory,
  type PlaceReply,
} from '@shagun/core/adapter'

export interface UpstoxRow {
  readonly order_id: string
  readonly tag: string
  readonly instrument: string
  readonly transaction_type: 'BUY' | 'SELL'
  status: string
  quantity: number
  filled_quantity: number
  average_price: string
  price: string
}

export interface UpstoxTrade {
  readonly trade_id: string
  readonly order_id: string
  readonly quantity: number
  readonly price: string
}

/** The vendor as its client library shows it; every call may fail. */
export interface UpstoxClient {
  /** Large orders are sliced: as many ids as slices, and an error for each that was refused. */
  placeOrder(order: Omit<UpstoxRow, 'order_id' | 'status' | 'filled_quantity' | 'average_price'>): Promise<{
    readonly order_ids: readonly string[]
    readonly errors: readonly { readonly quantity: number; readonly errorCode: string; readonly message: string }[]
  }>
  cancelOrder(id: string): Promise<void>
  modifyOrder(id: string, quantity: number): Promise<void>
  /** The server looks it up. */
  historyByTag(tag: string): Promise<readonly UpstoxRow[]>
  orderBook(): Promise<readonly UpstoxRow[]>
  tradesForDay(): Promise<readonly UpstoxTrade[]>
  funds(): Promise<string>
  /** Orders and trades as they happen. */
  stream(listener: { order(row: UpstoxRow): void; trade(trade: UpstoxTrade): void }): () => void
}

const supports = {
  orderTypes: ['limit'],
  timeInForce: ['day'],
  products: ['delivery'],
  modify: ['quantity'],
  groups: [],
  idempotency: 'by-tag',
  tagLength: 20,
} as const

/** One order of ours is several of theirs, and all of them carry our tag. */
export const upstoxLike: Factory<Broker<typeof supports>, { readonly client: UpstoxClient }> = defineBroker({
  id: 'upstox-like',
  supports,
  create: ({ client }: { readonly client: UpstoxClient }, { clock }) => ({
    async connect(report) {
      const end = client.stream({
        order: (row) => report({ type: 'order', order: parseRow(row, clock.now()) }),
        trade: (trade) => report({ type: 'fill', fill: parseTrade(trade, clock.now()) }),
      })
      return async () => end()
    },
    async place(order): Promise<PlaceReply> {
      const { order_ids, errors } = await client.placeOrder({
        instrument: order.instrument,
        transaction_type: order.side === 'buy' ? 'BUY' : 'SELL',
        quantity: order.quantity.toNumber(),
        price: order.limitPrice.toFixed(),
        tag: order.clientOrderId,
      })
      const [first, ...others] = order_ids as readonly BrokerOrderId[]
      const [error] = errors
      const evidence = { reason: error?.message ?? 'No slice was taken.', vendorCode: error?.errorCode ?? '' }
      if (first === undefined) return { outcome: 'rejected', evidence }
      const quantity = errors.reduce((sum, refused) => sum.plus(refused.quantity), new Decimal(0))
      const refused = quantity.isZero() ? {} : { refused: { quantity, evidence } }
      return { outcome: 'accepted', brokerOrderIds: [first, ...others], ...refused }
    },
    async cancel({ brokerOrderId }) {
      await client.cancelOrder(brokerOrderId)
      return { outcome: 'requested' }
    },
    async modify({ brokerOrderId }, { quantity }) {
      await client.modifyOrder(brokerOrderId, quantity!.toNumber())
      return { outcome: 'requested' }
    },
    findOrders: async (id) => (await client.historyByTag(id)).map((row) => parseRow(row, clock.now())),
    async fetchSnapshot() {
      const [rows, trades, funds] = await Promise.all([client.orderBook(), client.tradesForDay(), client.funds()])
      const asOf = clock.now()
      return {
        asOf,
        orders: rows.map((row) => parseRow(row, asOf)),
        fills: trades.map((trade) => parseTrade(trade, asOf)),
        positions: parsePositions(rows),
        holdings: [],
        cash: { INR: new Decimal(funds) },
      }
    },
  }),
})

function parseRow(row: UpstoxRow, time: number): BrokerOrder {
  const { status } = row
  return {
    brokerOrderId: row.order_id as BrokerOrderId,
    clientOrderId: row.tag as ClientOrderId,
    instrument: parseInstrumentId(row.instrument),
    side: row.transaction_type === 'BUY' ? 'buy' : 'sell',
    lifecycle:
      status === 'complete'
        ? 'filled'
        : status === 'rejected'
          ? 'rejected'
          : status.startsWith('cancelled')
            ? 'canceled'
            : 'working',
    quantity: new Decimal(row.quantity),
    filledQuantity: new Decimal(row.filled_quantity),
    ...(row.filled_quantity > 0 && { averagePrice: new Decimal(row.average_price) }),
    limitPrice: new Decimal(row.price),
    time,
  }
}

function parseTrade({ trade_id, order_id, quantity, price }: UpstoxTrade, time: number): BrokerFill {
  return {
    fillId: trade_id,
    brokerOrderId: order_id as BrokerOrderId,
    quantity: new Decimal(quantity),
    price: new Decimal(price),
    time,
  }
}

/** Of the day: what was bought, less what was sold, of the one instrument that is traded here. */
function parsePositions(rows: readonly UpstoxRow[]) {
  const [first] = rows
  if (first === undefined) return []
  const bought = rows.map(({ transaction_type, filled_quantity }) =>
    transaction_type === 'BUY' ? filled_quantity : -filled_quantity,
  )
  const quantity = bought.reduce((sum, each) => sum.plus(each), new Decimal(0))
  const zero = new Decimal(0)
  const instrument = parseInstrumentId(first.instrument)
  return [{ instrument, product: 'delivery', quantity, averagePrice: zero, realizedProfit: zero } as const]
}
