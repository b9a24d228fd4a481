/**
 * The trading kernel: orders, journal and strategies, and the ports that brokers, data and storages plug into.
 *
 * @module @shagun/core
 */
export { type JournalVerdict, verifyJournal } from './account/verify-journal.ts'
export { alwaysOpen } from './calendars/always-open.ts'
export { type BseOptions, bse } from './calendars/bse.ts'
export {
  type CalendarAdditions,
  type CalendarOptions,
  createCalendar,
  type DatedHours,
} from './calendars/create-calendar.ts'
export type { DayHours, PhaseHours, Span } from './calendars/hours.ts'
export { type McxOptions, mcx } from './calendars/mcx.ts'
export { nasdaq } from './calendars/nasdaq.ts'
export { type NseOptions, nse } from './calendars/nse.ts'
export { nyse } from './calendars/nyse.ts'
export type { CalendarOverrides } from './calendars/overrides.ts'
export {
  type AnyShagunError,
  type ErrorCode,
  type ErrorDetails,
  isShagunError,
  type RequestTrace,
  ShagunError,
} from './errors.ts'
export {
  type BarBuilder,
  type BarBuilderOptions,
  createBarBuilder,
  type RefusedTicks,
} from './market-data/bar-builder.ts'
export type { StreamOptions } from './market-data/feeds.ts'
export type { Calendars } from './market-data/freshness.ts'
export type { Ask, FailbackOptions, ProviderHealth } from './market-data/health.ts'
export type { HistoryOptions, LabeledBars, LatestBarsQuery } from './market-data/history.ts'
export {
  createMarketData,
  type MarketData,
  type MarketDataOptions,
  type MarketReader,
  type SubscribeOptions,
  type Subscription,
} from './market-data/market-data.ts'
export type { FetchQuoteOptions, QuoteAnswers, QuoteOptions } from './market-data/quotes.ts'
export { type ResampleOptions, resample } from './market-data/resample.ts'
export type { ProviderSwitch } from './market-data/route.ts'
export type { Interest } from './market-data/stream.ts'
export type {
  BarUpdate,
  ConfirmedUpdate,
  DepthUpdate,
  LostUpdate,
  MarketUpdate,
  QuoteUpdate,
  RestoredUpdate,
  SwitchedUpdate,
  TradeUpdate,
} from './market-data/updates.ts'
export type { AccountView, Profit } from './model/account-view.ts'
export type { DatedCorporateAction } from './model/adjust-bars.ts'
export { type BarPeriod, barClose, barPeriod } from './model/bar-period.ts'
export {
  type Bar,
  type BarColumns,
  type BarRow,
  type Bars,
  barAt,
  barsBetween,
  type Column,
  createBars,
  joinBars,
} from './model/bars.ts'
export type { BrokerFill, BrokerOrder, VendorNote } from './model/broker-book.ts'
export type { Calendar, CalendarDay, Phase, Session } from './model/calendar.ts'
export type { CorporateAction, CorporateActionKind, OrderAdjustment } from './model/corporate-action.ts'
export { Decimal, type DecimalInput } from './model/decimal.ts'
export type {
  EventFamily,
  EventMatching,
  EventPattern,
  EventType,
  JournalEvent,
  JournalEventMap,
  JournalEventOf,
  JournalEventType,
  LiveEvent,
  LiveEventMap,
  OrderEvent,
  TradingEvent,
} from './model/events.ts'
export type { Execution, ExecutionResult, ExecutionStatus, Progress } from './model/execution.ts'
export type { Fill } from './model/fill.ts'
export {
  type BrokerOrderId,
  type ClientOrderId,
  type ExecutionId,
  exchangeOf,
  type InstrumentId,
  parseClientOrderId,
  parseInstrumentId,
  symbolOf,
} from './model/ids.ts'
export {
  createInstrument,
  type Instrument,
  type InstrumentKind,
  type InstrumentOptions,
  type OptionType,
  roundToTick,
  type TickTier,
} from './model/instrument.ts'
export type { Json, SurvivesJson, Wire } from './model/json.ts'
export type { Adjustment, Attempt, Label } from './model/label.ts'
export type {
  Approved,
  Ending,
  GroupRequest,
  Lifecycle,
  Order,
  OrderChange,
  OrderRequest,
  OrderTerms,
} from './model/order.ts'
export type { CommandOutcome, CommandReply, Denial, Evidence, Placement, UnconfirmedCause } from './model/outcome.ts'
export type { CurrencyTotal, Portfolio, PortfolioPosition } from './model/portfolio.ts'
export type { Position } from './model/position.ts'
export type { Depth, DepthLevel, Quote, Trade } from './model/quote.ts'
export type { RoundTrip } from './model/round-trip.ts'
export type { RunResult } from './model/run-result.ts'
export type { ChangeableField, GroupKind, OrderType, Product, Side, Supports, TimeInForce } from './model/supports.ts'
export type {
  AggregateShortfall,
  BenchmarkSource,
  ImplementationShortfall,
  IntervalBenchmark,
  Participation,
  PriceBenchmark,
  RealizedSpread,
  Reversion,
  SchedulePoint,
  SpreadCost,
  TcaAggregate,
  TcaDurations,
  TcaFill,
  TcaNote,
  TcaPrices,
  TcaResult,
  WeightedAverage,
} from './model/tca-result.ts'
export type { Timeframe, Timestamp } from './model/time.ts'
export {
  type Algo,
  type AlgoFactory,
  type AlgoNeed,
  type AlgoOrder,
  type AlgoParams,
  defineAlgo,
  type Route,
  type Step,
} from './ports/algo.ts'
export type { AlgoCommand, ChildOrder } from './ports/algo-command.ts'
export type {
  AlgoBeginning,
  AlgoContext,
  AlgoInput,
  AlgoNews,
  ChildView,
  ParentView,
  RejectionClass,
  RouteView,
} from './ports/algo-input.ts'
export type { Awaitable } from './ports/awaitable.ts'
export type { Broker, Factory } from './ports/broker.ts'
export type { BarQuery, DataProvider, DataSupports } from './ports/data-provider.ts'
export type {
  Clock,
  Environment,
  Log,
  Network,
  OpenSocket,
  SecretSource,
  SocketListener,
  Timers,
  Unsubscribe,
} from './ports/environment.ts'
export { type SimulatedClock, seededRandom, simulatedClock } from './ports/environment-simulated.ts'
export { createEnvironment, systemClock } from './ports/environment-system.ts'
export { type LabeledQuote, memoryQuotes, type QuoteCache } from './ports/quote-cache.ts'
export type { OrderIntent, RiskRule } from './ports/risk-rule.ts'
export type { BarSeries, BarStore, Journal, JournalEntry, Storage, StoredBars, TimeRange } from './ports/storage.ts'
export { memory } from './ports/storage-memory.ts'
export type { Strategy, Watch } from './ports/strategy.ts'
export type { Trader } from './ports/trader.ts'
export type { BreakerOptions } from './resilience/breaker.ts'
export { createDesk, type Desk, type DeskOptions, type DeskPosition } from './trader/create-desk.ts'
export { createTrader, type TraderOptions } from './trader/create-trader.ts'
