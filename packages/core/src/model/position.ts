import type { Decimal } from './decimal.ts'
import type { InstrumentId } from './ids.ts'
import type { Product } from './supports.ts'

/** What is held of an instrument under one product. */
export interface Position {
  readonly instrument: InstrumentId
  readonly product: Product
  /** Above 0 is long, below 0 is short. */
  readonly quantity: Decimal
  /** Of what is still held; 0 when flat. */
  readonly averagePrice: Decimal
  /** From what was closed and from dividends, before fees. */
  readonly realizedProfit: Decimal
}
