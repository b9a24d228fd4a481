import { Decimal, type InstrumentId, ShagunError } from '@shagun/core'
import { amountOf, isRow, rowsOf, type Wire } from '../books/wire.ts'
import { source } from '../source.ts'

/** What orders would need of the account, in rupees. */
export interface ZerodhaMargin {
  /** What would be blocked with all of them in the market: what offsets each other, and the positions there are, counts less. */
  readonly required: Decimal
  /** What it takes where nothing offsets anything: the sum of the orders, each for itself. */
  readonly initial: Decimal
  /** What may be used of the account now. */
  readonly available: Decimal
  /** Brokerage, taxes and fees once all of them have filled, where Kite says. */
  readonly charges?: Decimal
  /** Each for itself, in the order in which they were asked for. */
  readonly orders: readonly ZerodhaOrderMargin[]
}

/** What one order would need, for itself and in rupees. */
export interface ZerodhaOrderMargin {
  readonly instrument: InstrumentId
  readonly required: Decimal
  /** Brokerage, taxes and fees once it has filled, where Kite says. */
  readonly charges?: Decimal
}

/**
 * `{"initial":{"total":188854.77},"final":{"total":35453.21},"orders":[{"total":160496.7,"charges":{"total":23.4}}],
 * "charges":{"total":46.8}}`
 *
 * @throws ShagunError `invalid-data` where it is not about these orders
 */
export function readBasket(basket: Wire, instruments: readonly InstrumentId[]): Omit<ZerodhaMargin, 'available'> {
  const { initial, final, orders, charges } = isRow(basket) ? basket : {}
  const [before, after, rows] = [totalOf(initial), totalOf(final), rowsOf(orders ?? null) ?? []]
  const each = rows.map((row, i) => readOrder(row, instruments[i])).filter((row) => row !== undefined)
  if (before === undefined || after === undefined || each.length !== instruments.length)
    throw unreadable('final', 'margins of each order, and of all of them')
  const cost = totalOf(charges) ?? sumOf(each.map((order) => order.charges))
  return { required: after, initial: before, ...(cost !== undefined && { charges: cost }), orders: each }
}

function readOrder(row: Wire, instrument: InstrumentId | undefined): ZerodhaOrderMargin | undefined {
  const required = totalOf(row)
  if (required === undefined || instrument === undefined) return undefined
  const charges = isRow(row) ? totalOf(row['charges']) : undefined
  return { instrument, required, ...(charges !== undefined && { charges }) }
}

/**
 * What may still be used.
 *
 * Whoever has one account for both finds all of it in the segment of equity, so for commodities the larger one counts: it
 * is Kite that refuses what is not covered.
 *
 * @throws ShagunError `invalid-data` where nobody says
 */
export function readAvailable(funds: Wire, isCommodity: boolean): Decimal {
  const segments = isRow(funds) ? [funds['equity'], ...(isCommodity ? [funds['commodity']] : [])] : []
  const nets = segments.flatMap((segment) => (isRow(segment) ? (amountOf(segment['net']) ?? []) : []))
  if (nets.length === 0) throw unreadable('net', 'what may be used of each segment')
  return new Decimal(Math.max(...nets))
}

function totalOf(row: Wire): Decimal | undefined {
  const total = isRow(row) ? amountOf(row['total']) : undefined
  // What is money has no more digits; what has more is the noise of floats.
  return total === undefined ? undefined : new Decimal(total).toDecimalPlaces(4)
}

/** Where one is missing, nobody knows the sum. */
function sumOf(amounts: readonly (Decimal | undefined)[]): Decimal | undefined {
  let sum = new Decimal(0)
  for (const amount of amounts) {
    if (amount === undefined) return undefined
    sum = sum.plus(amount)
  }
  return sum
}

function unreadable(field: string, expected: string): ShagunError {
  const message = `${source} answered a question for margins with what cannot be read; expected ${expected}. Ask again later.`
  return new ShagunError('invalid-data', message, { details: { source, field, expected }, retryable: true })
}
