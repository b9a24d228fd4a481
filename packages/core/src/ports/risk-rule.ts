import type { AccountView } from '../model/account-view.ts'
import type { JournalEvent } from '../model/events.ts'
import type { Json } from '../model/json.ts'
import type { Order, OrderTerms } from '../model/order.ts'
import type { Denial } from '../model/outcome.ts'

/** What is about to happen; `terms` are always those that would hold afterwards. */
export type OrderIntent =
  | {
      readonly type: 'place'
      readonly terms: OrderTerms
      /** All that go out together, this one among them; each is checked by itself. Absent: this one alone. */
      readonly legs?: readonly OrderTerms[]
    }
  | { readonly type: 'modify'; readonly order: Order; readonly terms: OrderTerms }

/**
 * A limit that every order and every modification must pass.
 *
 * Synchronous, because checking and reserving are one step: two concurrent calls can never both pass a limit that only
 * one fits. A rule that throws denies.
 */
export interface RiskRule {
  readonly name: string
  /** Why it must not go out; `undefined` where it may. */
  check(intent: OrderIntent, view: AccountView): Denial | undefined
  /** Every event of the account, replayed ones included, where a rule keeps state of its own. */
  observe?(event: JournalEvent): void
  /** Forgets that state, because the journal is about to be replayed. A rule that observes needs it. */
  reset?(): void
  /** That state as JSON; with `restore`, a start need not replay the whole journal for this rule. */
  save?(): Json
  /** Takes back what `save` gave, after `reset`. */
  restore?(saved: Json): void
}
