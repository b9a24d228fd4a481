import type { AnyShagunError } from '../errors.ts'
import type { Decimal } from './decimal.ts'
import type { Fill } from './fill.ts'
import type { ExecutionId, InstrumentId } from './ids.ts'
import type { Side } from './supports.ts'
import type { Timestamp } from './time.ts'

/** How a running algo ended. */
export type ExecutionStatus = 'done' | 'canceled' | 'expired' | 'failed'

/** How far a running algo has come. */
export interface Progress {
  readonly time: Timestamp
  readonly status: 'running' | 'paused' | ExecutionStatus
  readonly filledQuantity: Decimal
  readonly openQuantity: Decimal
  readonly remainingQuantity: Decimal
  readonly averagePrice?: Decimal
  /** Against the price at arrival, in basis points; positive is a cost. `null` before the first fill. */
  readonly slippageBps: number | null
}

/** What a finished algo came to. */
export interface ExecutionResult extends Progress {
  readonly status: ExecutionStatus
  readonly instrument: InstrumentId
  readonly side: Side
  readonly quantity: Decimal
  readonly startedAt: Timestamp
  /** The last price when it was accepted; 0 where none was known. */
  readonly arrivalPrice: number
  readonly reason?: string
  /** Those of exits included. */
  readonly fills: readonly Fill[]
  readonly error?: AnyShagunError
}

/** An algo at work on one parent order. */
export interface Execution<Params = unknown> {
  readonly id: ExecutionId
  readonly params: Params
  /** How far it has come by now. */
  getProgress(): Progress
  /** Latest first, conflated, ends with the terminal one. Every call is its own reader; leaving the loop stops reading, not trading. */
  progress(): AsyncIterable<Progress>
  /** Never rejects: failure is a status. */
  readonly finished: Promise<ExecutionResult>
  /** Stops opening; what it was waiting for is forgotten until `resume`. */
  pause(): Promise<void>
  /** Goes on after `pause`; the planner is told. */
  resume(): Promise<void>
  /**
   * Opens nothing more and cancels what is open; resolves once the last child is closed. An algo that protects a
   * position ends when there is nothing left to protect.
   */
  cancel(): Promise<ExecutionResult>
  /**
   * Changes parameters while it runs: what remains is planned anew from now. What would be too much of a smaller
   * quantity is canceled first; a quantity below what is filled becomes that.
   *
   * @returns resolves when the change is durable
   * @throws ShagunError `invalid-order` for what has no meaning or an execution that is over, `unsupported` for what
   * the algo does not take anew, and what its planner throws; everything is as it was then, save for what was canceled
   */
  amend(change: Partial<Omit<Params, 'instrument' | 'side' | 'seed' | 'product' | 'routes'>>): Promise<void>
}
