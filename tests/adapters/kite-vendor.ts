import type { Clock, Network, SocketListener } from '@shagun/core'

export interface KiteOrder {
  readonly order_id: string
  tag: string | null
  tags?: readonly string[]
  readonly variety: string
  status: string
  status_message: string | null
  readonly exchange: string
  readonly tradingsymbol: string
  readonly transaction_type: 'BUY' | 'SELL'
  readonly product: string
  quantity: number
  filled_quantity: number
  average_price: number
  price: number
}

export interface KiteTrade {
  readonly trade_id: string
  readonly order_id: string
  readonly exchange: string
  readonly quantity: number
  readonly average_price: number
  readonly fill_timestamp: string
}

export interface KitePosition {
  readonly exchange: string
  readonly tradingsymbol: string
  readonly product: string
  readonly quantity: number
  readonly average_price: number
}

/** How the vendor treats an order that comes in: whether it takes it, and whether it says so. */
export type Manners = 'answers' | 'takes it and is silent' | 'loses it' | 'takes it and answers 502' | 'refuses'

/**
 * A stand-in for the vendor: HTTP with forms, a socket with order updates, an order book that lasts one day.
 *
 * It lives in the process and is mounted as the network of an environment.
 */
export interface KiteVendor extends Network {
  manners: Manners
  /** Whether reads fail. */
  booksDown: boolean
  /** Whether updates carry the tag that the order was placed with. */
  tagsUpdates: boolean
  /** `METHOD /path` of every request. */
  readonly requests: readonly string[]
  readonly orders: readonly KiteOrder[]
  /** Replies to orders wait until the returned function is called. */
  holdReplies(): () => void
  /** A trade of so much at that price, and the cumulative update that tells it. */
  trade(order: KiteOrder, quantity: number, price: number): void
  /** A trade that no update tells. */
  tradeUnseen(order: KiteOrder, quantity: number, price: number): void
  update(order: KiteOrder, changes: Partial<KiteOrder>): void
  /** The update as it stands, or as it stood. */
  tell(order: KiteOrder): void
  /** An order of the same user, from the vendor's own app. */
  placeOutside(order: Partial<KiteOrder>): KiteOrder
  drop(cause: string): void
  /** The order book and the trade book begin anew; what was bought is a holding now. */
  nextDay(): void
}

export function createKiteVendor(clock: Clock, cash: number, holdings: readonly KitePosition[] = []): KiteVendor {
  let orders: KiteOrder[] = []
  let trades: KiteTrade[] = []
  let held = [...holdings]
  let count = 0
  let funds = cash
  let socket: SocketListener | undefined
  let gate: Promise<void> | undefined
  const requests: string[] = []

  const vendor: KiteVendor = {
    manners: 'answers',
    booksDown: false,
    tagsUpdates: true,
    requests,
    get orders() {
      return orders
    },
    async fetch(input, init = {}) {
      const { pathname } = new URL(String(input))
      const method = init.method ?? 'GET'
      requests.push(`${method} ${pathname}`)
      const [, collection, variety, id] = pathname.split('/')
      const form = new URLSearchParams(init.body as URLSearchParams | undefined)
      if (method === 'GET') return vendor.booksDown ? failure(503) : success(readBook(pathname))
      if (collection !== 'orders' || variety === undefined) return refusal('Unknown route.')
      if (method === 'POST') return take(variety, form)
      const order = orders.find((each) => each.order_id === id && each.variety === variety)
      if (order === undefined) return refusal('There is no such order of that variety.')
      if (isFinal(order)) return refusal('The order cannot be changed as it is being processed.')
      return success({ order_id: id })
    },
    openSocket(_url, listener) {
      socket = listener
      queueMicrotask(() => listener.opened())
      return {
        bufferedBytes: 0,
        send() {},
        close() {
          if (socket === listener) socket = undefined
          listener.closed(1000, 'closed')
        },
      }
    },
    holdReplies() {
      const { promise, resolve } = Promise.withResolvers<void>()
      gate = promise
      return () => {
        gate = undefined
        resolve()
      }
    },
    trade(order, quantity, price) {
      vendor.tradeUnseen(order, quantity, price)
      vendor.tell(order)
    },
    tradeUnseen(order, quantity, price) {
      const value = order.average_price * order.filled_quantity + price * quantity
      order.filled_quantity += quantity
      // Four decimals, as the vendor shows it.
      order.average_price = Math.round((value / order.filled_quantity) * 10_000) / 10_000
      order.status = order.filled_quantity === order.quantity ? 'COMPLETE' : 'OPEN'
      const paid = (order.transaction_type === 'BUY' ? 1 : -1) * quantity * price
      funds = Math.round((funds - paid) * 100) / 100
      trades.push({
        trade_id: String(7000 + ++count),
        order_id: order.order_id,
        exchange: order.exchange,
        quantity,
        average_price: price,
        fill_timestamp: new Date(clock.now()).toISOString(),
      })
    },
    update(order, changes) {
      Object.assign(order, changes)
      vendor.tell(order)
    },
    tell(order) {
      const data = vendor.tagsUpdates ? order : { ...order, tag: null }
      socket?.received(JSON.stringify({ type: 'order', data }))
    },
    placeOutside(given) {
      const order = { ...create('regular', new URLSearchParams()), ...given }
      orders.push(order)
      return order
    },
    drop(cause) {
      const lost = socket
      socket = undefined
      lost?.closed(1006, cause)
    },
    nextDay() {
      held = [...held, ...listPositions()]
      orders = []
      trades = []
    },
  }

  async function take(variety: string, form: URLSearchParams): Promise<Response> {
    const { manners } = vendor
    if (manners === 'refuses') return refusal('Insufficient funds.')
    if (manners === 'loses it') return new Promise(() => {})
    const order = create(variety, form)
    orders.push(order)
    if (manners === 'takes it and is silent') return new Promise(() => {})
    if (manners === 'takes it and answers 502') return failure(502)
    await gate
    return success({ order_id: order.order_id })
  }

  function create(variety: string, form: URLSearchParams): KiteOrder {
    return {
      order_id: String(1_953_341_975_595_860_000n + BigInt(++count)),
      tag: form.get('tag'),
      variety,
      status: 'PUT ORDER REQ RECEIVED',
      status_message: null,
      exchange: form.get('exchange') ?? 'NSE',
      tradingsymbol: form.get('tradingsymbol') ?? 'INFY',
      transaction_type: form.get('transaction_type') === 'SELL' ? 'SELL' : 'BUY',
      product: form.get('product') ?? 'CNC',
      quantity: Number(form.get('quantity')),
      filled_quantity: 0,
      average_price: 0,
      price: Number(form.get('price')),
    }
  }

  function readBook(path: string): unknown {
    switch (path) {
      case '/orders':
        return orders.length === 0 ? null : orders
      case '/trades':
        return trades
      case '/portfolio/positions':
        return listPositions()
      case '/portfolio/holdings':
        return held
      default:
        return { cash: funds }
    }
  }

  /** What was bought and sold today. */
  function listPositions(): KitePosition[] {
    const positions = new Map<string, KitePosition>()
    for (const { order_id, quantity: traded, average_price: price } of trades) {
      const { exchange, tradingsymbol, product, transaction_type } = orders.find(
        (order) => order.order_id === order_id,
      )!
      const signed = transaction_type === 'BUY' ? traded : -traded
      const before = positions.get(`${tradingsymbol} ${product}`)
      const quantity = (before?.quantity ?? 0) + signed
      const cost = (before?.quantity ?? 0) * (before?.average_price ?? 0) + signed * price
      positions.set(`${tradingsymbol} ${product}`, {
        exchange,
        tradingsymbol,
        product,
        quantity,
        average_price: quantity === 0 ? 0 : cost / quantity,
      })
    }
    return [...positions.values()]
  }

  return vendor
}

function isFinal({ status }: KiteOrder): boolean {
  return status === 'COMPLETE' || status.startsWith('CANCELLED') || status.startsWith('REJECTED')
}

function success(data: unknown): Response {
  return Response.json({ status: 'success', data })
}

function refusal(message: string): Response {
  return Response.json({ status: 'error', message, error_type: 'InputException' }, { status: 400 })
}

function failure(status: number): Response {
  return new Response('<html>Bad gateway</html>', { status, headers: { 'content-type': 'text/html' } })
}
