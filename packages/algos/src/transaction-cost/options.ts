import type {
  Bars,
  Calendar,
  DecimalInput,
  Instrument,
  InstrumentId,
  Quote,
  Side,
  Timestamp,
  Trade,
} from '@shagun/core'

/**
 * A parent order, its fills, and the market while it was alive.
 *
 * An `ExecutionResult` of core has all but the market: `transactionCost({ ...result, quotes, trades })`.
 */
export interface TransactionCostOptions {
  readonly side: Side
  /** What was ordered, in units. */
  readonly quantity: DecimalInput
  /** In any order, all on the parent's side; none is `[]`. */
  readonly fills: readonly FillInput[]
  /** An `Instrument` says its currency and multiplier; of a mere id they are told below. */
  readonly instrument?: Instrument | InstrumentId | undefined
  /** Money moved by a price change of 1 on a quantity of 1. Default: the instrument's, else 1. */
  readonly multiplier?: DecimalInput | undefined
  /** ISO 4217. Default: the instrument's. */
  readonly currency?: string | undefined

  /** When it was decided to trade. Default: at arrival. */
  readonly decisionTime?: Timestamp | undefined
  /** Default: the market's at `decisionTime`; without that, the price at arrival. */
  readonly decisionPrice?: DecimalInput | undefined
  /** When the order was accepted for trading. Default: `startedAt`. */
  readonly arrivalTime?: Timestamp | undefined
  /** As an `ExecutionResult` calls it. */
  readonly startedAt?: Timestamp | undefined
  /** Default, and where it is 0: the market's at arrival. */
  readonly arrivalPrice?: DecimalInput | null | undefined
  /** When trading ended. Default: `time`, else the last fill of an order that was filled whole. */
  readonly endTime?: Timestamp | undefined
  /** As an `ExecutionResult` calls it. */
  readonly time?: Timestamp | undefined
  /** What is not executed is valued at it. Default: the market's at the end. */
  readonly endPrice?: DecimalInput | undefined
  /** The order's limit: the average of those prints that were within it is given, too. */
  readonly limitPrice?: DecimalInput | undefined

  /** The market's prints, those that count; auctions, blocks and corrections are the caller's to leave out. */
  readonly trades?: readonly TradeInput[] | undefined
  /** Their mids are the first choice for the price at a moment, and what spreads are measured by. */
  readonly quotes?: readonly QuoteInput[] | undefined
  /** Where there is nothing finer. */
  readonly bars?: Bars | undefined
  /**
   * Whether trades, volumes and bars hold our own fills: those of a live market do, those of a replayed history do not.
   * Default: `included`.
   */
  readonly ownPrints?: 'included' | 'excluded' | undefined
  /** The venue's hours: outside of them no time passes for the time-weighted average. Default: time always passes. */
  readonly calendar?: Calendar | undefined
  /** How long after a fill it is looked where the price has gone, in milliseconds. Default: 1, 5 and 15 minutes. */
  readonly horizonsMs?: readonly number[] | undefined
  /** How much was to be filled by when, in units since the beginning; rising in both. */
  readonly schedule?: readonly ScheduleInput[] | undefined
}

/** A fill as {@link TransactionCostOptions} takes it; a `Fill` of core is one. */
export interface FillInput {
  readonly time: Timestamp
  readonly quantity: DecimalInput
  readonly price: DecimalInput
  /** In the instrument's currency; positive is paid. Default: 0. */
  readonly fees?: DecimalInput
  readonly side?: Side
  readonly instrument?: InstrumentId
}

/** A print of the market; a `Trade` of core is one. */
export type TradeInput = Omit<Trade, 'instrument'> & Partial<Pick<Trade, 'instrument'>>

/** A quote, of which bid and ask or the last price must be there; a `Quote` of core is one. */
export type QuoteInput = Pick<Quote, 'time'> & Partial<Omit<Quote, 'time'>>

/** How much was to be filled by a moment, in units since the beginning. */
export interface ScheduleInput {
  readonly time: Timestamp
  readonly quantity: DecimalInput
}
