import { Decimal } from '@shagun/core'
import { amount, isRow, type Wire } from './wire.ts'

/**
 * The cash of an account: what the day began with, what came in since, and what today's trades have moved.
 *
 * Kite shows what may still be used, of which margins are taken; they are no payment, so the cash is worked out. Futures
 * move cash by what they have earned, everything else by what was paid.
 *
 * @param positions - the rows of `net`
 */
export function readCash(margins: Wire, positions: readonly Wire[]): Decimal | undefined {
  if (!isRow(margins)) return undefined
  let cash = new Decimal(0)
  for (const segment of [margins['equity'], margins['commodity']]) {
    if (!isRow(segment) || !isRow(segment['available'])) continue
    const { opening_balance: opening, intraday_payin: paidIn = 0, adhoc_margin: adhoc = 0 } = segment['available']
    if (!amount(opening) || !amount(paidIn) || !amount(adhoc)) return undefined
    cash = cash.plus(opening).plus(paidIn)
  }
  for (const row of positions) if (isRow(row)) cash = cash.plus(movedBy(row))
  // What is money has no more digits; what has more is the noise of floats.
  return cash.toDecimalPlaces(4)
}

function movedBy(row: Readonly<Record<string, unknown>>): Decimal {
  const { day_buy_value: bought = 0, day_sell_value: sold = 0, realised = 0, exchange, tradingsymbol } = row
  const isFuture = exchange !== 'NSE' && exchange !== 'BSE' && /FUT$/.test(String(tradingsymbol))
  const moved = isFuture ? realised : amount(bought) && amount(sold) ? new Decimal(sold).minus(bought) : 0
  return new Decimal(moved instanceof Decimal || amount(moved) ? moved : 0)
}
