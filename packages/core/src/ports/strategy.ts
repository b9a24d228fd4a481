import type { Bar } from '../model/bars.ts'
import type { OrderEvent } from '../model/events.ts'
import type { InstrumentId } from '../model/ids.ts'
import type { Label } from '../model/label.ts'
import type { Quote } from '../model/quote.ts'
import type { Supports } from '../model/supports.ts'
import type { Timeframe } from '../model/time.ts'
import type { Awaitable } from './awaitable.ts'
import type { Trader } from './trader.ts'

/** Something a strategy wants to see: quotes, and bars of a timeframe where one is named. */
export interface Watch {
  readonly instrument: InstrumentId
  readonly timeframe?: Timeframe
  /** Bars that `getBars` already holds when the first call comes. */
  readonly warmUpBars?: number
}

/**
 * What decides. The same code runs in a backtest, on paper and live.
 *
 * Calls to one strategy never overlap: the next waits for the promise of the one before.
 */
export interface Strategy<S extends Supports = Supports> {
  readonly name: string
  readonly watch: readonly Watch[]
  // Properties, not methods: a strategy written for one broker's abilities must not pass for a general one.
  /** The account is open and the bars of the warm-up are there; what it throws ends the start. */
  readonly onStart?: (trader: Trader<S>) => Awaitable<void>
  /** A watched bar closed; the clock stands at its close. */
  readonly onBar?: (bar: Bar, trader: Trader<S>) => Awaitable<void>
  /** A watched instrument has a new quote; the newest alone where several came while the strategy was busy. */
  readonly onQuote?: (quote: Quote, trader: Trader<S>, label: Label) => Awaitable<void>
  /** Something happened to an order of this strategy. */
  readonly onOrder?: (event: OrderEvent, trader: Trader<S>) => Awaitable<void>
}
