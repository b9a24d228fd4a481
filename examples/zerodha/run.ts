import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type KiteAccount, kiteAccount, zerodha, zerodhaData } from '@shagun/broker-zerodha'
import { createEnvironment, createTrader, isShagunError, type Log } from '@shagun/core'
import { untilAborted } from '@shagun/core/adapter'
import { maxOrderValue } from '@shagun/risk'
import { sqlite } from '@shagun/storage-sqlite'
import type { Kite } from './kite.ts'
import { loadToken, logIn, storeOf } from './log-in.ts'
import { placeOrder } from './place-order.ts'
import { findInstrument, readPrices } from './prices.ts'
import { showAccount } from './show-account.ts'
import { clockInIndia, type Terminal } from './terminal.ts'

/** From a login to an order and back: the same with Kite and with one within the process. True where all went well. */
export async function run(kite: Kite, show: Terminal, signal: AbortSignal): Promise<boolean> {
  mkdirSync(kite.folder, { recursive: true })
  const account = await openAccount(kite, show, signal)
  try {
    return await trade(account, kite, show, signal)
  } finally {
    account.close()
  }
}

/** Logged in: with the token of an earlier run where Kite still takes it, else with that of a new login. */
async function openAccount(kite: Kite, show: Terminal, signal: AbortSignal): Promise<KiteAccount> {
  show.heading('Login')
  const store = storeOf(kite)
  const kept = await loadToken(store, show)
  const accessToken = kept ?? (await logIn(kite, store, show, signal)).accessToken
  const options = { apiKey: kite.app.apiKey, accessToken, ...kite.endpoints }
  const account = kiteAccount(options, createEnvironment({ log: logTo(show) }))
  try {
    if (kept === undefined) return account
    if (await untilAborted(signal, isTaken(account))) show.row('Token', 'that of an earlier login of today')
    else {
      show.row('Token', 'the kept one was ended elsewhere, so there has to be another login')
      account.setAccessToken((await logIn(kite, store, show, signal)).accessToken)
    }
    return account
  } catch (error) {
    account.close()
    throw error
  }
}

async function isTaken(account: KiteAccount): Promise<boolean> {
  try {
    await zerodha({ account }).fetchSnapshot()
    return true
  } catch (error) {
    if (isShagunError(error, 'unauthenticated')) return false
    throw error
  }
}

async function trade(account: KiteAccount, kite: Kite, show: Terminal, signal: AbortSignal): Promise<boolean> {
  const { instrument, trades, calendar } = kite
  const data = zerodhaData({ account })
  const [quote] = await untilAborted(signal, readPrices(data, [instrument], show))
  const listed = trades === undefined ? undefined : await untilAborted(signal, findInstrument(data, instrument))
  const storage = sqlite(join(kite.folder, 'zerodha.db'))
  try {
    const trader = createTrader({
      broker: zerodha({ account }),
      data: [data],
      storage,
      account: `zerodha-${nameOf(kite)}`,
      calendar,
      rules: trades === undefined ? [] : [maxOrderValue(trades.maxValue)],
      // Without the plan that holds market data there are orders all the same.
      strategies: listed === undefined || quote === undefined ? [] : [{ name: 'watch', watch: [{ instrument }] }],
      instruments: listed === undefined ? [] : [listed],
    })
    try {
      await untilAborted(signal, trader.start())
      await untilAborted(signal, showAccount(trader, data, show))
      if (quote !== undefined) {
        show.heading('Price')
        const { last, bid = '-', ask = '-', time } = quote
        show.row(instrument, `${last} at ${clockInIndia(time)} in India, bid ${bid}, ask ${ask}`)
      }
      let isWell = true
      for (const order of trades?.ordersAt(quote?.last) ?? [])
        isWell = (await placeOrder(trader, order, show, signal)) && isWell
      if (trades !== undefined) await untilAborted(signal, showAccount(trader, data, show))
      return isWell
    } finally {
      await trader.stop()
    }
  } finally {
    await storage.close()
  }
}

/** Accounts of several apps can share one database; the key of an app is nothing to write into it. */
function nameOf({ app }: Kite): string {
  return createHash('sha256').update(app.apiKey).digest('hex').slice(0, 8)
}

function logTo(show: Terminal): Log {
  return { debug() {}, warn: (message) => show.note(message), error: (message) => show.note(message) }
}
