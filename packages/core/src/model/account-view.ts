import type { Decimal } from './decimal.ts'
import type { ClientOrderId, InstrumentId } from './ids.ts'
import type { Instrument } from './instrument.ts'
import type { Order } from './order.ts'
import type { Portfolio } from './portfolio.ts'
import type { Position } from './position.ts'
import type { Quote } from './quote.ts'
import type { Timestamp } from './time.ts'

/** What a rule and a strategy may see of the account, all in memory, all as of `now`. */
export interface AccountView {
  readonly now: Timestamp
  readonly orders: ReadonlyMap<ClientOrderId, Order>
  readonly positions: ReadonlyMap<InstrumentId, readonly Position[]>
  /** By ISO 4217 currency. */
  readonly cash: ReadonlyMap<string, Decimal>
  /** The latest seen; `undefined` before the first, and while it is stale. */
  getQuote(instrument: InstrumentId): Quote | undefined
  /**
   * What is known of an instrument.
   *
   * @throws ShagunError `invalid-order` for one that nobody listed
   */
  getInstrument(instrument: InstrumentId): Instrument
  /** The sum over products; above 0 is long. */
  getQuantity(instrument: InstrumentId): Decimal
  /** The furthest the position could go if every open order filled: positive `long`, negative `short`. Limits are measured on it. */
  worstCase(instrument: InstrumentId): { readonly long: Decimal; readonly short: Decimal }
  /** Profit so far, summed over currencies as if they were one. */
  getProfit(): Profit
  /**
   * Positions with what they are worth, and what there is in each currency, as of now.
   *
   * @example
   * ```ts
   * import type { Trader } from '@shagun/core'
   *
   * function printPortfolio({ view }: Trader): void {
   *   const { positions, totals } = view.getPortfolio()
   *   for (const { instrument, product, quantity, averagePrice, unrealizedProfit } of positions)
   *     console.log(instrument, product, quantity.toString(), averagePrice.toFixed(2), unrealizedProfit)
   *   for (const [currency, { cash, equity }] of totals) console.log(currency, cash.toString(), equity)
   * }
   * ```
   */
  getPortfolio(): Portfolio
  /** Cash and positions at their last prices, summed over currencies as if they were one. */
  getEquity(): number
}

/** Profit as observed; losses are negative. */
export interface Profit {
  /** From what was closed, after all fees. */
  readonly realized: number
  /** From what is held, at the last prices. */
  readonly unrealized: number
  /** Realized and unrealized since the trading day began. */
  readonly today: number
}
