import type { Bar } from './bars.ts'
import type { BrokerFill, BrokerOrder, VendorNote } from './broker-book.ts'
import type { CorporateActionKind } from './corporate-action.ts'
import type { Decimal } from './decimal.ts'
import type { ExecutionStatus } from './execution.ts'
import type { Fill } from './fill.ts'
import type { BrokerOrderId, ClientOrderId, ExecutionId, InstrumentId } from './ids.ts'
import type { InstrumentKind } from './instrument.ts'
import type { Json } from './json.ts'
import type { Label } from './label.ts'
import type { Ending, OrderChange, OrderTerms } from './order.ts'
import type { Denial, Evidence, UnconfirmedCause } from './outcome.ts'
import type { Position } from './position.ts'
import type { Depth, Quote, Trade } from './quote.ts'
import type { Supports } from './supports.ts'
import type { Timestamp } from './time.ts'

/**
 * What a journal holds: replaying these gives the whole state again.
 *
 * One key per event type, never a union: `Extract` would lose it.
 */
export interface JournalEventMap {
  /** The facts of an instrument that money depends on, once before its first order, so that a replay needs no master file. */
  'instrument.registered': {
    readonly instrument: InstrumentId
    readonly kind: InstrumentKind
    readonly currency: string
    readonly multiplier: Decimal
    /** Guessed, because nobody lists it; what is known of it later takes its place. */
    readonly provisional?: true
  }
  'order.denied': {
    readonly terms: OrderTerms
    readonly denial: Denial
    readonly strategy?: string
    readonly execution?: ExecutionId
  }
  /** On disk before a byte goes out. `arrivalPrice` is the last price seen at that moment. */
  'order.submitted': {
    readonly terms: OrderTerms
    /** The broker it goes to. */
    readonly broker: string
    readonly arrivalPrice?: number
    readonly strategy?: string
    readonly execution?: ExecutionId
  }
  'order.accepted': {
    readonly clientOrderId: ClientOrderId
    readonly brokerOrderIds: readonly BrokerOrderId[]
    /** Whether these, with those named before, are all the orders that the broker made of it. */
    readonly complete: boolean
    readonly note?: VendorNote
    /** The part that the broker did not take; the order is the rest of it from then on. */
    readonly refused?: { readonly quantity: Decimal; readonly evidence: Evidence }
  }
  'order.rejected': { readonly clientOrderId: ClientOrderId; readonly evidence: Evidence }
  'order.unconfirmed': { readonly clientOrderId: ClientOrderId; readonly cause: UnconfirmedCause }
  'order.filled': { readonly clientOrderId: ClientOrderId; readonly fill: Fill }
  'order.modify-requested': { readonly clientOrderId: ClientOrderId; readonly change: OrderChange<Supports, Decimal> }
  'order.modified': { readonly clientOrderId: ClientOrderId; readonly change: OrderChange<Supports, Decimal> }
  'order.modify-refused': { readonly clientOrderId: ClientOrderId; readonly evidence: Evidence }
  'order.cancel-requested': { readonly clientOrderId: ClientOrderId }
  'order.cancel-refused': { readonly clientOrderId: ClientOrderId; readonly evidence: Evidence }
  'order.canceled': { readonly clientOrderId: ClientOrderId }
  'order.expired': { readonly clientOrderId: ClientOrderId }
  /** One of the orders that the broker made of it is over, and others are not, or are not known yet. */
  'order.part-closed': {
    readonly clientOrderId: ClientOrderId
    readonly brokerOrderId: BrokerOrderId
    readonly ending: Ending
    readonly reason?: string
  }
  /** Closed as far as we knew, and the broker shows a part of it that is alive: its exposure counts again. */
  'order.reopened': {
    readonly clientOrderId: ClientOrderId
    readonly brokerOrderIds: readonly BrokerOrderId[]
    /** What the order comes to with it, where that is more than was known. */
    readonly quantity?: Decimal
  }
  /** An open order that the broker's book, read successfully and late enough, does not hold. */
  'order.absent': { readonly clientOrderId: ClientOrderId; readonly reads: number }
  'order.quarantined': { readonly clientOrderId: ClientOrderId; readonly reason: string }
  /** The trade book's word in place of a provisional fill; a quantity of 0 takes it away. */
  'fill.corrected': { readonly clientOrderId: ClientOrderId; readonly replaces: string; readonly fill: Fill }
  /** Found at the broker, not placed here: shown and counted, never adopted. */
  'external.order-seen': { readonly order: BrokerOrder }
  'external.fill-seen': { readonly fill: BrokerFill }
  /** The broker's position in place of ours; `difference` is theirs minus ours. */
  'position.reconciled': { readonly position: Position; readonly difference: Decimal }
  /**
   * A corporate action. `ratio` is how many units there are for each one before; `amount` is money for each unit held
   * before it, positive where its holder is paid.
   */
  'position.adjusted': {
    readonly instrument: InstrumentId
    readonly action: CorporateActionKind
    readonly ratio?: Decimal
    readonly amount?: Decimal
  }
  /** `amount` is added. */
  'cash.adjusted': { readonly currency: string; readonly amount: Decimal; readonly reason: string }
  /** A trading day began; `profit` is what had been made before it, realized and unrealized, so that a day's loss survives a restart. */
  'day.turned': { readonly profit: number }
  'session.expired': { readonly broker: string }
  'trading.halted': { readonly reason: string }
  'trading.resumed': { readonly reason: string }
  'risk.breached': { readonly denial: Denial }
  'execution.started': {
    readonly execution: ExecutionId
    readonly algo: string
    readonly version: number
    readonly params: Json
    readonly state: Json
    /** The last price then; absent in what earlier releases wrote. */
    readonly arrivalPrice?: number
    readonly strategy?: string
    /** The desk that runs it, where the account only holds children of it. */
    readonly desk?: string
  }
  /** New parameters, and what the planner made of them. */
  'execution.amended': { readonly execution: ExecutionId; readonly params: Json; readonly state: Json }
  'execution.sliced': { readonly execution: ExecutionId; readonly state: Json }
  'execution.paused': { readonly execution: ExecutionId; readonly reason: string }
  'execution.resumed': { readonly execution: ExecutionId }
  'execution.finished': {
    readonly execution: ExecutionId
    readonly status: ExecutionStatus
    readonly residualQuantity: Decimal
    readonly reason?: string
    readonly desk?: string
  }
}

/** Heard and forgotten: handed to listeners, never journalled. */
export interface LiveEventMap {
  'quote.received': { readonly quote: Quote; readonly label: Label }
  'trade.received': { readonly trade: Trade }
  'depth.received': { readonly depth: Depth }
  'bar.closed': { readonly bar: Bar }
  'connection.lost': { readonly source: string; readonly cause: string }
  'connection.restored': { readonly source: string }
  /** Another provider of market data serves from now on; `ask` says what. */
  'provider.switched': { readonly ask: string; readonly from: string; readonly to: string; readonly reason: string }
  /** The strategy threw: it gets no further calls until the next `start()`. Its orders stand. */
  'strategy.failed': { readonly strategy: string; readonly error: unknown }
  /** The account stopped itself; `start()` is the only way on. */
  'account.halted': { readonly account: string; readonly reason: string }
}

type EventMap = JournalEventMap & LiveEventMap
type EventIn<M, T extends keyof M> = { [K in T]: { readonly type: K; readonly time: Timestamp } & Readonly<M[K]> }[T]

/** The name of an event, journalled or only heard: `order.filled`, `bar.closed`. */
export type EventType = keyof EventMap
/** The name of an event that is journalled. */
export type JournalEventType = keyof JournalEventMap
/** An event that is journalled. */
export type JournalEvent = EventIn<JournalEventMap, JournalEventType>
/** An event that is only heard. */
export type LiveEvent = EventIn<LiveEventMap, keyof LiveEventMap>
/** Any event, told apart by its `type`. */
export type TradingEvent = EventIn<EventMap, EventType>
/** What happened to an order of this account. */
export type OrderEvent = EventMatching<'order.*'>
/** The journalled event of one type. */
export type JournalEventOf<T extends JournalEventType> = EventIn<JournalEventMap, T>

/** What stands before the dot in an event's name: `order`, `fill`, `position`. */
export type EventFamily = EventType extends infer T ? (T extends `${infer F}.${string}` ? F : never) : never
/** One event type, or a whole family: `order.filled`, `order.*`. */
export type EventPattern = EventType | `${EventFamily}.*`
/** The events that a pattern stands for. */
export type EventMatching<P extends EventPattern> = P extends EventType
  ? EventIn<EventMap, P>
  : P extends `${infer F}.*`
    ? Extract<TradingEvent, { readonly type: `${F}.${string}` }>
    : never
