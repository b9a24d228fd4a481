import type { ErrorCode } from '../errors.ts'
import type { InstrumentId } from './ids.ts'
import type { Timestamp } from './time.ts'

/** What the prices of history are adjusted for: nothing, or all splits, or all splits and dividends up to today. */
export type Adjustment = 'none' | 'splits' | 'splits-and-dividends'

/** What one source had to do with an answer. */
export interface Attempt {
  readonly source: string
  /** `skipped` where it was not asked at all. */
  readonly outcome: 'served' | 'failed' | 'skipped'
  /** In milliseconds; 0 where nothing was asked. */
  readonly tookMs: number
  /** Why it failed or was skipped; never a secret. */
  readonly reason?: string
  /** The code of the error that it failed with, where it was one of ours. */
  readonly code?: ErrorCode
}

/** Where market data come from and how far they can be trusted; every answer carries one. */
export interface Label {
  /** The provider that served it. Never a mixture of two. */
  readonly source: string
  /** The moment that it speaks of: of a quote when it was made, of bars when the last of them closed. */
  readonly asOf: Timestamp
  /** When it came in. */
  readonly receivedAt: Timestamp
  /** How far the source lags behind the market. */
  readonly delayedBySec: number
  readonly adjustment: Adjustment
  /** Older than it should be while the venue trades, or not heard of since its source fell silent. */
  readonly stale: boolean
  /** The listing elsewhere that it was taken from, where the source does not know the instrument's own venue. */
  readonly servedAs?: InstrumentId
  /** Everybody who was considered, in order. Empty for what a stream brought. */
  readonly attempts: readonly Attempt[]
}
