import type { AlgoParams, DecimalInput } from '@shagun/core'

/** How far behind the best price the stop stays. */
export type TrailBy =
  | {
      /** Price units. */
      readonly absolute: number
    }
  | {
      /** Of the price, in percent, so that the distance grows with it: 1.5 is 1.5 %. */
      readonly percent: number
    }
  | {
      /** Of the price, in basis points: hundredths of a percent. */
      readonly bps: number
    }
  | {
      /** A count of price steps of the instrument. */
      readonly ticks: number
    }
  | {
      /** An average true range in price units, as `atr` of `@shagun/indicators` gives it; amend it as it changes. */
      readonly atr: number
      /** A count of such ranges. Default: 3. */
      readonly multiple?: number
    }

/** A stop that follows the market, and never gives way. */
export interface TrailingStopParams extends AlgoParams {
  /** How far behind the best price it stays: `absolute` in price units, `percent`, `bps`, `ticks`, or `atr` with a `multiple`. */
  readonly trailBy: TrailBy
  /** It follows once the market has come to this price: up to it to sell, down to it to buy. Default: at once. */
  readonly activationPrice?: DecimalInput
  /** A stop from the first moment on, wherever the market is. Default: none before it follows. */
  readonly initialStopPrice?: DecimalInput
  /**
   * Which price it follows and is reached by: the last one, the one that would be traded at (the bid to sell, the ask to
   * buy), or the middle of both. Default: `last`, by which brokers trigger, too; with others it is watched here as well.
   */
  readonly triggerBy?: 'last' | 'bid-ask' | 'mark'
  /** How far past the stop it may trade (price units): it is a stop with a limit then. Default: it trades at the market. */
  readonly limitOffset?: number
  /** So long (milliseconds) a stop with a limit may stay unfilled once it is reached; then it trades at the market. Default: for ever. */
  readonly escalateAfterMs?: number
  /** Whether it rests at the broker, where that takes such stops; else it is watched here and sent when reached. Default: true. */
  readonly resting?: boolean
  /** An order that rests is moved by so many price steps at least … Default: 5. */
  readonly throttleTicks?: number
  /** … or by less after so long (milliseconds). Default: 1000. */
  readonly throttleMs?: number
  /** A price further than this (%) from the one before counts only if the next is near it. Default: every price counts. */
  readonly badTickPercent?: number
  /** How many prices in a row it takes to move the stop, or to reach it. Default: 1. */
  readonly confirmPrints?: 1 | 2
}
