import { Decimal } from '@shagun/core'
import { amountOf, type Wire } from './wire.ts'

type Row = Readonly<Record<string, Wire>>
type Since = 'today' | 'since it was opened'

/**
 * What has been earned with what was closed of a position.
 *
 * Most rows of Kite call all of their profit `unrealised`, also when nothing is left to be realised. What was closed is
 * then what came in less what went out, with what is still open at its average.
 *
 * @param since - what was carried was settled at the close of yesterday, and is counted from there for `today`
 */
export function earnedOf(row: Row, since: Since): Decimal {
  const [realised, unrealised, profit] = [inRow(row, 'realised'), inRow(row, 'unrealised'), inRow(row, 'pnl')]
  const isTold = realised !== 0 || profit === 0 || Math.abs(profit - unrealised) > 0.005
  return isTold ? new Decimal(realised) : workedOut(row, since)
}

function workedOut(row: Row, since: Since): Decimal {
  const quantity = inRow(row, 'quantity')
  const [bought, sold] = [inRow(row, 'buy_quantity'), inRow(row, 'sell_quantity')]
  const [paid, got] = [worthOf(row, 'buy', since), worthOf(row, 'sell', since)]
  const opened = quantity > 0 ? { quantity: bought, worth: paid } : { quantity: sold, worth: got }
  if (quantity !== 0 && opened.quantity === 0) return new Decimal(0)
  const open = quantity === 0 ? 0 : opened.worth.times(quantity).div(opened.quantity)
  return got.minus(paid).plus(open)
}

function worthOf(row: Row, side: 'buy' | 'sell', since: Since): Decimal {
  const settled = row[`${side}_m2m`] ?? row[`${side}_m2m_value`]
  return new Decimal(amountOf(since === 'today' ? settled : undefined) ?? inRow(row, `${side}_value`))
}

function inRow(row: Row, name: string): number {
  return amountOf(row[name]) ?? 0
}
