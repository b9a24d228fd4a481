import { Decimal, type InstrumentId, type Position } from '@shagun/core'
import { productOf } from '../orders/words.ts'
import { earnedOf } from './earned.ts'
import { amountOf, isRow, text, type Wire } from './wire.ts'

type Row = Readonly<Record<string, Wire>>

/** What is held within the day and carried, by `net`; rows stay when nothing is left. */
export function readPosition(row: Wire): Position | undefined {
  if (!isRow(row)) return undefined
  const [instrument, product] = [instrumentOf(row), productOf[String(row['product'])]]
  const [quantity, average] = [amountOf(row['quantity']), amountOf(row['average_price'] ?? 0)]
  if (instrument === undefined || product === undefined || quantity === undefined || average === undefined)
    return undefined
  return positionOf(instrument, product, quantity, average, earnedOf(row, 'since it was opened'))
}

/** What lay in the depository, or was on the way to it, when the day began: sales of today are a position below 0. */
export function readHolding(row: Wire): readonly Position[] | undefined {
  if (!isRow(row)) return undefined
  const [instrument, opening, average] = [instrumentOf(row), openingOf(row), amountOf(row['average_price'] ?? 0)]
  if (instrument === undefined || opening === undefined || average === undefined) return undefined
  const mtf = isRow(row['mtf']) ? row['mtf'] : {}
  return [
    positionOf(instrument, 'delivery', opening, average),
    positionOf(instrument, 'margin', amountOf(mtf['quantity']) ?? 0, amountOf(mtf['average_price']) ?? 0),
  ].filter(({ quantity }) => !quantity.isZero())
}

/** Older rows say less: what is there, and what is on its way. */
function openingOf(row: Row): number | undefined {
  const there = amountOf(row['realised_quantity']) ?? amountOf(row['quantity'])
  const coming = amountOf(row['t1_quantity'] ?? 0)
  const sum = there === undefined || coming === undefined ? undefined : there + coming
  const opening = amountOf(row['opening_quantity']) ?? sum
  // What was sold without being there has to be bought back by the exchange.
  return opening === undefined ? undefined : opening - (amountOf(row['short_quantity']) ?? 0)
}

function positionOf(
  instrument: InstrumentId,
  product: Position['product'],
  quantity: number,
  average: number,
  realizedProfit = new Decimal(0),
): Position {
  return {
    instrument,
    product,
    quantity: new Decimal(quantity),
    averagePrice: new Decimal(quantity === 0 ? 0 : average),
    realizedProfit,
  }
}

function instrumentOf({ exchange, tradingsymbol }: Row): InstrumentId | undefined {
  return text(exchange) && text(tradingsymbol) ? (`${exchange}:${tradingsymbol}` as InstrumentId) : undefined
}
