import type {
  CommandReply,
  Decimal,
  Environment,
  InstrumentId,
  OrderChange,
  OrderRequest,
  Supports,
} from '@shagun/core'
import {
  type Broker,
  type BrokerMethods,
  type BrokerOrderRef,
  type BrokerReport,
  defineBroker,
  type PlaceReply,
} from '@shagun/core/adapter'
import { fetchPortfolio } from './books/fetch-portfolio.ts'
import { createOrderBook } from './books/order-book.ts'
import { checkText } from './check-options.ts'
import { fetchHeldContracts } from './instruments/held-contracts.ts'
import { deskOf, type KiteAccount, type KiteAccountOptions, kiteAccount } from './kite-account.ts'
import { refuseUncovered } from './margins/check-margin.ts'
import { fetchMargin, type MarginOptions } from './margins/fetch-margin.ts'
import type { ZerodhaMargin } from './margins/read-margin.ts'
import { cancelOrder, modifyOrder } from './orders/commands.ts'
import { createExits } from './orders/exits.ts'
import { createModifications, tooOften } from './orders/modifications.ts'
import { checkOrderOptions, type OrderOptions, varietyOf } from './orders/order-params.ts'
import { placeOrder } from './orders/place.ts'
import { readPostback } from './orders/postback.ts'
import { createUpdates, type Updates } from './orders/updates.ts'
import { source } from './source.ts'
import { type ZerodhaSupports, zerodhaSupports } from './supports.ts'
import { createTriggerDesk } from './triggers/trigger-commands.ts'
import { createTriggers } from './triggers/triggers.ts'

/** An account of its own, or one that is shared with the data of Zerodha. */
export type ZerodhaOptions = OrderOptions &
  (KiteAccountOptions | { readonly account: KiteAccount }) & {
    /**
     * Whether Kite is asked before each order what it needs; one that needs more than there is, is `rejected` with both
     * figures and `vendorCode` `margin`, and is not sent. It takes two requests, and up to 2 s: an order that cannot be
     * checked by then is sent, as are ways out of positions, and what waits for a price. Default: no.
     */
    readonly checksMargin?: boolean
  }

/** Zerodha's Kite as a broker. */
export interface ZerodhaBroker extends Broker<ZerodhaSupports> {
  readonly account: KiteAccount
  /**
   * Takes the body of a postback as it came, for a web server of yours to call. It is one more way to hear of an order;
   * twice, late or out of order it does no harm.
   *
   * @returns whether Kite has signed it; answer 200 where it has, and 403 where it has not
   * @throws ShagunError `invalid-options` without a secret, since then anybody could sign
   */
  receivePostback(body: string, apiSecret: string): boolean
  /**
   * What orders would need, as Kite works it out for all of them together; nothing is placed.
   *
   * @throws ShagunError `invalid-options` without orders, `invalid-order` for a quantity or a price that cannot be,
   * `invalid-data` also where Kite refuses to tell, `unauthenticated`, `rate-limited`, `unreachable`
   */
  fetchMargin(orders: readonly OrderRequest<ZerodhaSupports>[], options?: MarginOptions): Promise<ZerodhaMargin>
}

/**
 * An account at Zerodha.
 *
 * An order is sent once, under a tag of its own; what was not answered is found again by it in the order book. Updates come
 * over Kite's socket, and from the order book while that is down. Once the access token has ended, new orders are denied
 * until `account.setAccessToken` has another one.
 *
 * @param environment - default: that of the account, else the machine's; requests go the account's way
 * @throws ShagunError `invalid-options` for a limit or a protection without meaning, and what `kiteAccount` refuses
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
  checkOrderOptions(options)
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
  options: ZerodhaOptions,
): BrokerMethods<ZerodhaSupports> & Pick<ZerodhaBroker, 'receivePostback' | 'fetchMargin'> {
  const { environment } = account
  const { session, client, limits, redactor, contracts, instruments, ticker: borrowTicker } = deskOf(account)
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
    fetchInstruments: () => fetchHeldContracts(client, contracts, instruments, log),
    async place(terms) {
      if (contracts.termsOf(terms.instrument).multiplier === undefined) return unmeasured(terms.instrument)
      const isExit = exits.isExit(terms)
      if (terms.timeInForce === 'gtc') return await waiting.place([terms], isExit)
      const uncovered = options.checksMargin && !isExit ? await refuseUncovered(client, terms, environment) : undefined
      if (uncovered !== undefined) return uncovered
      const reply = await placeOrder(client, limits, terms, options, isExit, clock)
      if (reply.outcome === 'accepted') updates?.expect(reply.brokerOrderIds)
      return reply
    },
    async placeGroup({ legs }) {
      const unknown = legs.find(({ instrument }) => contracts.termsOf(instrument).multiplier === undefined)
      return unknown === undefined
        ? await waiting.place(legs, legs.every(exits.isExit))
        : unmeasured(unknown.instrument)
    },
    cancel: (order) => (isWaiting(order) ? waiting.cancel(order, cancel) : cancel(order)),
    modify: (order, change) =>
      isWaiting(order) ? waiting.modify(order, change, (fired) => modify(fired, change)) : modify(order, change),
    receivePostback(body: string, apiSecret: string): boolean {
      checkText('apiSecret', apiSecret)
      redactor.learn('parameter', 'api_secret', apiSecret)
      const order = readPostback(body, apiSecret)
      if (order !== undefined) updates?.receive(order)
      return order !== undefined
    },
    fetchMargin: (orders, marginOptions) => fetchMargin(client, orders, marginOptions),
    findOrders: books.findOrders,
    async fetchSnapshot() {
      const asOf = clock.now()
      const [{ orders }, portfolio] = await Promise.all([books.fetchOrders(), fetchPortfolio(client, contracts, log)])
      const fills = await books.fetchTrades()
      updates?.note(orders)
      exits.learn([...portfolio.positions, ...portfolio.holdings])
      return { asOf, fills, orders: orders.map(({ order }) => order), ...portfolio }
    },
  }

  function cancel(order: BrokerOrderRef): Promise<CommandReply> {
    return atCurrentLeg(order, (address) => cancelOrder(client, address))
  }

  function modify(order: BrokerOrderRef, change: OrderChange<ZerodhaSupports, Decimal>): Promise<CommandReply> {
    return atCurrentLeg(order, async (address) => {
      if (!modifications.take(address.brokerOrderId)) return tooOften
      return await modifyOrder(client, address, change, books.known(order.brokerOrderId) ?? {}, options)
    })
  }

  /** The leg of an iceberg that is known may just have been filled: then the next one is what is meant. */
  async function atCurrentLeg(
    order: BrokerOrderRef,
    give: (address: BrokerOrderRef) => Promise<CommandReply>,
  ): Promise<CommandReply> {
    const address = books.addressOf(order)
    const reply = await give(address)
    if (reply.outcome !== 'rejected' || varietyOf(order) !== 'iceberg') return reply
    try {
      await books.fetchOrders()
    } catch {
      // What Kite has refused stays refused, and core reads the book itself.
      return reply
    }
    const next = books.addressOf(order)
    return next.brokerOrderId === address.brokerOrderId ? reply : await give(next)
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

/** What nobody can say the profit and the exposure of is not traded. */
function unmeasured(contract: InstrumentId): PlaceReply {
  const reason = `Kite counts ${contract} in lots, and does not list how much money one of them moves. Declare it in \`contracts\` of the account, such as \`{ CRUDEOIL: { multiplier: 100 } }\`, and take the instrument from fetchInstruments.`
  return { outcome: 'rejected', evidence: { reason, vendorCode: 'multiplier' } }
}
