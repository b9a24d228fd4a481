import { kiteAccount, type ZerodhaBroker, type ZerodhaSupports, zerodha } from '@shagun/broker-zerodha'
import { createTrader, type OrderRequest, type Storage, type Strategy, type Trader } from '@shagun/core'
import { approve } from '@shagun/core/testing'
import { KiteConnect } from 'kiteconnect'
import { quiet } from '../stream/providers.ts'
import type { KiteAddress } from './kite-process.ts'
import { idOf, instruments, restingOrder } from './load.ts'

/** Somebody who places orders. */
interface OrderClient {
  /** Whether Kite has taken the order. */
  place(i: number): Promise<boolean>
  close(): Promise<void>
}

/** @param count - of the orders that will be placed, so that what goes before the clock begins can be done */
export type OpenClient = (address: KiteAddress, count: number) => Promise<OrderClient>

/** The adapter alone, on terms that were approved before. */
export const ourBroker: OpenClient = async (address, count) => {
  const broker = openBroker(address)
  const terms = Array.from({ length: count }, (_, i) =>
    approve(broker, restingOrder(i) as OrderRequest<ZerodhaSupports>, instruments[i % instruments.length]),
  )
  return {
    place: async (i) => (await broker.place(terms[i]!)).outcome === 'accepted',
    async close() {
      broker.account.close()
    },
  }
}

/** All of it: request, journal, adapter, and what comes of it. */
export function ourTrader(storage: Storage): OpenClient {
  return async (address) => {
    const { trader, close } = openTrader(address, storage, [])
    await trader.start()
    return { place: async (i) => (await trader.place(restingOrder(i))).outcome === 'accepted', close }
  }
}

export function openTrader(
  address: KiteAddress,
  storage: Storage,
  strategies: readonly Strategy[],
): { readonly trader: Trader; close(): Promise<void> } {
  const broker = openBroker(address)
  const trader = createTrader({ broker, storage, strategies, instruments, reconcileEveryMs: 0 }) as unknown as Trader
  return {
    trader,
    async close() {
      await trader.stop()
      broker.account.close()
    },
  }
}

/** As if nothing limited orders. */
function openBroker(address: KiteAddress): ZerodhaBroker {
  const orderLimits = { perSecond: 1_000_000, perMinute: 1_000_000, perDay: 1_000_000 }
  return zerodha({ account: kiteAccount({ ...address, orderLimits }, quiet) })
}

/** The client of Kite itself, with everything as it comes; its types leave out where Kite is. */
export const theirs: OpenClient = async ({ apiKey, accessToken, apiUrl }) => {
  const kite = new KiteConnect({ api_key: apiKey, access_token: accessToken, root: apiUrl } as { api_key: string })
  return {
    async place(i) {
      const answer: { readonly order_id?: unknown } = await kite.placeOrder('regular', {
        exchange: 'NSE',
        tradingsymbol: idOf(i).slice('NSE:'.length),
        transaction_type: 'BUY',
        order_type: 'LIMIT',
        quantity: 10,
        price: 1500,
        product: 'CNC',
        validity: 'DAY',
        tag: `order${String(i).padStart(15, '0')}`,
      })
      return typeof answer.order_id === 'string'
    },
    async close() {},
  }
}
