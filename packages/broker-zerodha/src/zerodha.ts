import type { CommandReply, Decimal, Environment, OrderChange, Supports } from '@shagun/core'
import {
  type Broker,
  type BrokerMethods,
  type BrokerOrderRef,
  type BrokerReport,
  defineBroker,
} from '@shagun/core/adapter'
import { fetchPortfolio } from './books/fetch-portfolio.ts'
import { createOrderBook } from './books/order-book.ts'
import { deskOf, type KiteAccount, type KiteAccountOptions, kiteAccount } from './kite-account.ts'
import { cancelOrder, modifyOrder } from './orders/commands.ts'
import { createExits } from './orders/exits.ts'
import { createModifications, tooOften } from './orders/modifications.ts'
import type { OrderOptions } from './orders/order-params.ts'
import { placeOrder } from './orders/place.ts'
import { readPostback } from './orders/postback.ts'
import { createUpdates, type Updates } from './orders/updates.ts'
import { source } from './source.ts'
import { type ZerodhaSupports, zerodhaSupports } from './supports.ts'
import { createTriggerDesk } from './triggers/trigger-commands.ts'
import { createTriggers } from './triggers/triggers.ts'

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
 * @throws ShagunError `invalid-options` for a limit without meaning
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
  const { session, client, limits, redactor, ticker: borrowTicker } = deskOf(account)
  const { clock, log } = environment
  const triggers = createTriggers(client, environment)
  const waiting = createTriggerDesk(client, triggers, environment)
  const books = createOrderBook(client, triggers, environment)
  const modifications = createModifications(clock)
  const exits = createExits()
  let updates: Updates | undefined

  return {
    async connect(report) {
      // Without a session there is nothing to connect to.
      await session.token()
      const end = listen(report)
      return async () => end()
    },
    async place(terms) {
      if (terms.timeInForce === 'gtc') return await waiting.place([terms])
      const reply = await placeOrder(client, limits, terms, options, exits.isExit(terms))
      if (reply.outcome === 'accepted') updates?.expect(reply.brokerOrderIds)
      return reply
    },
    placeGroup: ({ legs }) => waiting.place(legs),
    cancel: (order) => (isWaiting(order) ? waiting.cancel(order, cancel) : cancel(order)),
    modify: (order, change) =>
      isWaiting(order) ? waiting.modify(order, change, (fired) => modify(fired, change)) : modify(order, change),
    receivePostback(body: string, apiSecret: string): boolean {
      redactor.learn('parameter', 'api_secret', apiSecret)
      const order = readPostback(body, apiSecret)
      if (order !== undefined) updates?.receive(order)
      return order !== undefined
    },
    findOrders: books.findOrders,
    async fetchSnapshot() {
      const asOf = clock.now()
      const [{ orders }, portfolio] = await Promise.all([books.fetchOrders(), fetchPortfolio(client, log)])
      const fills = await books.fetchTrades()
      exits.learn([...portfolio.positions, ...portfolio.holdings])
      return { asOf, fills, orders: orders.map(({ order }) => order), ...portfolio }
    },
  }

  function cancel(order: BrokerOrderRef): Promise<CommandReply> {
    return cancelOrder(client, books.addressOf(order))
  }

  async function modify(order: BrokerOrderRef, change: OrderChange<ZerodhaSupports, Decimal>): Promise<CommandReply> {
    const address = books.addressOf(order)
    if (!modifications.take(address.brokerOrderId)) return tooOften
    return await modifyOrder(client, address, change, books.known(order.brokerOrderId) ?? {}, options)
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

/** Whether it is a trigger of Kite's, or what that has set off. */
function isWaiting({ note }: BrokerOrderRef): boolean {
  return note['variety'] === 'gtt'
}
