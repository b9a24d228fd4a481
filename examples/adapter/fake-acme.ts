import { type MockBroker, mock } from '@shagun/broker-mock'
import {
  type BrokerOrder,
  type BrokerOrderId,
  type ClientOrderId,
  type CommandReply,
  Decimal,
  type Environment,
  type Instrument,
  type InstrumentId,
  type Network,
  type SocketListener,
} from '@shagun/core'
import { type BrokerFill, type PlaceReply, symbolOf } from '@shagun/core/adapter'
import type { SimulatedVenue } from '@shagun/core/testing'

/** What goes wrong at Acme while it lasts. */
export type AcmeFault =
  | 'reset'
  | 'answer-lost'
  | 'silent'
  | 'slow'
  | 'server-error'
  | 'page'
  | 'too-many'
  | 'twice'
  | 'late'
  | 'cut'

/** An Acme that runs within the process: it speaks the wire format, and an exchange fills its orders. */
export interface FakeAcme {
  readonly network: Network
  readonly venue: SimulatedVenue
  /** From now on that goes wrong with orders, or with books, until the returned function is called. */
  fail(fault: AcmeFault, what?: 'orders' | 'books'): () => void
}

type Fields = Readonly<Record<string, string>>

export function createFakeAcme(apiKey: string, instrument: Instrument, environment: Environment): FakeAcme {
  // The exchange is the mock; what is Acme's own is the words, and what can go wrong on the way.
  const exchange: MockBroker = mock(
    { cash: 200_000, instruments: [instrument], reports: 'both', shortSelling: true },
    environment,
  )
  const faults = new Set<string>()
  const sockets = new Map<SocketListener, (code: number) => void>()
  const news: string[] = []
  const soon = (run: () => void): void => queueMicrotask(run)
  const after = (ms: number): Promise<void> => new Promise((resolve) => environment.timers.after(ms, resolve))
  /** Answers that are on their way for longer than anybody waits. */
  const slow: (() => void)[] = []
  const { numberOf, idOf } = createNumbers(environment)

  void exchange.connect((report) => {
    if (report.type !== 'order' && report.type !== 'fill') return
    const text = JSON.stringify(
      report.type === 'order' ? { order: orderRow(report.order) } : { trade: tradeRow(report.fill) },
    )
    news.push(text)
    if (faults.has('twice orders')) news.push(text)
    // In fours, the latest first.
    if (faults.has('late orders') && news.length < 4) return
    if (faults.has('late orders')) news.reverse()
    tell()
  })

  function tell(): void {
    for (const text of news.splice(0)) for (const socket of sockets.keys()) soon(() => socket.received(text))
  }

  async function answer(method: string, path: string, body: string): Promise<Response> {
    if (method === 'GET') return json(200, bookOf(path) ?? [])
    const [, on = '', number = ''] = path.split('/')
    const id = idOf(on, number)
    const asked = (body === '' ? {} : JSON.parse(body)) as Fields
    const reply =
      method === 'POST'
        ? place(asked)
        : method === 'PATCH'
          ? modify(id, asked)
          : (exchange.cancel(refOf(id)) as CommandReply)
    if (reply.outcome === 'rejected') return json(422, { error: reply.evidence.reason })
    return json(200, reply.outcome === 'accepted' ? numberOf(reply.brokerOrderIds[0]) : {})
  }

  /** The mock takes what accounts approve; here it is what came over the wire. */
  function place({ tag, symbol, side, type, quantity, validity, limit }: Fields): PlaceReply {
    const instrument: InstrumentId = `ACME:${symbol}`
    const price = limit === undefined ? {} : { limitPrice: new Decimal(limit) }
    const terms = { instrument, side, type, product: 'delivery', timeInForce: validity, ...price }
    return exchange.place({ ...terms, clientOrderId: tag, quantity: new Decimal(quantity!) } as never) as PlaceReply
  }

  function modify(id: BrokerOrderId, { quantity, limit }: Fields): CommandReply {
    const change = {
      ...(quantity !== undefined && { quantity: new Decimal(quantity) }),
      ...(limit !== undefined && { limitPrice: new Decimal(limit) }),
    }
    return exchange.modify!(refOf(id), change as never) as CommandReply
  }

  function refOf(brokerOrderId: BrokerOrderId) {
    return {
      brokerOrderId,
      clientOrderId: '' as ClientOrderId,
      instrument: instrument.id,
      note: {},
    }
  }

  function bookOf(path: string): readonly unknown[] | undefined {
    const { venue } = exchange
    switch (path) {
      case 'orders':
        return venue.listOrders().map(orderRow)
      case 'trades':
        return venue.listFills().map(tradeRow)
      case 'positions':
        return venue.listPositions().map(({ instrument: id, quantity, averagePrice, realizedProfit }) => ({
          symbol: symbolOf(id),
          quantity: quantity.toFixed(),
          average: averagePrice.toFixed(),
          profit: realizedProfit.toFixed(),
        }))
      case 'cash':
        return Object.entries(venue.getCash()).map(([currency, amount]) => ({ currency, amount: amount.toFixed() }))
      default:
        return undefined
    }
  }

  /** As {@link readOrder} reads it. */
  function orderRow(order: BrokerOrder): object {
    const { brokerOrderId, clientOrderId, instrument, side, lifecycle, quantity, filledQuantity, time } = order
    return {
      ...numberOf(brokerOrderId),
      tag: clientOrderId ?? null,
      symbol: symbolOf(instrument),
      side,
      state: states[lifecycle],
      quantity: quantity.toFixed(),
      filled: filledQuantity.toFixed(),
      average: order.averagePrice?.toFixed() ?? null,
      limit: order.limitPrice?.toFixed() ?? null,
      validity: order.timeInForce,
      error: order.reason ?? null,
      at: Math.floor(time / 1_000),
    }
  }

  function tradeRow({ fillId, brokerOrderId, quantity, price, fees, time }: BrokerFill): object {
    const number = numberOf(brokerOrderId)
    return {
      id: fillId,
      order: number.id,
      on: number.on,
      quantity: quantity.toFixed(),
      price: price.toFixed(),
      fee: fees?.toFixed() ?? null,
      at: Math.floor(time / 1_000),
    }
  }

  async function fetch(input: Parameters<typeof globalThis.fetch>[0], init: RequestInit = {}): Promise<Response> {
    const { method = 'GET', signal } = init
    const what = method === 'GET' ? 'books' : 'orders'
    const hasFault = (fault: AcmeFault): boolean => faults.has(`${fault} ${what}`)
    await after(2)
    if (hasFault('reset')) throw hungUp()
    if (hasFault('too-many')) return json(429, { error: 'Too many requests.' })
    if (new Headers(init.headers).get('x-api-key') !== apiKey) return json(401, { error: 'Unknown key.' })
    const path = new URL(String(input)).pathname.replace(/^\/v1\//, '')
    const found = await answer(method, path, String(init.body ?? ''))
    await after(2)
    if (hasFault('silent'))
      await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
    if (hasFault('slow'))
      await new Promise<void>((resolve, reject) => {
        slow.push(resolve)
        signal?.addEventListener('abort', () => reject(signal.reason))
      })
    if (hasFault('answer-lost')) throw hungUp()
    if (hasFault('server-error')) return new Response('Bad gateway', { status: 502 })
    return hasFault('page') ? new Response('<html>Maintenance</html>') : found
  }

  return {
    venue: exchange.venue,
    network: {
      fetch,
      openSocket(_url, listener) {
        let isClosed = false
        const end = (code: number): void => {
          if (isClosed) return
          isClosed = true
          sockets.delete(listener)
          listener.closed(code, '')
        }
        soon(() => {
          if (faults.has('cut orders')) return end(1006)
          sockets.set(listener, end)
          listener.opened()
        })
        return {
          bufferedBytes: 0,
          send() {},
          close: () => soon(() => end(1000)),
          terminate: () => soon(() => end(1006)),
        }
      },
    },
    fail(fault, what = 'orders') {
      faults.add(`${fault} ${what}`)
      if (fault === 'cut') for (const end of [...sockets.values()]) end(1006)
      return () => {
        faults.delete(`${fault} ${what}`)
        for (const answer of slow.splice(0)) answer()
        tell()
      }
    },
  }
}

const states: Readonly<Record<BrokerOrder['lifecycle'], string>> = {
  working: 'open',
  filled: 'done',
  canceled: 'canceled',
  rejected: 'refused',
  expired: 'expired',
}

/** Acme numbers orders from 1 on each day. */
function createNumbers({ clock }: Environment) {
  const numbers = new Map<BrokerOrderId, { readonly id: string; readonly on: string }>()
  const ids = new Map<string, BrokerOrderId>()
  let [day, count] = ['', 0]
  return {
    numberOf(id: BrokerOrderId) {
      const known = numbers.get(id)
      if (known !== undefined) return known
      const on = new Date(clock.now()).toISOString().slice(0, 10)
      count = on === day ? count + 1 : 1
      day = on
      const number = { id: String(count), on }
      numbers.set(id, number)
      ids.set(`${on} ${count}`, id)
      return number
    },
    idOf: (on: string, id: string): BrokerOrderId => ids.get(`${on} ${id}`) ?? ('' as BrokerOrderId),
  }
}

function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
}

/** As undici says it where the other side ends the connection. */
function hungUp(): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }) })
}
