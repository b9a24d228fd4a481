/**
 * Rules that every order passes, measures of performance, and sizes of positions.
 *
 * @module @shagun/risk
 */
export type { BookAtHand, OutsideOrderLeft } from './kill-switch/cancel-at-broker.ts'
export {
  createKillSwitch,
  type KillReport,
  type KillSwitch,
  type KillSwitchOptions,
} from './kill-switch/kill-switch.ts'
export type { AnnualOptions, RatioOptions } from './measures/annual.ts'
export { annualizedReturn } from './measures/annualized-return.ts'
export { annualizedVolatility } from './measures/annualized-volatility.ts'
export { type ExpectedShortfallOptions, expectedShortfall } from './measures/expected-shortfall.ts'
export { maxDrawdown } from './measures/max-drawdown.ts'
export { roundTrips } from './measures/round-trips.ts'
export { sharpeRatio } from './measures/sharpe-ratio.ts'
export { simpleReturns } from './measures/simple-returns.ts'
export { sortinoRatio } from './measures/sortino-ratio.ts'
export type { HistoricalTail } from './measures/tail.ts'
export { type HistoricalValueAtRisk, type ValueAtRiskOptions, valueAtRisk } from './measures/value-at-risk.ts'
export type { StubbornOrder } from './monitor/cancel-open.ts'
export type { FlattenOptions } from './monitor/exits.ts'
export type { RefusedTick } from './monitor/judge-tick.ts'
export type { RiskLimit, RiskMeasure, RiskReaction, RiskRung } from './monitor/limits.ts'
export type { RiskMonitorOptions } from './monitor/monitor-options.ts'
export type { ReactionStatus } from './monitor/react.ts'
export {
  createRiskMonitor,
  type Rearmed,
  type RearmOptions,
  type RiskMonitor,
  type RungChange,
} from './monitor/risk-monitor.ts'
export type { RiskLimitStatus, RiskPosition, RiskSector, RiskSnapshot } from './monitor/risk-snapshot.ts'
export { maxDailyLoss } from './rules/max-daily-loss.ts'
export { maxOrderValue } from './rules/max-order-value.ts'
export { type MaxPositionOptions, maxPosition } from './rules/max-position.ts'
export { type AtrSizeOptions, atrSize } from './sizing/atr-size.ts'
export { type FixedFractionalOptions, fixedFractional } from './sizing/fixed-fractional.ts'
export type { RiskBudget, Size, ValueCap } from './sizing/size.ts'
export type { QuantileType } from './statistics/quantile.ts'
export type { Series } from './statistics/series.ts'
