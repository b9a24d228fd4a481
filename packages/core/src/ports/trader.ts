import type { AccountView } from '../model/account-view.ts'
import type { Bars } from '../model/bars.ts'
import type { EventMatching, EventPattern } from '../model/events.ts'
import type { Execution } from '../model/execution.ts'
import type { ClientOrderId, ExecutionId, InstrumentId } from '../model/ids.ts'
import type { Order, OrderChange, OrderRequest } from '../model/order.ts'
import type { CommandOutcome, Placement } from '../model/outcome.ts'
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
   * Resolves when the broker's own book has answered for this order.
   *
   * @throws ShagunError `invalid-order` for an order that is not ours, and what `signal` was aborted with
   */
  confirmed(order: ClientOrderId, signal?: AbortSignal): Promise<Order<S>>
  /**
   * Hands a parent order to an algo.
   *
   * @throws ShagunError `algo-not-registered` for a planner that was not given to the trader, `invalid-order`,
   * `not-started`, `account-halted`, or what the planner threw
   */
  execute<P extends AlgoParams>(order: AlgoOrder<P>): Execution<P>
  /** An algo that was begun by this trader, running or ended. */
  getExecution(id: ExecutionId): Execution | undefined
  /** The closed bars of a watched series, up to now. Empty where nobody watches it. */
  getBars(instrument: InstrumentId, timeframe: Timeframe): Bars
  /** A listener that throws is reported to the log and harms nobody. */
  on<P extends EventPattern>(pattern: P, listener: (event: EventMatching<P>) => Awaitable<void>): Unsubscribe
  /** `undefined` when nothing is in flight: no command, no journal write, no strategy call; otherwise resolves when that is so. */
  idle(): Promise<void> | undefined
}
