import { Decimal, type InstrumentId, type Position } from '@shagun/core'
import { productOf } from '../orders/words.ts'
import { amount, isRow, text, type Wire } from './wire.ts'

/** What is held within the day and carried, by `net`; rows stay when nothing is left. */
export function readPosition(row: Wire): Position | undefined {
  if (!isRow(row) || !amount(row['quantity'])) return undefined
  const { quantity, average_price: average = 0, realised = 0 } = row
  const [instrument, product] = [instrumentOf(row), productOf[String(row['product'])]]
  if (instrument === undefined || product === undefined || !amount(average) || !amount(realised)) return undefined
  return positionOf(instrument, product, quantity as number, average, realised)
}

/** What lay in the depository, or was on the way to it, when the day began: sales of today are a position below 0. */
export function readHolding(row: Wire): readonly Position[] | undefined {
  if (!isRow(row)) return undefined
  const instrument = instrumentOf(row)
  const { average_price: average = 0, mtf } = row
  const held = amount(row['opening_quantity'])
    ? row['opening_quantity']
    : sum(row['realised_quantity'], row['t1_quantity'])
  // What was sold without being there has to be bought back by the exchange.
  const opening = held === undefined || !amount(row['short_quantity']) ? held : held - row['short_quantity']
  if (instrument === undefined || !amount(average) || opening === undefined) return undefined
  const margin = isRow(mtf) && amount(mtf['quantity']) ? mtf : undefined
  const paid = margin !== undefined && amount(margin['average_price']) ? margin['average_price'] : 0
  return [
    positionOf(instrument, 'delivery', opening, average, 0),
    ...(margin === undefined ? [] : [positionOf(instrument, 'margin', margin['quantity'] as number, paid, 0)]),
  ].filter(({ quantity }) => !quantity.isZero())
}

function positionOf(
  instrument: InstrumentId,
  product: Position['product'],
  quantity: number,
  average: number,
  realised: number,
): Position {
  return {
    instrument,
    product,
    quantity: new Decimal(quantity),
    averagePrice: new Decimal(quantity === 0 ? 0 : average),
    realizedProfit: new Decimal(realised),
  }
}

function instrumentOf({ exchange, tradingsymbol }: Readonly<Record<string, unknown>>): InstrumentId | undefined {
  return text(exchange) && text(tradingsymbol) ? (`${exchange}:${tradingsymbol}` as InstrumentId) : undefined
}

function sum(a: unknown, b: unknown): number | undefined {
  return amount(a) ? a + (amount(b) ? b : 0) : undefined
}
