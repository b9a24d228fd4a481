import type { AlgoInput, AlgoParams, DecimalInput, Timestamp } from '@shagun/core'
import type { WindowParams } from '../params/read-window.ts'

/** What `iceberg` is told. */
export interface IcebergParams extends AlgoParams, WindowParams {
  /** Where the clips rest; a change moves the one that is in the market. */
  readonly limitPrice: DecimalInput
  /** What is shown at a time, in units, a multiple of the lot. */
  readonly displayQuantity: DecimalInput
  /** How far a clip may differ from `displayQuantity`, as a part of it, from 0 to below 1. Default: 0. */
  readonly displayVariance?: number
  /** Once no more than this is still shown, it is filled up again, in units. Default: 0, when the clip is filled. */
  readonly displayLowQuantity?: DecimalInput
  /** How long nothing follows on a clip that was filled, in ms. Default: 0. */
  readonly refreshDelayMs?: number
  /** How far that delay may differ, as a part of it, from 0 to 1. Default: 0. */
  readonly timeJitter?: number
  /** No clip is smaller, save a last one that cannot be helped, in units. Default: one lot. */
  readonly minChildQuantity?: DecimalInput
  /** No order is larger, in units. Default: the venue's freeze quantity, where it has one. */
  readonly maxChildQuantity?: DecimalInput
  /** `primary`: clips rest at the best price of their own side, within `limitPrice`. Default: at `limitPrice`. */
  readonly peg?: 'primary'
  /** A pegged clip follows the market at most this often, in ms. Default: 1000. */
  readonly pegIntervalMs?: number
  /** At the end, what is left goes out whole at `limitPrice`, at once or not at all. Default: no. */
  readonly completeAtEnd?: boolean
  /**
   * Whether the venue itself hides the rest, of orders up to ten times as large as what is shown, one after the other.
   * Default: where the broker declares `display` in its `supports`. `false` works in clips everywhere.
   */
  readonly native?: boolean
}

/** What an iceberg keeps; how much is hidden is read from its orders. */
export interface State {
  readonly begunAt: Timestamp
  readonly seed: number
  readonly paused: boolean
  /** When the next clip may follow. */
  readonly dueAt: Timestamp | null
  /** How many times in a row the venue refused something, and until when nothing is asked of it. */
  readonly refusals: number
  readonly retryAt: Timestamp
  readonly movedAt: Timestamp | null
  /** The clips whose end we have asked for: that is none of the venue's refusals. */
  readonly withdrawn: readonly string[]
}

export type Input = AlgoInput<IcebergParams>
