import type { AlgoInput } from '@shagun/core'
import type { Remembering } from '../exits/memory.ts'
import type { TrailingStopParams } from './params.ts'
import type { Trail } from './trail.ts'

/** What a trailing stop knows beyond its orders. */
export interface TrailingStopState extends Remembering {
  readonly trail: Trail
  /** The broker refuses the stop, so it is watched here. */
  readonly isWatched?: boolean
  /** Since when the market is past it. */
  readonly reachedAt?: number
  /** Reached here, and to be sent: there is no way back from that. */
  readonly isFired?: boolean
  /** When the order that rests was last moved. */
  readonly movedAt?: number
}

export type TrailingStopInput = AlgoInput<TrailingStopParams>
