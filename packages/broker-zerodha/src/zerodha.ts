import type { Environment, Supports } from '@shagun/core'
import { type Broker, type BrokerMethods, type BrokerReport, defineBroker } from '@shagun/core/adapter'
import { createBooks } from './books/order-book.ts'
import { deskOf, type KiteAccount, type KiteAccountOptions, kiteAccount } from './kite-account.ts'
import { cancelOrder, modifyOrder, mostModifications } from './orders/commands.ts'
import type { OrderOptions } from './orders/order-params.ts'
import { placeOrder } from './orders/place.ts'
import { readPostback } from './orders/postback.ts'
import { createUpdates, type Updates } from './orders/updates.ts'
import { source } from './source.ts'
import { type ZerodhaSupports, zerodhaSupports } from './supports.ts'

/** An account of its own, or one that is shared with the data of Zerodha. */
export type ZerodhaOptions = OrderOptions & (KiteAccountOptions | { readonly account: KiteAccount })

/** Zerodha's Kite as a broker. */
export interface ZerodhaBroker extends Broker<ZerodhaSupports> {
  readonly account: KiteAccount
  /**
   * Takes the body of a postback as it came, for a web server of yours to call. It is one more way to hear of an order;
   * twice, late or out of order it does no harm.
   *
   * @returns whether Kite has signed it; answer 200 where it has, and 403 where it has not
   */
  receivePostback(body: string, apiSecret: string): boolean
}

/**
 * An account at Zerodha.
 *
 * An order is sent once, under a tag of its own; what was not answered is found again by it in the order book. Updates come
 * over Kite's socket, and from the order book while that is down. Once the access token has ended, new orders are denied
 * until `account.setAccessToken` has another one.
 *
 * @param environment - default: that of the account, else the machine's; requests go the account's way
 * @example
 * ```ts
 * import { zerodha } from '@shagun/broker-zerodha'
 * import { createTrader } from '@shagun/core'
 *
 * const broker = zerodha({ apiKey: 'key', accessToken: async () => 'token of today' })
 * const trader = createTrader({ broker })
 * ```
 */
export function zerodha(options: ZerodhaOptions, environment?: Environment): ZerodhaBroker {
  const account = 'account' in options ? options.account : kiteAccount(options, environment)
  const make = defineBroker({
    id: source,
    supports: zerodhaSupports as Supports,
    create: () => createMethods(account, options) as unknown as BrokerMethods<Supports>,
  })
  const broker = make({}, environment ?? account.environment) as unknown as Omit<ZerodhaBroker, 'account'>
  return Object.assign(broker, { account })
}

function createMethods(
  account: KiteAccount,
  options: OrderOptions,
): BrokerMethods<ZerodhaSupports> & Pick<ZerodhaBroker, 'receivePostback'> {
  const { environment } = account
  const { session, client, limits, ticker: borrowTicker } = deskOf(account)
  const { clock, log } = environment
  const books = createBooks(client, log)
  const modifications = new Map<string, number>()
  let updates: Updates | undefined

  return {
    async connect(report) {
      // Without a session there is nothing to connect to.
      await session.token()
      const end = listen(report)
      return async () => end()
    },
    async place(terms) {
      const reply = await placeOrder(client, limits, terms, options)
      if (reply.outcome === 'accepted') updates?.expect(reply.brokerOrderIds)
      return reply
    },
    cancel: (order) => cancelOrder(client, order),
    async modify(order, change) {
      const made = (modifications.get(order.brokerOrderId) ?? 0) + 1
      if (made > mostModifications) return tooOften
      modifications.set(order.brokerOrderId, made)
      if (modifications.size > mostCounted)
        for (const id of modifications.keys()) if (books.known(id) === undefined) modifications.delete(id)
      return modifyOrder(client, order, change, books.known(order.brokerOrderId) ?? {}, options)
    },
    receivePostback(body: string, apiSecret: string): boolean {
      const order = readPostback(body, apiSecret)
      if (order !== undefined) updates?.receive(order)
      return order !== undefined
    },
    findOrders: books.findOrders,
    async fetchSnapshot() {
      const asOf = clock.now()
      const [fills, orders, rest] = await Promise.all([books.fetchTrades(), books.fetchOrders(), books.fetchRest()])
      updates?.note(orders)
      return { asOf, fills, orders: orders.map(({ order }) => order), ...rest }
    },
  }

  function listen(report: (report: BrokerReport) => void): () => void {
    const lease = borrowTicker()
    const { ticker } = lease
    // Without a session there is no book to be read either.
    const isLive = (): boolean => ticker.state === 'open' || session.state === 'expired'
    const mine = createUpdates(books, environment, isLive, report)
    updates = mine
    const deaf = ticker.listen({
      order: mine.receive,
      restored: mine.look,
      message: (text) => log.warn(`${source} says: ${text}`),
      error: (text) => log.warn(`${source} refuses something on its socket: ${text}`),
    })
    const ended = session.listen((news) => report({ type: news === 'expired' ? 'session-expired' : 'restored' }))
    return () => {
      ended()
      deaf()
      lease.end()
      mine.end()
      if (updates === mine) updates = undefined
    }
  }
}

/** With more orders than that, those of days that are over are forgotten. */
const mostCounted = 1_000

const tooOften = {
  outcome: 'rejected',
  evidence: {
    reason: `Kite takes ${mostModifications} changes of one order; cancel it, and place another one.`,
    vendorCode: 'modifications',
  },
} as const
