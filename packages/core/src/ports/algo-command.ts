import type { ExecutionStatus } from '../model/execution.ts'
import type { InstrumentId } from '../model/ids.ts'
import type { GroupKind, TimeInForce } from '../model/supports.ts'
import type { Timestamp } from '../model/time.ts'

/** A child order to be. Prices are numbers here; the runner rounds them to the tick, away from aggression. */
export interface ChildOrder {
  /** What the planner calls it; several orders may have one key. Letters, digits, `-`, `_`, `.` and `#`. */
  readonly key: string
  /** Cut to what may still be sent, and split where the venue takes no more in one order. */
  readonly lots: number
  readonly limitPrice?: number
  readonly stopPrice?: number
  /** Closes what the parent has filled: never more than that, and on the other side. */
  readonly exit?: true
  /** Children of this label protect the same lots: the largest of them counts, and the planner keeps them in step. */
  readonly siblings?: string
  /** Default: the first that the broker lists for such an order. */
  readonly timeInForce?: TimeInForce
  /** The part that the venue shows, where it hides the rest. */
  readonly displayLots?: number
  /** Of which route; by default the first. */
  readonly account?: string
  readonly instrument?: InstrumentId
}

/** What a planner wants done. */
export type AlgoCommand =
  | ({ readonly type: 'place' } & ChildOrder)
  /** Orders that the broker keeps in step; of a bracket the entry comes first. */
  | { readonly type: 'place-group'; readonly kind: GroupKind; readonly legs: readonly ChildOrder[] }
  /** `lots` is the whole of the child, with what is filled. */
  | {
      readonly type: 'modify'
      readonly key: string
      readonly lots?: number
      readonly limitPrice?: number
      readonly stopPrice?: number
    }
  | { readonly type: 'cancel'; readonly key: string }
  /** The last one asked for holds. */
  | { readonly type: 'wake'; readonly at: Timestamp }
  /** Nothing is opened until somebody resumes it. */
  | { readonly type: 'pause'; readonly reason: string }
  /** What is open is canceled, and the end comes when the last child is closed. */
  | { readonly type: 'finish'; readonly status: ExecutionStatus; readonly reason?: string }
