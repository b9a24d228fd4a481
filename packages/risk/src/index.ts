/**
 * Rules that every order passes, measures of performance, and sizes of positions.
 *
 * @module @shagun/risk
 */
export type { AnnualOptions, RatioOptions } from './measures/annual.ts'
export { annualizedReturn } from './measures/annualized-return.ts'
export { annualizedVolatility } from './measures/annualized-volatility.ts'
export { maxDrawdown } from './measures/max-drawdown.ts'
export { roundTrips } from './measures/round-trips.ts'
export { sharpeRatio } from './measures/sharpe-ratio.ts'
export { simpleReturns } from './measures/simple-returns.ts'
export { sortinoRatio } from './measures/sortino-ratio.ts'
export { maxDailyLoss } from './rules/max-daily-loss.ts'
export { maxOrderValue } from './rules/max-order-value.ts'
export { type MaxPositionOptions, maxPosition } from './rules/max-position.ts'
export { type AtrSizeOptions, atrSize } from './sizing/atr-size.ts'
export { type FixedFractionalOptions, fixedFractional } from './sizing/fixed-fractional.ts'
export type { RiskBudget, Size, ValueCap } from './sizing/size.ts'
export type { QuantileType } from './statistics/quantile.ts'
export type { Series } from './statistics/series.ts'
export type { AgeWeightedTail } from './value-at-risk/age-weighted.ts'
export type { CornishFisherTail } from './value-at-risk/cornish-fisher.ts'
export {
  type CovarianceTail,
  type CovarianceValues,
  covarianceExpectedShortfall,
  covarianceValueAtRisk,
} from './value-at-risk/covariance-value-at-risk.ts'
export {
  type DecomposableTail,
  decomposeExpectedShortfall,
  decomposeValueAtRisk,
  type LossDecomposition,
} from './value-at-risk/decompose.ts'
export { expectedShortfall } from './value-at-risk/expected-shortfall.ts'
export type { FilteredHistoricalTail } from './value-at-risk/filtered-historical.ts'
export type { GaussianTail } from './value-at-risk/gaussian.ts'
export type { HistoricalTail } from './value-at-risk/historical.ts'
export type { TailGap } from './value-at-risk/loss.ts'
export type { MonteCarloTail } from './value-at-risk/monte-carlo.ts'
export type { PeaksOverThresholdTail } from './value-at-risk/peaks-over-threshold.ts'
export { portfolioReturns } from './value-at-risk/portfolio-returns.ts'
export {
  incrementalValueAtRisk,
  portfolioExpectedShortfall,
  portfolioValueAtRisk,
} from './value-at-risk/portfolio-value-at-risk.ts'
export {
  type BlockBootstrap,
  type GaussianSimulation,
  type Simulation,
  type StudentTSimulation,
  simulateReturns,
} from './value-at-risk/simulate-returns.ts'
export type { StudentTTail } from './value-at-risk/student-t.ts'
export type { Tail, TailOptions } from './value-at-risk/tail-options.ts'
export { type TailRisk, tailRisk } from './value-at-risk/tail-risk.ts'
export { valueAtRisk } from './value-at-risk/value-at-risk.ts'
export type { EwmaTail, GarchTail } from './value-at-risk/volatility-scaled.ts'
export { type AcerbiSzekelyTest, acerbiSzekelyTest, type TailForecasts } from './var-backtests/acerbi-szekely.ts'
export { type ChristoffersenTest, christoffersenTest } from './var-backtests/christoffersen.ts'
export { type Exceedances, exceedances } from './var-backtests/exceedances.ts'
export { kupiecTest, timeUntilFirstFailureTest } from './var-backtests/kupiec.ts'
export type { BacktestOptions, ExceedanceCount, LikelihoodRatio } from './var-backtests/likelihood-ratio.ts'
export { type RollingOptions, rollingForecasts } from './var-backtests/rolling-forecasts.ts'
export { type TrafficLight, trafficLight } from './var-backtests/traffic-light.ts'
export { type EwmaOptions, ewmaVolatility } from './volatility-models/ewma.ts'
export { fitGarch, type GarchFit } from './volatility-models/fit-garch.ts'
export {
  forecastGarch,
  type GarchParameters,
  garchLogLikelihood,
  garchVariances,
} from './volatility-models/garch.ts'
