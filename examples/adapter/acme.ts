import { Decimal, type SecretSource } from '@shagun/core'
import { type Broker, createHttpClient, createSocket, defineBroker, type Factory } from '@shagun/core/adapter'
import { outcomeOfCommand, outcomeOfOrder } from './outcome.ts'
import { pathOf, readList, readOrder, readPosition, readTrade, symbolIn } from './wire.ts'

/** What Acme takes, and nothing else: the cases hold it to every word of this. */
export const acmeSupports = {
  orderTypes: ['market', 'limit'],
  timeInForce: ['day', 'ioc'],
  products: ['delivery'],
  modify: ['quantity', 'limitPrice'],
  groups: [],
  // Its tag travels with an order and comes back; two orders with one tag are two orders.
  idempotency: 'by-tag',
  tagLength: 20,
} as const
type DeclaredSupports = typeof acmeSupports
export interface AcmeSupports extends DeclaredSupports {}

export interface AcmeOptions {
  readonly apiKey: SecretSource
}

/** An account at Acme: commands and books over HTTP, news over a socket. */
export const acme: Factory<Broker<AcmeSupports>, AcmeOptions> = defineBroker({
  id: 'acme',
  supports: acmeSupports,
  create({ apiKey }: AcmeOptions, environment) {
    const key = async (): Promise<string> => (typeof apiKey === 'string' ? apiKey : await apiKey())
    const secrets = { values: typeof apiKey === 'string' ? [apiKey] : [] }
    const http = createHttpClient(
      {
        source: 'acme',
        baseUrl: 'https://api.acme.test/v1/',
        headers: async () => ({ 'x-api-key': await key() }),
        secrets,
        policies: {
          // Sent once, and given an end: what is not answered is unconfirmed.
          orders: { attemptTimeoutMs: 10_000, deadlineMs: 15_000, concurrency: 50 },
          books: { deadlineMs: 20_000 },
        },
      },
      environment,
    )

    async function read<T>(book: string, parse: (row: unknown) => T | undefined): Promise<readonly T[]> {
      const answer = await http.request({ path: book, policy: 'books' })
      return readList(book, answer.ok ? answer.body : undefined, parse)
    }

    return {
      connect: (report) =>
        new Promise((resolve, reject) => {
          const socket = createSocket(
            {
              source: 'acme',
              url: 'wss://stream.acme.test/v1/',
              headers: async () => ({ 'x-api-key': await key() }),
              secrets,
              events: {
                opened: () => resolve(async () => socket.close()),
                received(data) {
                  const { order: row, trade } = JSON.parse(String(data)) as Readonly<Record<string, unknown>>
                  const [order, fill] = [readOrder(row), readTrade(trade)]
                  if (order !== undefined) report({ type: 'order', order })
                  if (fill !== undefined) report({ type: 'fill', fill })
                },
                lost: ({ message }) => report({ type: 'lost', cause: message }),
                restored: () => report({ type: 'restored' }),
                ended: reject,
              },
            },
            environment,
          )
        }),
      place: ({ clientOrderId, instrument, side, type, quantity, timeInForce, ...prices }) =>
        outcomeOfOrder(() =>
          http.request({
            method: 'POST',
            path: 'orders',
            policy: 'orders',
            json: {
              tag: clientOrderId,
              symbol: symbolIn(instrument),
              side,
              type,
              quantity: quantity.toFixed(),
              validity: timeInForce,
              ...('limitPrice' in prices && { limit: prices.limitPrice.toFixed() }),
            },
          }),
        ),
      cancel: ({ brokerOrderId }) =>
        outcomeOfCommand(() => http.request({ method: 'DELETE', path: pathOf(brokerOrderId), policy: 'orders' })),
      modify: ({ brokerOrderId }, { quantity, limitPrice }) =>
        outcomeOfCommand(() =>
          http.request({
            method: 'PATCH',
            path: pathOf(brokerOrderId),
            policy: 'orders',
            json: {
              ...(quantity !== undefined && { quantity: quantity.toFixed() }),
              ...(limitPrice !== undefined && { limit: limitPrice.toFixed() }),
            },
          }),
        ),
      async findOrders(id) {
        return (await read('orders', readOrder)).filter(({ clientOrderId }) => clientOrderId === id)
      },
      async fetchSnapshot() {
        const asOf = environment.clock.now()
        const [orders, fills, positions, cash] = await Promise.all([
          read('orders', readOrder),
          read('trades', readTrade),
          read('positions', readPosition),
          read('cash', readCash),
        ])
        return { asOf, orders, fills, positions, holdings: [], cash: Object.fromEntries(cash) }
      },
    }
  },
})

/** `{"currency":"USD","amount":"99020.5"}` */
function readCash(row: unknown): readonly [string, Decimal] | undefined {
  const { currency, amount } = (row ?? {}) as Readonly<Record<string, unknown>>
  return typeof currency === 'string' && typeof amount === 'string' ? [currency, new Decimal(amount)] : undefined
}
