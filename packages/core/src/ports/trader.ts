import type { AccountView } from '../model/account-view.ts'
import type { Bars } from '../model/bars.ts'
import type { CorporateAction, OrderAdjustment } from '../model/corporate-action.ts'
import type { EventMatching, EventPattern } from '../model/events.ts'
import type { Execution } from '../model/execution.ts'
import type { ClientOrderId, ExecutionId, InstrumentId } from '../model/ids.ts'
import type { GroupRequest, Order, OrderChange, OrderRequest } from '../model/order.ts'
import type { CommandOutcome, Denial, Placement } from '../model/outcome.ts'
import type { Supports } from '../model/supports.ts'
import type { Timeframe } from '../model/time.ts'
import type { AlgoOrder, AlgoParams } from './algo.ts'
import type { Awaitable } from './awaitable.ts'
import type { Environment, Unsubscribe } from './environment.ts'

/** One account, ready to trade: what applications and strategies hold in their hands. */
export interface Trader<S extends Supports = Supports> {
  readonly account: string
  readonly supports: S
  readonly environment: Environment
  readonly view: AccountView
  /**
   * Recovery, then open for orders: replays the journal, reads the broker's books, puts the two together.
   *
   * @throws ShagunError `journal-broken`, `journal-newer`, `journal-conflict`, `unsupported` where nobody serves what
   * is watched, `strategy-failed`, or what the broker threw; nothing is open then
   */
  start(): Promise<void>
  /** Ends everything that `start` began. Orders at the broker stand. */
  stop(): Promise<void>
  /**
   * Places an order.
   *
   * @throws ShagunError `invalid-order` for a request that can never be right, `not-started`, `account-halted`
   */
  place(request: OrderRequest<S>): Promise<Placement<S>>
  /**
   * Places orders that the broker itself keeps in step, also while this process is down. One that is denied denies all.
   *
   * @returns what became of each leg, in their order
   * @throws ShagunError `invalid-order` for legs that can never be right or fewer than two, `not-started`,
   * `account-halted`
   */
  placeGroup(group: GroupRequest<S>): Promise<readonly Placement<S>[]>
  /**
   * Changes a working order.
   *
   * @throws ShagunError `invalid-order` for a change that can never be right or an order that is not ours,
   * `not-started`, `account-halted`
   */
  modify(order: ClientOrderId, change: OrderChange<S>): Promise<CommandOutcome>
  /**
   * Asks for what is left of an order to be canceled; it is canceled when the broker reports so.
   *
   * @throws ShagunError `invalid-order` for an order that is not ours, `not-started`, `account-halted`
   */
  cancel(order: ClientOrderId): Promise<CommandOutcome>
  /**
   * Applies a corporate action to the account: call it before the first trade at the new price, and before the broker's
   * books show it. They have the last word on quantities: what they do not show yet is taken back when they are read, and
   * what they show already must not be applied again.
   *
   * A ratio changes quantity and average of every position in the instrument, with its cost as it was, and the last
   * price; the fraction that it leaves stays visible until the broker's books show what became of it. A dividend is paid
   * on what is long, charged on what is short, and counts as realized profit; any other amount lowers the cost. What a
   * demerger or merger brings in another instrument comes with the broker's books.
   *
   * After a split or bonus the open orders in the instrument are modified, through every rule: prices divided by the
   * ratio, to the tick, stops away from the market; what is left of the quantity multiplied, down to whole lots. Where
   * the broker cannot make that change, or nothing is left, the order is canceled. One whose change is denied or
   * rejected stands as it was, at the old price: look at what is returned. Running algos go on in the old units; cancel
   * them before.
   *
   * @returns what became of each open order that had to change
   * @throws ShagunError `invalid-options` for an action that has no meaning, `invalid-order` for an unknown instrument,
   * `not-started`, `account-halted`
   * @example
   * ```ts
   * import type { Trader } from '@shagun/core'
   *
   * async function splitOneIntoFive(trader: Trader): Promise<void> {
   *   const orders = await trader.applyCorporateAction({ instrument: 'NSE:INFY', action: 'split', ratio: 5 })
   *   for (const order of orders)
   *     if (order.outcome === 'denied') console.log(order.clientOrderId, order.denial.reason)
   * }
   * ```
   */
  applyCorporateAction(action: CorporateAction): Promise<readonly OrderAdjustment[]>
  /**
   * Halts trading: from this moment new orders and modifications are denied, until {@link Trader.resume}, also after a
   * restart. Cancels still go, and fills are still booked.
   *
   * @param reason - for whoever reads the denials and the journal
   * @returns resolves when it is durable
   * @throws ShagunError `not-started`, `account-halted`
   * @example
   * ```ts
   * import type { Trader } from '@shagun/core'
   *
   * async function stopForToday(trader: Trader): Promise<void> {
   *   await trader.halt('The desk closed early.')
   *   for (const { lifecycle, terms } of trader.view.orders.values())
   *     if (lifecycle === 'working') await trader.cancel(terms.clientOrderId)
   * }
   * ```
   */
  halt(reason: string): Promise<void>
  /**
   * Takes orders again after {@link Trader.halt}; does nothing to an account that its journal halted.
   *
   * @param reason - for whoever reads the journal
   * @throws ShagunError `not-started`, `account-halted`
   */
  resume(reason: string): Promise<void>
  /**
   * Keeps in the journal, and tells listeners, that a limit was passed: `risk.breached`. It changes nothing else.
   *
   * @throws ShagunError `not-started`, `account-halted`
   */
  reportBreach(denial: Denial): Promise<void>
  /**
   * Resolves when the broker's own book has answered for this order.
   *
   * @throws ShagunError `invalid-order` for an order that is not ours, `not-started` or `account-halted` where the account
   * stops or halts before, and what `signal` was aborted with
   */
  confirmed(order: ClientOrderId, signal?: AbortSignal): Promise<Order<S>>
  /**
   * Hands a parent order to an algo.
   *
   * @throws ShagunError `algo-not-registered` for a planner that was not given to the trader, `invalid-order`,
   * `not-started`, `account-halted`, or what the planner threw
   */
  execute<P extends AlgoParams>(order: AlgoOrder<P>): Execution<P>
  /** An algo that this trader runs, or one of the last 1,000 that ended here. */
  getExecution(id: ExecutionId): Execution | undefined
  /** The closed bars of a watched series, up to now. Empty where nobody watches it. */
  getBars(instrument: InstrumentId, timeframe: Timeframe): Bars
  /** A listener that throws is reported to the log and harms nobody. */
  on<P extends EventPattern>(pattern: P, listener: (event: EventMatching<P>) => Awaitable<void>): Unsubscribe
  /** `undefined` when nothing is in flight: no command, no journal write, no strategy call; otherwise resolves when that is so. */
  idle(): Promise<void> | undefined
}
