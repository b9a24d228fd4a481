import type { AlgoInput } from '@shagun/core'
import type { PairState } from '../exits/keep-pair.ts'
import type { BracketParams } from './params.ts'

/** What a bracket knows beyond its orders. */
export interface BracketState extends PairState {
  /** `held` while paused; `over` once somebody or something ended it. */
  readonly entry: 'wanted' | 'held' | 'over'
  /** Why the entry was refused. */
  readonly refused?: string
  /** Why the position is closed at the market. */
  readonly flatten?: string
  /** The position is closed because it could not be protected. */
  readonly isFailed?: boolean
  readonly isCanceled?: boolean
  /** Since when the market is past a stop with a limit. */
  readonly reachedAt?: number
}

export type BracketInput = AlgoInput<BracketParams>
