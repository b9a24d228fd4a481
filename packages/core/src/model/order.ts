import type { Decimal, DecimalInput } from './decimal.ts'
import type { BrokerOrderId, ClientOrderId, InstrumentId } from './ids.ts'
import type { ChangeableField, OrderType, Side, Supports } from './supports.ts'

type Prices<T extends OrderType, N> = T extends 'market'
  ? { readonly type: T }
  : T extends 'limit'
    ? { readonly type: T; readonly limitPrice: N }
    : T extends 'stop'
      ? { readonly type: T; readonly stopPrice: N }
      : { readonly type: T; readonly limitPrice: N; readonly stopPrice: N }

/** Pairs that a broker excepts are left out, as far as it has declared them by value. */
type Timed<S extends Supports, T extends OrderType> = T extends OrderType
  ? Prices<T, DecimalInput> & {
      /** Default: the first the broker lists. */
      readonly timeInForce?: Exclude<S['timeInForce'][number], Excepted<S, T>>
    }
  : never
type Excepted<S extends Supports, T extends OrderType> = S extends { readonly except: readonly (infer Pair)[] }
  ? Pair extends readonly [T, infer Time]
    ? Time
    : never
  : never

/** What a caller asks for. */
export type OrderRequest<S extends Supports = Supports> = Timed<S, S['orderTypes'][number]> & {
  readonly instrument: InstrumentId
  readonly side: Side
  readonly quantity: DecimalInput
  /** Default: the first the broker lists. */
  readonly product?: S['products'][number]
  /** The part shown to the market, where the venue hides the rest. */
  readonly displayQuantity?: DecimalInput
  /** The caller's own word for it, kept with the order; never sent to a broker. */
  readonly tag?: string
}

/** What core made of a request: every field decided, exact, on tick and lot. */
export type OrderTerms<S extends Supports = Supports> = Prices<S['orderTypes'][number], Decimal> & {
  readonly clientOrderId: ClientOrderId
  readonly instrument: InstrumentId
  readonly side: Side
  readonly quantity: Decimal
  readonly product: S['products'][number]
  readonly timeInForce: S['timeInForce'][number]
  readonly displayQuantity?: Decimal
  readonly tag?: string
  /** The first order of the group that it belongs to. */
  readonly group?: ClientOrderId
}

/** What a caller asks for where several orders belong together and the broker keeps them in step. */
export interface GroupRequest<S extends Supports = Supports> {
  readonly kind: S['groups'][number]
  /** At least two; of a bracket the entry comes first. */
  readonly legs: readonly OrderRequest<S>[]
}

type Change<F extends ChangeableField, N, S extends Supports> = {
  readonly [K in F]?: K extends 'timeInForce' ? S['timeInForce'][number] : N
}

/** New values for a working order; `never` where the broker cannot modify, so that no call compiles. */
export type OrderChange<S extends Supports = Supports, N = DecimalInput> = [S['modify'][number]] extends [never]
  ? never
  : Change<S['modify'][number], N, S>

/**
 * A class accessor under a string key: structural, so that two installs of core agree, and dropped by TypeScript on
 * spread, so that `{ ...approved, quantity }` is approved no more.
 */
declare abstract class PassedEveryRule {
  get '~approved'(): true
}

/** Terms that passed every rule. Only the account and `@shagun/core/testing` mint one. */
export type Approved<Terms> = Terms & PassedEveryRule

/** Where an order stands: `denied` is a rule's word, `rejected` the broker's; `working` is in the market. */
export type Lifecycle = 'denied' | 'submitted' | 'working' | 'filled' | 'canceled' | 'rejected' | 'expired'

/** How an order at the broker ends. */
export type Ending = Exclude<Lifecycle, 'denied' | 'submitted' | 'working'>

/** An order as this account knows it. Lifecycle, pending command and certainty are separate facts. */
export interface Order<S extends Supports = Supports> {
  readonly terms: OrderTerms<S>
  readonly brokerOrderIds: readonly BrokerOrderId[]
  readonly lifecycle: Lifecycle
  /** A command of ours that the broker has not answered with a fact yet. */
  readonly pending: 'none' | 'cancel' | 'modify'
  /** `unconfirmed`: the broker's book has not answered for it. `quarantined`: it contradicted us; a human should look. */
  readonly certainty: 'confirmed' | 'unconfirmed' | 'quarantined'
  readonly filledQuantity: Decimal
  /** What may still be filled; 0 once the order is closed. */
  readonly leavesQuantity: Decimal
  readonly averagePrice?: Decimal
}

/** Whether the broker may still fill it, as far as we know. */
export function isOpen(order: Order): boolean {
  return order.lifecycle === 'submitted' || order.lifecycle === 'working'
}
