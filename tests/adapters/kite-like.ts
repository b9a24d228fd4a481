import {
  type Awaitable,
  type BrokerOrderId,
  type ClientOrderId,
  type CommandReply,
  Decimal,
  type Environment,
  type OpenSocket,
  type OrderTerms,
  type Position,
  type Product,
  parseInstrumentId,
  ShagunError,
} from '@shagun/core'
import {
  type Broker,
  type BrokerFill,
  type BrokerOrder,
  type BrokerOrderRef,
  defineBroker,
  exchangeOf,
  type Factory,
  type PlaceReply,
  symbolOf,
} from '@shagun/core/adapter'
import type { KiteOrder, KitePosition, KiteTrade } from './kite-vendor.ts'

const supports = {
  orderTypes: ['market', 'limit'],
  timeInForce: ['day', 'ioc'],
  products: ['delivery', 'intraday'],
  modify: ['quantity', 'limitPrice'],
  groups: [],
  display: true,
  idempotency: 'by-tag',
  tagLength: 20,
} as const
type DeclaredSupports = typeof supports
export interface KiteSupports extends DeclaredSupports {}

export interface KiteOptions {
  readonly timeoutMs: number
}

/** Cumulative updates over a socket, commands over HTTP, orders addressed by variety and id, found again by tag. */
export const kiteLike: Factory<Broker<KiteSupports>, KiteOptions> = defineBroker({
  id: 'kite-like',
  supports,
  create({ timeoutMs }: KiteOptions, environment) {
    const { network, clock, timers } = environment
    const ask = (method: string, path: string, form?: Readonly<Record<string, string>>): Promise<Answer> =>
      within(timeoutMs, environment, send(network.fetch, method, path, form))
    const read = async <T>(path: string): Promise<T> => {
      const answer = await ask('GET', path)
      if (answer.type === 'success') return answer.data as T
      throw new ShagunError('unreachable', `GET ${path} failed.`, { details: { source: 'kite-like' } })
    }

    return {
      async connect(report) {
        const first = Promise.withResolvers<void>()
        let ended = false
        let socket = open(first.resolve)

        function open(opened: () => void): OpenSocket {
          return network.openSocket('wss://kite.test', {
            opened,
            received(text) {
              const { type, data } = JSON.parse(String(text)) as { readonly type: string; readonly data: KiteOrder }
              if (type === 'order') report({ type: 'order', order: parseOrder(data, clock.now()) })
            },
            closed(_code, cause) {
              if (ended) return
              report({ type: 'lost', cause })
              timers.after(1000, () => {
                if (!ended) socket = open(() => report({ type: 'restored' }))
              })
            },
          })
        }

        await first.promise
        return async () => {
          ended = true
          socket.close()
        }
      },
      async place(order): Promise<PlaceReply> {
        const variety = order.displayQuantity === undefined ? 'regular' : 'iceberg'
        const answer = await ask('POST', `/orders/${variety}`, formOf(order))
        if (answer.type === 'unknown') return { outcome: 'unconfirmed', cause: answer.cause }
        if (answer.type === 'error') return { outcome: 'rejected', evidence: answer.evidence }
        const { order_id } = answer.data as { readonly order_id: string }
        return { outcome: 'accepted', brokerOrderIds: [order_id as BrokerOrderId], note: { variety } }
      },
      cancel: (order) => commandOf(ask('DELETE', pathOf(order))),
      modify: (order, { quantity, limitPrice }) =>
        commandOf(
          ask('PUT', pathOf(order), {
            ...(quantity !== undefined && { quantity: quantity.toFixed() }),
            ...(limitPrice !== undefined && { price: limitPrice.toFixed() }),
          }),
        ),
      async findOrders(id) {
        const book = await read<KiteOrder[] | null>('/orders')
        return (book ?? [])
          .filter(({ tag, tags }) => tag === id || tags?.includes(id))
          .map((order) => parseOrder(order, clock.now()))
      },
      async fetchSnapshot() {
        const [orders, trades, positions, holdings, margin] = await Promise.all([
          read<KiteOrder[] | null>('/orders'),
          read<KiteTrade[]>('/trades'),
          read<KitePosition[]>('/portfolio/positions'),
          read<KitePosition[]>('/portfolio/holdings'),
          read<{ readonly cash: number }>('/user/margins'),
        ])
        return {
          asOf: clock.now(),
          orders: (orders ?? []).map((order) => parseOrder(order, clock.now())),
          fills: trades.map(parseTrade),
          positions: positions.map(parsePosition),
          holdings: holdings.map(parsePosition),
          cash: { INR: new Decimal(margin.cash) },
        }
      },
    }
  },
})

type Answer =
  | { readonly type: 'success'; readonly data: unknown }
  | { readonly type: 'error'; readonly evidence: { readonly reason: string; readonly httpStatus: number } }
  | { readonly type: 'unknown'; readonly cause: 'timeout' | 'server-error' | 'connection-lost' }

async function send(
  fetch: typeof globalThis.fetch,
  method: string,
  path: string,
  form: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const body = method === 'GET' || method === 'DELETE' ? {} : { body: new URLSearchParams(form) }
  try {
    const response = await fetch(`https://kite.test${path}`, { method, ...body })
    // An error above 500 says nothing about whether the order went through.
    if (response.status >= 500) return { type: 'unknown', cause: 'server-error' }
    const { data, message } = (await response.json()) as { readonly data: unknown; readonly message: string }
    if (response.ok) return { type: 'success', data }
    return { type: 'error', evidence: { reason: message, httpStatus: response.status } }
  } catch {
    return { type: 'unknown', cause: 'connection-lost' }
  }
}

/** The answer, unless it takes too long. */
async function within(ms: number, { timers }: Environment, answer: Promise<Answer>): Promise<Answer> {
  const late = Promise.withResolvers<Answer>()
  const cancel = timers.after(ms, () => late.resolve({ type: 'unknown', cause: 'timeout' }))
  const first = await Promise.race([answer, late.promise])
  cancel()
  return first
}

async function commandOf(asked: Awaitable<Answer>): Promise<CommandReply> {
  const answer = await asked
  if (answer.type === 'success') return { outcome: 'requested' }
  if (answer.type === 'error') return { outcome: 'rejected', evidence: answer.evidence }
  return { outcome: 'unconfirmed', cause: answer.cause }
}

function pathOf({ brokerOrderId, note }: BrokerOrderRef): string {
  return `/orders/${note['variety']}/${brokerOrderId}`
}

function formOf(order: OrderTerms<KiteSupports>): Readonly<Record<string, string>> {
  return {
    exchange: exchangeOf(order.instrument),
    tradingsymbol: symbolOf(order.instrument),
    transaction_type: order.side.toUpperCase(),
    order_type: order.type.toUpperCase(),
    quantity: order.quantity.toFixed(),
    product: order.product === 'delivery' ? 'CNC' : 'MIS',
    validity: order.timeInForce.toUpperCase(),
    tag: order.clientOrderId,
    ...(order.type === 'limit' && { price: order.limitPrice.toFixed() }),
  }
}

/** Whatever is not final is alive, words never heard before included. */
function parseOrder(order: KiteOrder, time: number): BrokerOrder {
  const { status, tag } = order
  return {
    brokerOrderId: order.order_id as BrokerOrderId,
    ...(tag !== null && { clientOrderId: tag as ClientOrderId }),
    instrument: parseInstrumentId(`${order.exchange}:${order.tradingsymbol}`),
    side: order.transaction_type === 'BUY' ? 'buy' : 'sell',
    lifecycle: status.startsWith('CANCELLED')
      ? 'canceled'
      : status.startsWith('REJECTED')
        ? 'rejected'
        : status === 'COMPLETE'
          ? 'filled'
          : 'working',
    quantity: new Decimal(order.quantity),
    filledQuantity: new Decimal(order.filled_quantity),
    // Just after an order is complete its average may still be 0: the trades will tell.
    ...(order.average_price > 0 && { averagePrice: new Decimal(order.average_price) }),
    ...(order.price > 0 && { limitPrice: new Decimal(order.price) }),
    time,
    ...(order.status_message !== null && { reason: order.status_message }),
    note: { variety: order.variety },
  }
}

function parseTrade(trade: KiteTrade): BrokerFill {
  return {
    fillId: `${trade.exchange}-${trade.order_id}-${trade.trade_id}`,
    brokerOrderId: trade.order_id as BrokerOrderId,
    quantity: new Decimal(trade.quantity),
    price: new Decimal(trade.average_price),
    time: Date.parse(trade.fill_timestamp),
  }
}

function parsePosition({ exchange, tradingsymbol, product, quantity, average_price }: KitePosition): Position {
  const products: Readonly<Record<string, Product>> = { CNC: 'delivery', MIS: 'intraday' }
  return {
    instrument: parseInstrumentId(`${exchange}:${tradingsymbol}`),
    product: products[product]!,
    quantity: new Decimal(quantity),
    averagePrice: new Decimal(average_price),
    realizedProfit: new Decimal(0),
  }
}
