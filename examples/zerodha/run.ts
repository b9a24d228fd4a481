import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type KiteAccount, kiteAccount, zerodha, zerodhaData } from '@shagun/broker-zerodha'
import { createEnvironment, createTrader, type Environment, isShagunError, type Quote } from '@shagun/core'
import { untilAborted } from '@shagun/core/adapter'
import { maxOrderValue } from '@shagun/risk'
import { sqlite } from '@shagun/storage-sqlite'
import type { Kite } from './kite.ts'
import { loadToken, logIn, storeOf } from './log-in.ts'
import { placeOrder } from './place-order.ts'
import { findInstrument, readPrices } from './prices.ts'
import { showAccount } from './show-account.ts'
import { clockInIndia, money, type Terminal } from './terminal.ts'

/** From a login to an order and back: the same with Kite and with one within the process. True where all went well. */
export async function run(kite: Kite, show: Terminal, signal: AbortSignal): Promise<boolean> {
  mkdirSync(kite.folder, { recursive: true })
  let isOver = false
  const note = (message: string): void => {
    // What nobody waits for any more may still fail.
    if (!isOver) show.note(message)
  }
  const environment = createEnvironment({ log: { debug() {}, warn: note, error: note } })
  try {
    show.heading('Login')
    const account = await openAccount(kite, environment, show, signal)
    try {
      return await trade(account, kite, show, signal)
    } finally {
      account.close()
    }
  } finally {
    isOver = true
  }
}

/** Logged in: with the token of an earlier run where Kite still takes it, else with that of a new login. */
async function openAccount(
  kite: Kite,
  environment: Environment,
  show: Terminal,
  signal: AbortSignal,
): Promise<KiteAccount> {
  const store = storeOf(kite)
  const kept = await loadToken(store, show)
  const accessToken = kept ?? (await logIn(kite, store, show, signal)).accessToken
  const account = kiteAccount({ apiKey: kite.app.apiKey, accessToken, ...kite.endpoints }, environment)
  if (kept === undefined) return account
  try {
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
  const [quote] = await readPrices(data, [instrument], show, signal)
  const listed = trades === undefined ? undefined : await findInstrument(data, instrument, signal)
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
      await showAccount(trader, data, show, signal)
      if (quote !== undefined) {
        show.heading('Price')
        show.row(instrument, wordsOf(quote))
      }
      let isWell = true
      for (const order of trades?.ordersAt(quote?.last) ?? [])
        isWell = (await placeOrder(trader, order, show, signal)) && isWell
      if (trades !== undefined) await showAccount(trader, data, show, signal)
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

function wordsOf({ last, bid, ask, time }: Quote): string {
  const sides = [bid === undefined ? '' : `, bid ${money(bid)}`, ask === undefined ? '' : `, ask ${money(ask)}`]
  return `${money(last)}${sides.join('')}, at ${clockInIndia(time)} in India`
}
