import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { paper, percentFees } from '@shagun/broker-mock'
import {
  createEnvironment,
  createMarketData,
  createTrader,
  type Environment,
  type Order,
  type OrderEvent,
  type Trader,
} from '@shagun/core'
import { yahoo } from '@shagun/data-yahoo'
import { maxOrderValue } from '@shagun/risk'
import { sqlite } from '@shagun/storage-sqlite'
import { clockInIndia, money, type Terminal } from '../zerodha/terminal.ts'
import type { Market } from './market.ts'
import type { Options } from './options.ts'
import { swing } from './swing.ts'

/** Trades on paper for a while, from where the last run ended, however it did. */
export async function run(market: Market, options: Options, show: Terminal, signal: AbortSignal): Promise<void> {
  const { folder, isFresh } = options
  const file = join(folder, 'paper.db')
  mkdirSync(folder, { recursive: true })
  if (isFresh) await removeBooks(file)

  const log = { debug() {}, warn: show.note, error: show.note }
  const environment = createEnvironment({ log, ...(market.network !== undefined && { network: market.network }) })
  const storage = sqlite(file)
  try {
    await trade(market, options, environment, storage, show, signal)
    show.heading(`The books are in ${relative(process.env['INIT_CWD'] ?? process.cwd(), file) || file}.`)
    show.note('Run it again, and it goes on from there; --fresh begins anew.')
  } finally {
    await storage.close()
  }
}

/** Books that somebody trades by are left to them: what cannot be opened for that reason throws. */
async function removeBooks(file: string): Promise<void> {
  if (!existsSync(file)) return
  const storage = sqlite(file)
  try {
    for (const account of ['main', 'paper']) {
      const journal = await storage.openJournal(account)
      await journal.close()
    }
  } finally {
    await storage.close()
  }
  for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true })
}

async function trade(
  { instrument, calendar }: Market,
  { seconds }: Options,
  environment: Environment,
  storage: ReturnType<typeof sqlite>,
  show: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const data = createMarketData({ providers: [yahoo({}, environment)], calendars: { '*': calendar } })
  const fees = percentFees('0.03')
  const broker = paper({ data, storage, calendar, cash: '100000', instruments: [instrument], fees }, environment)
  const trader = createTrader({
    broker,
    data,
    storage,
    calendar,
    rules: [maxOrderValue('75000')],
    strategies: [swing(instrument.id, 40)],
  })
  const told: string[] = []
  let tell = (line: string): void => void told.push(line)
  trader.on('order.*', (event) => {
    const line = lineOf(event, trader)
    if (line !== undefined) tell(line)
  })
  await trader.start()
  try {
    showAccount('Paper account', trader, show)
    show.heading(seconds === undefined ? 'Trading; Ctrl-C ends it.' : `Trading for ${seconds} s; a kill does no harm.`)
    tell = (line) => show.row(clockInIndia(environment.clock.now()), line)
    for (const line of told) tell(line)
    await untilOver(seconds, signal)
  } finally {
    await trader.stop()
  }
  tell = () => {}
  showAccount('Now', trader, show)
  const theirs = broker.venue.getCash()[instrument.currency]!
  const isEqual = trader.view.cash.get(instrument.currency)?.eq(theirs)
  show.row('At the venue', isEqual ? 'the same' : `${money(theirs)} ${instrument.currency}`)
}

async function untilOver(seconds: number | undefined, signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(seconds === undefined ? 2 ** 31 - 1 : seconds * 1_000, undefined, { signal })
  } catch (cause) {
    if (!signal.aborted) throw cause
  }
}

function lineOf(event: OrderEvent, { view }: Trader): string | undefined {
  if (event.type === 'order.filled') {
    const { side, quantity, price } = event.fill
    return `${side === 'buy' ? 'bought' : 'sold'} ${quantity} at ${money(price)}`
  }
  const order = 'clientOrderId' in event ? view.orders.get(event.clientOrderId) : undefined
  if (order === undefined) return undefined
  if (event.type === 'order.accepted') return `wants to ${wordsOf(order)}`
  return ['order.rejected', 'order.canceled', 'order.expired'].includes(event.type)
    ? `${order.lifecycle}: ${wordsOf(order)}`
    : undefined
}

function wordsOf({ terms, filledQuantity }: Order): string {
  const { side, quantity, instrument } = terms
  const price = 'limitPrice' in terms ? ` at ${money(terms.limitPrice)}` : ''
  const done = filledQuantity.isZero() ? '' : `, ${filledQuantity} of them done`
  return `${side} ${quantity} ${instrument}${price}${done}`
}

function showAccount(title: string, { view }: Trader, show: Terminal): void {
  show.heading(title)
  for (const [currency, cash] of view.cash) show.row('Cash', `${money(cash)} ${currency}`)
  for (const [instrument] of view.positions) show.row('Holds', `${view.getQuantity(instrument)} ${instrument}`)
  const orders = [...view.orders.values()]
  show.row(
    'Orders',
    `${orders.length}, ${orders.filter(({ lifecycle }) => lifecycle === 'filled').length} of them filled`,
  )
  for (const order of orders) if (order.lifecycle === 'working') show.row('Working', wordsOf(order))
}
