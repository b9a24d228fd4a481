import type { AlgoInput } from '@shagun/core'
import type { PairState } from '../exits/keep-pair.ts'
import type { OcoParams } from './params.ts'

/** What a pair knows beyond its orders. */
export interface OcoState extends PairState {
  readonly isCanceled?: boolean
  /** Somebody else ended both. */
  readonly isExpired?: boolean
  /** Why what is left is traded at the market. */
  readonly flatten?: string
  readonly isFailed?: boolean
  /** Since when the market is past a stop with a limit. */
  readonly reachedAt?: number
  /** What was filled when the quantity was amended to less. */
  readonly kept?: number
}

export type OcoInput = AlgoInput<OcoParams>
