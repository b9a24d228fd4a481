import type { Decimal } from './decimal.ts'
import type { InstrumentId } from './ids.ts'
import type { Timestamp } from './time.ts'

/** A finished buy-and-sell or sell-and-buy, from flat to flat. */
export interface RoundTrip {
  readonly instrument: InstrumentId
  readonly direction: 'long' | 'short'
  /** The largest quantity held on the way. */
  readonly quantity: Decimal
  /** Averages over all fills on that side. */
  readonly entryPrice: Decimal
  readonly exitPrice: Decimal
  readonly entryTime: Timestamp
  readonly exitTime: Timestamp
  readonly fees: Decimal
  /** After fees. */
  readonly profit: Decimal
}
