import type { DecimalInput } from './decimal.ts'
import type { ClientOrderId, InstrumentId } from './ids.ts'
import type { OrderChange } from './order.ts'
import type { CommandOutcome } from './outcome.ts'

/** What a company did to its shares. */
export type CorporateActionKind = 'split' | 'bonus' | 'dividend' | 'rights' | 'demerger' | 'merger'

/**
 * A corporate action as it is applied to an account.
 *
 * `ratio` is how many units are held afterwards for each one before: 5 for a split of 1 into 5, 2 for a bonus of 1 for 1,
 * `new Decimal(1).div(3)` where 3 become 1. `amount` is money for each unit held before, in the instrument's currency:
 * a dividend, or what a demerger or merger gives back of the cost; below 0 for what subscribed rights take.
 */
export type CorporateAction = { readonly instrument: InstrumentId } & (
  | { readonly action: 'split' | 'bonus'; readonly ratio: DecimalInput }
  | { readonly action: 'dividend'; readonly amount: DecimalInput }
  | {
      readonly action: 'rights' | 'demerger' | 'merger'
      readonly ratio?: DecimalInput
      readonly amount?: DecimalInput
    }
)

/** What was asked of the broker for an open order that a split or bonus concerns, and what came of it. */
export type OrderAdjustment = CommandOutcome & {
  readonly clientOrderId: ClientOrderId
  /** `cancel` where the broker cannot make the change, or nothing would be left of the order. */
  readonly command: 'modify' | 'cancel'
  /** What `modify` asked for. */
  readonly change?: OrderChange
}
