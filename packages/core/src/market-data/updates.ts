import type { Bar } from '../model/bars.ts'
import type { InstrumentId } from '../model/ids.ts'
import type { Label } from '../model/label.ts'
import type { Depth, Trade } from '../model/quote.ts'
import type { LabeledQuote } from '../ports/quote-cache.ts'
import type { TimeRange } from '../ports/storage.ts'

/** The latest prices of an instrument. Those of a slow subscriber are conflated: it gets the newest. */
export interface QuoteUpdate extends LabeledQuote {
  readonly type: 'quote'
}

/** A print of the market. */
export interface TradeUpdate extends Label {
  readonly type: 'trade'
  readonly trade: Trade
}

/** The order book of an instrument, conflated like quotes. */
export interface DepthUpdate extends Label {
  readonly type: 'depth'
  readonly depth: Depth
}

/** A bar that is complete. */
export interface BarUpdate extends Label {
  readonly type: 'bar'
  readonly bar: Bar
  /** `history`: it was fetched, because ticks were missed while it was open. */
  readonly origin: 'stream' | 'history'
  /** Ticks were missed while it was open, and nobody could make up for them. */
  readonly isPartial: boolean
}

/** The line to the source of these instruments is down or silent: what is known of them is stale from now on. */
export interface LostUpdate {
  readonly type: 'lost'
  readonly source: string
  readonly cause: string
  readonly instruments: readonly InstrumentId[]
}

/** Ticks of these instruments flow again, after a gap in which some may have been missed. */
export interface RestoredUpdate {
  readonly type: 'restored'
  readonly source: string
  readonly instruments: readonly InstrumentId[]
  readonly gap: TimeRange
}

/** A line that has come back tells the same quote again: nothing has happened meanwhile, and it holds. */
export interface ConfirmedUpdate extends LabeledQuote {
  readonly type: 'confirmed'
}

/** Another source serves these instruments from now on. */
export interface SwitchedUpdate {
  readonly type: 'switched'
  readonly from: string
  readonly to: string
  readonly reason: string
  readonly instruments: readonly InstrumentId[]
  readonly gap: TimeRange
}

/** What a stream of market data brings; told apart by its `type`. */
export type MarketUpdate =
  | QuoteUpdate
  | TradeUpdate
  | DepthUpdate
  | BarUpdate
  | LostUpdate
  | RestoredUpdate
  | ConfirmedUpdate
  | SwitchedUpdate
