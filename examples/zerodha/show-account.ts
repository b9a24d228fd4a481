import type { ZerodhaData, ZerodhaSupports } from '@shagun/broker-zerodha'
import type { Trader } from '@shagun/core'
import { readPrices } from './prices.ts'
import { money, type Terminal } from './terminal.ts'

/** What there is: cash, what is held, and what is still in the market. */
export async function showAccount(
  trader: Trader<ZerodhaSupports>,
  data: ZerodhaData,
  show: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const { positions, totals } = trader.view.getPortfolio()
  show.heading('Account')
  for (const [currency, { cash }] of totals) show.row('Cash', `${money(cash)} ${currency}`)
  const held = positions.filter(({ quantity }) => !quantity.isZero())
  if (held.length === 0) show.row('Positions', 'none')
  const ids = [...new Set(held.map(({ instrument }) => instrument))]
  const quotes = ids.length === 0 ? [] : await readPrices(data, ids.slice(0, mostPrices), show, signal)
  const lastOf = new Map(quotes.map(({ instrument, last }) => [instrument, last]))
  for (const { instrument, quantity, product, averagePrice } of held) {
    const last = lastOf.get(instrument)
    show.row(
      instrument,
      `${quantity} ${product} at ${money(averagePrice)}${last === undefined ? '' : `, now ${money(last)}`}`,
    )
  }
  for (const { terms, leavesQuantity } of trader.view.orders.values())
    if (leavesQuantity.gt(0)) show.row('Open order', `${terms.side} ${leavesQuantity} ${terms.instrument}`)
}

/** Kite gives so many in one answer. */
const mostPrices = 500
