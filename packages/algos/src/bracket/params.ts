import type { AlgoParams, DecimalInput } from '@shagun/core'
import type { ExitPrices } from '../exits/check-exits.ts'

/** An entry, and the exits that protect what it has filled. */
export interface BracketParams extends AlgoParams, ExitPrices {
  /** The limit of the entry. Default: it is a market order, or a stop order where `entryStopPrice` is given. */
  readonly limitPrice?: DecimalInput
  /** The entry waits until the market has come to this price: up to it to buy, down to it to sell. */
  readonly entryStopPrice?: DecimalInput
  /**
   * `partial`: the exits grow with each fill of the entry. `full`: they wait for its end, and what is filled before is not
   * protected. Default: `partial`.
   */
  readonly trigger?: 'partial' | 'full'
  /**
   * `one` for brokers that take no two exits for a position: the stop rests, and the target is placed when the market
   * touches it, once the stop is canceled. Default: `both`, until a broker refuses the target beside the stop.
   */
  readonly legs?: 'both' | 'one'
  /** Whether the broker keeps orders in step itself where it can. Default: true. */
  readonly nativeGroups?: boolean
  /**
   * What happens where no exit is taken: `flatten` closes the position at the market, `alert` pauses with a reason.
   * Default: `flatten`.
   */
  readonly onExitRejected?: 'flatten' | 'alert'
  /** When canceled: `protect` keeps the exits until they end the position, `flatten` closes it at the market. Default: `protect`. */
  readonly onCancel?: 'protect' | 'flatten'
  /** From this moment on (epoch milliseconds) what is held is closed at the market. Default: never. */
  readonly flattenAt?: number
  /** So long (milliseconds) a stop with a limit may stay unfilled once its price is reached; then the position is closed at the market. Default: for ever. */
  readonly escalateAfterMs?: number
}
