import type { AlgoParams, DecimalInput } from '@shagun/core'
import type { ExitPrices } from '../exits/check-exits.ts'

/** A stop and a target for one quantity, both on the side of the parent. */
export interface OcoParams extends AlgoParams, ExitPrices {
  /** Where the stop is triggered: below the last price to sell, above it to buy. */
  readonly stopPrice: DecimalInput
  /** The limit of the target: above the last price to sell, below it to buy. */
  readonly takeProfitPrice: DecimalInput
  /**
   * `one` for brokers that take no two orders for the same lots: the stop rests, and the target is placed when the market
   * touches it, once the stop is canceled. Default: `both`, until a broker refuses the target beside the stop.
   */
  readonly legs?: 'both' | 'one'
  /** Whether the broker keeps the two in step itself where it can. Default: true. */
  readonly nativeGroups?: boolean
  /**
   * What happens where the stop is not taken: `alert` pauses with a reason, `flatten` trades what is left at the market.
   * Default: `alert`.
   */
  readonly onExitRejected?: 'alert' | 'flatten'
  /** So long (milliseconds) a stop with a limit may stay unfilled once its price is reached; then what is left is traded at the market. Default: for ever. */
  readonly escalateAfterMs?: number
}
