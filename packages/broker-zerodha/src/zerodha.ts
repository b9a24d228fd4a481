import type { Environment, InstrumentId, OrderRequest, Supports } from '@shagun/core'
import { type Broker, type BrokerMethods, type BrokerReport, defineBroker, type PlaceReply } from '@shagun/core/adapter'
import { createBooks } from './books/order-book.ts'
import { fetchHeldContracts } from './instruments/held-contracts.ts'
import { deskOf, type KiteAccount, type KiteAccountOptions, kiteAccount } from './kite-account.ts'
import { refuseUncovered } from './margins/check-margin.ts'
import { fetchMargin, type MarginOptions } from './margins/fetch-margin.ts'
import type { ZerodhaMargin } from './margins/read-margin.ts'
import { cancelOrder, modifyOrder, mostModifications } from './orders/commands.ts'
import type { OrderOptions } from './orders/order-params.ts'
import { placeOrder } from './orders/place.ts'
import { readPostback } from './orders/postback.ts'
import { createUpdates, type Updates } from './orders/updates.ts'
import { source } from './source.ts'
import { type ZerodhaSupports, zerodhaSupports } from './supports.ts'

/** An account of its own, or one that is shared with the data of Zerodha. */
export type ZerodhaOptions = OrderOptions &
  (KiteAccountOptions | { readonly account: KiteAccount }) & {
    /**
     * Whether Kite is asked before each order what it needs; one that needs more than there is, is `rejected` with both
     * figures and `vendorCode` `margin`, and is not sent. It takes two requests, and up to 2 s: an order that cannot be
     * checked by then is sent, as it may be an exit. Default: no.
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
  options: ZerodhaOptions,
): BrokerMethods<ZerodhaSupports> & Pick<ZerodhaBroker, 'receivePostback' | 'fetchMargin'> {
  const { environment } = account
  const { session, client, limits, redactor, contracts, instruments, ticker: borrowTicker } = deskOf(account)
  const { clock, log } = environment
  const books = createBooks(client, contracts, log)
  const modifications = new Map<string, number>()
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
      const uncovered = options.checksMargin ? await refuseUncovered(client, terms, environment) : undefined
      if (uncovered !== undefined) return uncovered
      const reply = await placeOrder(client, limits, terms, options)
      if (reply.outcome === 'accepted') updates?.expect(reply.brokerOrderIds)
      return reply
    },
    cancel: (order) => cancelOrder(client, order),
    async modify(order, change) {
      const made = (modifications.get(order.brokerOrderId) ?? 0) + 1
      if (made > mostModifications) return tooOften
      modifications.set(order.brokerOrderId, made)
      return modifyOrder(client, order, change, books.known(order.brokerOrderId) ?? {}, options)
    },
    receivePostback(body: string, apiSecret: string): boolean {
      redactor.learn('parameter', 'api_secret', apiSecret)
      const order = readPostback(body, apiSecret)
      if (order !== undefined) updates?.receive(order)
      return order !== undefined
    },
    fetchMargin: (orders, marginOptions) => fetchMargin(client, orders, marginOptions),
    findOrders: books.findOrders,
    async fetchSnapshot() {
      const asOf = clock.now()
      const [fills, orders, rest] = await Promise.all([books.fetchTrades(), books.fetchOrders(), books.fetchRest()])
      return { asOf, fills, orders: orders.map(({ order }) => order), ...rest }
    },
  }

  function listen(report: (report: BrokerReport) => void): () => void {
    const lease = borrowTicker()
    const { ticker } = lease
    const mine = createUpdates(books, environment, () => ticker.state === 'open', report)
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

const tooOften = {
  outcome: 'rejected',
  evidence: {
    reason: `Kite takes ${mostModifications} changes of one order; cancel it, and place another one.`,
    vendorCode: 'modifications',
  },
} as const

/** What nobody can say the profit and the exposure of is not traded. */
function unmeasured(contract: InstrumentId): PlaceReply {
  const reason = `Kite counts ${contract} in lots, and does not list how much money one of them moves. Declare it in \`contracts\` of the account, such as \`{ CRUDEOIL: { multiplier: 100 } }\`, and take the instrument from fetchInstruments.`
  return { outcome: 'rejected', evidence: { reason, vendorCode: 'multiplier' } }
}
