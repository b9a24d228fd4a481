import type { Kite } from '../kite.ts'
import { products } from '../orders/order.ts'
import type { Route } from '../routes.ts'
import { istDate } from '../wire/ist.ts'
import { oneOf, required, whole } from '../wire/params.ts'
import { badInput } from '../wire/refusal.ts'
import { success } from '../wire/reply.ts'
import { tokenText } from '../wire/token-text.ts'
import type { Account } from './account.ts'
import { type Funds, fundsOf } from './funds.ts'
import { holdingRows } from './holding-rows.ts'
import { positionRows } from './position-rows.ts'

/** What is held, and with which money. */
export function portfolioRoutes(kite: Kite): Route[] {
  const { exchange, listings, clock, random } = kite
  const get = (path: string, endpoint: Route['endpoint'], data: (account: Account) => unknown): Route => ({
    method: 'GET',
    path,
    endpoint,
    bucket: 'others',
    answer: ({ account }) => success(data(account)),
  })
  return [
    get('/user/margins', 'margins', (account) => ({
      equity: marginRow(fundsOf(account, exchange)),
      commodity: noFunds,
    })),
    get('/user/margins/equity', 'margins', (account) => marginRow(fundsOf(account, exchange))),
    get('/user/margins/commodity', 'margins', () => noFunds),
    get('/portfolio/positions', 'positions', (account) => positionRows(account, exchange)),
    get('/portfolio/holdings', 'holdings', (account) => holdingRows(account, exchange)),
    get('/portfolio/holdings/summary', 'holdings', (account) => {
      const rows = holdingRows(account, exchange)
      const invested = rows.reduce((sum, row) => sum + row.average_price * row.opening_quantity, 0)
      const current = rows.reduce((sum, row) => sum + row.last_price * row.opening_quantity, 0)
      const pnl = current - invested
      return {
        total_pnl: pnl,
        total_pnl_percent: invested === 0 ? 0 : (pnl / invested) * 100,
        today_pnl: rows.reduce((sum, row) => sum + row.day_change * row.opening_quantity, 0),
        invested_amount: invested,
        current_value: current,
      }
    }),
    get('/portfolio/holdings/compact', 'holdings', (account) =>
      holdingRows(account, exchange).map(({ exchange: venue, tradingsymbol, instrument_token, quantity }) => ({
        exchange: venue,
        tradingsymbol,
        instrument_token,
        quantity,
      })),
    ),
    // What others failed to deliver and is to be bought in: those who hold it may offer it.
    get('/portfolio/holdings/auctions', 'holdings', (account) =>
      holdingRows(account, exchange).map((row, i) => ({ ...row, auction_number: String(20 + i) })),
    ),
    {
      method: 'POST',
      path: '/portfolio/holdings/authorise',
      endpoint: 'holdings',
      bucket: 'others',
      answer: () => success({ request_id: `${tokenText(random, 20)}${istDate(clock.now()).replaceAll('-', '')}` }),
    },
    {
      method: 'PUT',
      path: '/portfolio/positions',
      endpoint: 'convert',
      bucket: 'others',
      answer({ account, params }) {
        const listed = listings.find(`${required(params, 'exchange')}:${required(params, 'tradingsymbol')}`)
        const side = oneOf(params, 'transaction_type', ['BUY', 'SELL'])
        oneOf(params, 'position_type', ['day', 'overnight'])
        const [from, to] = [oneOf(params, 'old_product', products), oneOf(params, 'new_product', products)]
        const quantity = whole(params, 'quantity')
        const held = listed === undefined ? undefined : account.ledger.find(listed, from)
        const there = (held?.quantity ?? 0) * (side === 'BUY' ? 1 : -1)
        if (from === to) throw badInput('Old and new product are the same.')
        if (listed === undefined || quantity <= 0 || quantity > there)
          throw badInput(`There is no position of ${quantity} to convert.`)
        account.ledger.convert(listed, from, to, quantity)
        return success(true)
      },
    },
  ]
}

function marginRow({ opening, net, debits, exposure, span, optionPremium, realised, unrealised, sales }: Funds) {
  return {
    enabled: true,
    net: net.toNumber(),
    available: {
      adhoc_margin: 0,
      cash: opening.toNumber(),
      opening_balance: opening.toNumber(),
      live_balance: net.toNumber(),
      collateral: 0,
      intraday_payin: 0,
    },
    utilised: {
      debits: debits.toNumber(),
      exposure: exposure.toNumber(),
      m2m_realised: realised.toNumber(),
      m2m_unrealised: unrealised.toNumber(),
      option_premium: optionPremium.toNumber(),
      payout: 0,
      span: span.toNumber(),
      holding_sales: sales.toNumber(),
      turnover: 0,
      liquid_collateral: 0,
      stock_collateral: 0,
      equity: 0,
      delivery: 0,
    },
  }
}

const nothing = { adhoc_margin: 0, cash: 0, opening_balance: 0, live_balance: 0, collateral: 0, intraday_payin: 0 }
const noFunds = {
  enabled: true,
  net: 0,
  available: nothing,
  utilised: {
    debits: 0,
    exposure: 0,
    m2m_realised: 0,
    m2m_unrealised: 0,
    option_premium: 0,
    payout: 0,
    span: 0,
    holding_sales: 0,
    turnover: 0,
    liquid_collateral: 0,
    stock_collateral: 0,
    equity: 0,
    delivery: 0,
  },
}
