import { Decimal } from '@shagun/core'
import { earnedOf } from './earned.ts'
import { amountOf, isRow, type Wire } from './wire.ts'

/**
 * The cash of an account: what the day began with, what came in since, and what today's trades have moved.
 *
 * Kite shows what may still be used, of which margins are taken; they are no payment, so the cash is worked out. Futures
 * move cash by what they have earned, everything else by what was paid.
 *
 * @param positions - the rows of `net`
 * @returns `undefined` where no segment has any, or one cannot be read
 */
export function readCash(margins: Wire, positions: readonly Wire[]): Decimal | undefined {
  const segments = isRow(margins) ? [margins['equity'], margins['commodity']] : []
  const available = segments.flatMap((segment) => (isRow(segment) ? segment['available'] : [])).filter(isRow)
  if (available.length === 0) return undefined
  let cash = new Decimal(0)
  for (const part of available) {
    const [opening, paidIn] = [amountOf(part['opening_balance'] ?? 0), amountOf(part['intraday_payin'] ?? 0)]
    if (opening === undefined || paidIn === undefined) return undefined
    cash = cash.plus(opening).plus(paidIn)
  }
  for (const row of positions) if (isRow(row)) cash = cash.plus(movedBy(row))
  // What is money has no more digits; what has more is the noise of floats.
  return cash.toDecimalPlaces(4)
}

function movedBy(row: Readonly<Record<string, Wire>>): Decimal {
  const { exchange, tradingsymbol } = row
  if (exchange !== 'NSE' && exchange !== 'BSE' && /FUT$/.test(String(tradingsymbol))) return earnedOf(row, 'today')
  const [bought, sold] = [amountOf(row['day_buy_value']) ?? 0, amountOf(row['day_sell_value']) ?? 0]
  return new Decimal(sold).minus(bought)
}
