import { Decimal } from '@shagun/core'
import type { Exchange } from '../exchange/exchange.ts'
import type { Row } from '../wire/reply.ts'
import type { Account } from './account.ts'
import type { Held } from './ledger.ts'

/** What of a holding is needed to sum up. */
export interface HoldingRow extends Row {
  readonly tradingsymbol: string
  readonly exchange: string
  readonly instrument_token: number
  readonly quantity: number
  readonly opening_quantity: number
  readonly average_price: number
  readonly last_price: number
  readonly day_change: number
}

/** What lay in the depository when the day began. What was sold of it since shows as used. */
export function holdingRows({ ledger, user }: Account, exchange: Exchange): HoldingRow[] {
  const delivered = ledger.list().filter(({ product }) => product === 'CNC' || product === 'MTF')
  const symbols = Map.groupBy(delivered, ({ listed }) => listed)
  return [...symbols.values()]
    .filter((entries) => entries.some(({ overnight }) => overnight !== 0))
    .map((entries) => {
      const cash = entries.find(({ product }) => product === 'CNC')
      const margin = entries.find(({ product }) => product === 'MTF')
      const { listed } = entries[0]!
      const { last, close } = exchange.lineOf(listed)
      const price = last?.toNumber() ?? 0
      const opening = cash?.overnight ?? 0
      const used = cash === undefined ? 0 : usedOf(cash)
      const t1 = Math.max(0, Math.min(cash?.t1 ?? 0, opening))
      const average = averageOf(cash)
      const change = price - close.toNumber()
      const isAuthorised = user.holdings?.find(({ instrument }) => instrument === listed.key)?.authorised !== false
      return {
        tradingsymbol: listed.row.tradingsymbol,
        exchange: listed.row.exchange,
        instrument_token: listed.token,
        isin: listed.instrument.isin ?? `INE${String(listed.row.exchange_token).padStart(6, '0').slice(-6)}01012`,
        product: 'CNC',
        price: 0,
        quantity: Math.max(0, opening - t1 - used),
        used_quantity: used,
        t1_quantity: t1,
        realised_quantity: Math.max(0, opening - t1),
        authorised_quantity: isAuthorised ? Math.max(0, opening - t1) : 0,
        authorised_date: '',
        authorisation: {},
        opening_quantity: Math.max(0, opening),
        short_quantity: Math.max(0, -opening),
        collateral_quantity: 0,
        collateral_type: '',
        discrepancy: false,
        average_price: average.toNumber(),
        last_price: price,
        close_price: close.toNumber(),
        pnl: new Decimal(price).minus(average).times(opening).toNumber(),
        day_change: change,
        day_change_percentage: close.isZero() ? 0 : (change / close.toNumber()) * 100,
        mtf: {
          quantity: margin?.overnight ?? 0,
          used_quantity: margin === undefined ? 0 : usedOf(margin),
          average_price: averageOf(margin).toNumber(),
          value: margin?.overnightCost.toNumber() ?? 0,
          initial_margin: 0,
        },
      }
    })
}

/** What was sold of it today, beyond what was bought. */
function usedOf({ overnight, dayBuy, daySell }: Held): number {
  return Math.max(0, Math.min(Math.max(0, overnight), daySell - dayBuy))
}

function averageOf(held: Held | undefined): Decimal {
  if (held === undefined || held.overnight === 0) return new Decimal(0)
  return held.overnightCost.div(held.overnight).div(held.listed.instrument.multiplier)
}
