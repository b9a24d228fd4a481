import type { Bars, Column } from './bars.ts'
import type { Decimal } from './decimal.ts'
import type { Fill } from './fill.ts'
import type { Order } from './order.ts'
import type { RoundTrip } from './round-trip.ts'

/** What a backtest, a paper session or a captured live session came to. */
export interface RunResult {
  readonly strategy: string
  readonly initialEquity: Decimal
  /** Cash and positions at their last prices. */
  readonly finalEquity: Decimal
  /** One entry for each moment at which equity was taken, rising. */
  readonly time: Column
  readonly equity: Column
  /** Fraction lost since the highest equity so far: 0 or more, 0.2 is a fifth. */
  readonly drawdown: Column
  readonly orders: readonly Order[]
  readonly fills: readonly Fill[]
  readonly roundTrips: readonly RoundTrip[]
  /** What it traded on. */
  readonly bars: readonly Bars[]
  /** SHA-256 over every order and fill, exact values only: equal hashes, equal runs. */
  readonly orderHash: string
}
