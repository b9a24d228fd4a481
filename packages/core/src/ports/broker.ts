import { ShagunError } from '../errors.ts'
import type { BrokerOrder, BrokerReport, BrokerSnapshot, VendorNote } from '../model/broker-book.ts'
import type { Decimal } from '../model/decimal.ts'
import type { BrokerOrderId, ClientOrderId, InstrumentId } from '../model/ids.ts'
import type { Instrument } from '../model/instrument.ts'
import type { Approved, OrderChange, OrderTerms } from '../model/order.ts'
import type { CommandReply, PlaceReply } from '../model/outcome.ts'
import type { GroupKind, Supports } from '../model/supports.ts'
import type { Timestamp } from '../model/time.ts'
import type { Awaitable } from './awaitable.ts'
import type { Environment } from './environment.ts'
import { systemEnvironment } from './environment-system.ts'

/** How an order of ours is addressed at the broker. */
export interface BrokerOrderRef {
  readonly clientOrderId: ClientOrderId
  readonly brokerOrderId: BrokerOrderId
  readonly instrument: InstrumentId
  readonly note: VendorNote
}

/** An order that is looked for in a broker's book. */
export interface SoughtOrder {
  readonly terms: OrderTerms
  readonly submittedAt: Timestamp
  /** Those that are known to be its own. */
  readonly brokerOrderIds: readonly BrokerOrderId[]
  /** Whether a row belongs to another order of ours. */
  isTaken(brokerOrderId: BrokerOrderId): boolean
}

/** Several orders that the broker itself keeps in step. */
export interface OrderGroup<S extends Supports = Supports> {
  readonly kind: GroupKind
  readonly legs: readonly OrderTerms<S>[]
}

/** One account at one broker. */
export interface Broker<S extends Supports = Supports> {
  readonly id: string
  readonly supports: S
  readonly environment: Environment
  /** Begins to report; resolves once reports can be trusted to arrive. The returned function ends it. */
  connect(report: (report: BrokerReport) => void): Promise<() => Promise<void>>
  /** Sends an order, once. The reply is evidence; what becomes of the order is reported. */
  place(order: Approved<OrderTerms<S>>): Awaitable<PlaceReply>
  /** Asks for what is left of an order to be canceled. */
  cancel(order: BrokerOrderRef): Awaitable<CommandReply>
  /** Present if and only if `supports.modify` is not empty; `defineBroker` checks both ways. */
  modify?(order: BrokerOrderRef, change: Approved<OrderChange<S, Decimal>>): Awaitable<CommandReply>
  /**
   * Sends orders that belong together, once; all of them are taken, or none. An acceptance names one id for each leg, in
   * their order. Present if and only if `supports.groups` is not empty.
   */
  placeGroup?(group: Approved<OrderGroup<S>>): Awaitable<PlaceReply>
  /**
   * The rows of the broker's book that carry this id; throws where the book cannot be read.
   *
   * @param sought - tells the order itself, for books that carry no id of ours
   */
  findOrders(clientOrderId: ClientOrderId, sought?: SoughtOrder): Promise<readonly BrokerOrder[]>
  /** Reads all of the broker's books; throws where one cannot be read, because a failed read never means flat. */
  fetchSnapshot(): Promise<BrokerSnapshot>
  /** What can be traded there. */
  fetchInstruments?(): Promise<readonly Instrument[]>
}

type When<List extends readonly unknown[], Name extends keyof Broker, S extends Supports> = List extends readonly []
  ? { readonly [K in Name]?: never }
  : Required<Pick<Broker<S>, Name>>

/** What an adapter author writes: the declared abilities and no others. */
export type BrokerMethods<S extends Supports> = Omit<
  Broker<S>,
  'id' | 'supports' | 'environment' | 'modify' | 'placeGroup'
> &
  When<S['modify'], 'modify', S> &
  When<S['groups'], 'placeGroup', S>

/** Makes an adapter: its options, then the environment to live in (the real world where none is given). */
export type Factory<Port, Options = unknown> = (
  ...args: unknown extends Options
    ? [options?: Options, environment?: Environment]
    : Record<never, never> extends Options
      ? [options?: Options, environment?: Environment]
      : [options: Options, environment?: Environment]
) => Port

/**
 * Declares a broker adapter.
 *
 * @param definition - its name, what it accepts, and how one is made
 * @returns the function that applications call: options first, then the environment
 * @throws ShagunError `invalid-options`, when a broker is made, where what is declared and what is written
 * differ, or where `tagLength` cannot hold a unique id
 * @example
 * ```ts
 * import { type Broker, defineBroker, type Factory } from '@shagun/core/adapter'
 *
 * const supports = {
 *   orderTypes: ['market'], timeInForce: ['day'], products: ['delivery'],
 *   modify: [], groups: [], idempotency: 'none', tagLength: 0,
 * } as const
 *
 * // A broker whose market is always closed.
 * export const closed: Factory<Broker<typeof supports>> = defineBroker({
 *   id: 'closed',
 *   supports,
 *   create: (_options, { clock }) => ({
 *     connect: async () => async () => {},
 *     place: () => ({ outcome: 'rejected', evidence: { reason: 'The market is closed.' } }),
 *     cancel: () => ({ outcome: 'rejected', evidence: { reason: 'No such order.' } }),
 *     findOrders: async () => [],
 *     fetchSnapshot: async () => ({ asOf: clock.now(), orders: [], fills: [], positions: [], holdings: [], cash: {} }),
 *   }),
 * })
 * ```
 */
export function defineBroker<const S extends Supports, Options>(definition: {
  readonly id: string
  readonly supports: S
  create(options: Options, environment: Environment): BrokerMethods<NoInfer<S>>
}): Factory<Broker<S>, Options> {
  const { id, supports, create } = definition
  return (options?: Options, environment: Environment = systemEnvironment) => {
    const methods = create(options ?? ({} as Options), environment)
    check(id, 'modify', supports.modify.length > 0, 'modify' in methods && methods.modify !== undefined)
    check(id, 'groups', supports.groups.length > 0, 'placeGroup' in methods && methods.placeGroup !== undefined)
    if (supports.tagLength !== 0 && !(supports.tagLength >= 13))
      throw invalid(id, 'tagLength', String(supports.tagLength), '0, or at least 13 so that ids stay unique')
    return Object.assign(methods, { id, supports, environment }) as unknown as Broker<S>
  }
}

function check(id: string, ability: 'modify' | 'groups', declared: boolean, written: boolean): void {
  const method = ability === 'groups' ? 'placeGroup' : ability
  if (declared && !written) throw invalid(id, ability, 'declared', `a method ${method}, or supports.${ability} empty`)
  if (!declared && written) throw invalid(id, ability, 'empty', `no method ${method}, or supports.${ability} filled`)
}

function invalid(id: string, name: string, value: string, expected: string): ShagunError {
  const option = `supports.${name}`
  return new ShagunError('invalid-options', `The broker ${id} has ${option} ${value}; expected ${expected}.`, {
    details: { option, value, expected },
  })
}
