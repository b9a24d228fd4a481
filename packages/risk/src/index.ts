/**
 * Rules that every order passes, measures of performance, and sizes of positions.
 *
 * @module @shagun/risk
 */
export { type CorrelationMatrix, type CorrelationOptions, correlationMatrix } from './covariance/correlation-matrix.ts'
export {
  type CovarianceMatrix,
  type CovarianceOptions,
  covarianceMatrix,
  type EstimateFacts,
  type ExponentialWeighting,
  type ShrinkageTarget,
} from './covariance/covariance-matrix.ts'
export { createSymmetricMatrix, type SymmetricMatrix } from './covariance/matrix.ts'
export { type NearestOptions, nearestPositiveSemidefinite } from './covariance/nearest-positive-semidefinite.ts'
export type { MissingReturns, SeriesSet } from './covariance/observations.ts'
export type { BookAtHand, OutsideOrderLeft } from './kill-switch/cancel-at-broker.ts'
export { createKillSwitch } from './kill-switch/kill-switch.ts'
export type { KillReport, KillSwitch, KillSwitchOptions } from './kill-switch/kill-switch-face.ts'
export { type AggregateOptions, aggregateReturns } from './measures/aggregate-returns.ts'
export { type AlignedReturns, alignReturns, type DatedReturns } from './measures/align-returns.ts'
export { type AlphaOptions, alpha, alphaArithmetic, alphaGeometric } from './measures/alpha.ts'
export type { AnnualOptions, RatioOptions } from './measures/annual.ts'
export { annualizedReturn } from './measures/annualized-return.ts'
export { annualizedVolatility } from './measures/annualized-volatility.ts'
export { beta } from './measures/beta.ts'
export { calmarRatio } from './measures/calmar-ratio.ts'
export { type CaptureOptions, downCapture, upCapture } from './measures/capture.ts'
export { cumulativeReturns, totalReturn } from './measures/cumulative-returns.ts'
export { type DeflatedSharpeOptions, deflatedSharpeRatio } from './measures/deflated-sharpe-ratio.ts'
export { downsideDeviation } from './measures/downside-deviation.ts'
export { drawdownSeries } from './measures/drawdown-series.ts'
export { type Drawdown, type DrawdownsOptions, drawdowns } from './measures/drawdowns.ts'
export { expectancy } from './measures/expectancy.ts'
export { informationRatio } from './measures/information-ratio.ts'
export { populationExcessKurtosis, sampleExcessKurtosis } from './measures/kurtosis.ts'
export { logReturns } from './measures/log-returns.ts'
export { maxDrawdown } from './measures/max-drawdown.ts'
export { minimumTrackRecordLength, type TrackRecordOptions } from './measures/minimum-track-record-length.ts'
export { type OmegaOptions, omegaRatio } from './measures/omega-ratio.ts'
export type { Outcomes } from './measures/outcomes.ts'
export { payoffRatio } from './measures/payoff-ratio.ts'
export { probabilisticSharpeRatio } from './measures/probabilistic-sharpe-ratio.ts'
export { profitFactor } from './measures/profit-factor.ts'
export type { SeriesOptions } from './measures/read-returns.ts'
export { rolling } from './measures/rolling.ts'
export { rollingMaxDrawdown } from './measures/rolling-max-drawdown.ts'
export { rollingBeta, rollingMean, rollingSharpeRatio, rollingVolatility } from './measures/rolling-moments.ts'
export { roundTrips } from './measures/round-trips.ts'
export type { SharpeEstimateOptions } from './measures/sharpe-estimate.ts'
export { sharpeRatio } from './measures/sharpe-ratio.ts'
export { simpleReturns } from './measures/simple-returns.ts'
export { populationSkewness, sampleSkewness } from './measures/skewness.ts'
export { sortinoRatio } from './measures/sortino-ratio.ts'
export { type TailRatioOptions, tailRatio } from './measures/tail-ratio.ts'
export { trackingError } from './measures/tracking-error.ts'
export { treynorRatio } from './measures/treynor-ratio.ts'
export { type UlcerPerformanceOptions, ulcerIndex, ulcerPerformanceIndex } from './measures/ulcer-index.ts'
export { winRate } from './measures/win-rate.ts'
export type { StubbornOrder } from './monitor/cancel-open.ts'
export type { FlattenOptions } from './monitor/exits.ts'
export type { RefusedTick } from './monitor/judge-tick.ts'
export type { RiskLimit, RiskMeasure, RiskReaction, RiskRung } from './monitor/limits.ts'
export type { HighWaterMarkStore, RiskMonitorOptions } from './monitor/monitor-options.ts'
export type { ReactionStatus } from './monitor/react.ts'
export { createRiskMonitor } from './monitor/risk-monitor.ts'
export type { Rearmed, RearmOptions, RiskMonitor, RungChange } from './monitor/risk-monitor-face.ts'
export type { RiskLimitStatus, RiskPosition, RiskSector, RiskSnapshot } from './monitor/risk-snapshot.ts'
export { anyOf } from './rules/any-of.ts'
export { type IntradayCutoffOptions, intradayCutoff } from './rules/intraday-cutoff.ts'
export {
  allowedInstruments,
  bannedInstruments,
  type InstrumentList,
  type ListedInstrumentsOptions,
} from './rules/listed-instruments.ts'
export { type MarketSessionOptions, marketSession } from './rules/market-session.ts'
export { type MaxAdvPercentOptions, maxAdvPercent } from './rules/max-adv-percent.ts'
export { maxConcentration } from './rules/max-concentration.ts'
export { maxConsecutiveLosses } from './rules/max-consecutive-losses.ts'
export { maxDailyLoss } from './rules/max-daily-loss.ts'
export { type DrawdownOptions, maxDrawdownFromPeak } from './rules/max-drawdown-from-peak.ts'
export { maxGrossExposure } from './rules/max-gross-exposure.ts'
export { maxInstrumentExposure } from './rules/max-instrument-exposure.ts'
export { maxLeverage } from './rules/max-leverage.ts'
export { maxNetExposure } from './rules/max-net-exposure.ts'
export { type MaxOpenOrdersOptions, maxOpenOrders } from './rules/max-open-orders.ts'
export { type MaxOrderRateOptions, maxOrderRate } from './rules/max-order-rate.ts'
export { maxOrderToTradeRatio, type OrderToTradeOptions } from './rules/max-order-to-trade-ratio.ts'
export { maxOrderValue } from './rules/max-order-value.ts'
export { type MaxPositionOptions, maxPosition } from './rules/max-position.ts'
export { maxQuoteAge } from './rules/max-quote-age.ts'
export { maxSectorExposure, type SectorOptions } from './rules/max-sector-exposure.ts'
export { maxTradesADay } from './rules/max-trades-a-day.ts'
export { type MaxValueAtRiskOptions, maxValueAtRisk } from './rules/max-value-at-risk.ts'
export { type NoDuplicatesOptions, noDuplicates } from './rules/no-duplicates.ts'
export { type NoSelfTradesOptions, noSelfTrades } from './rules/no-self-trades.ts'
export { type OrderFilter, onlyFor } from './rules/only-for.ts'
export { maxOrderQuantity, minOrderQuantity, type QuantityLimit } from './rules/order-quantity.ts'
export { type PriceBand, priceBand } from './rules/price-band.ts'
export { type PriceCollarOptions, priceCollar } from './rules/price-collar.ts'
export { reduceOnly } from './rules/reduce-only.ts'
export { type MarginOptions, sufficientMargin } from './rules/sufficient-margin.ts'
export type { DayOptions } from './rules/trading-day.ts'
export type { ExposureOptions } from './rules/worth.ts'
export {
  applyScenario,
  type InstrumentEffect,
  type ScenarioOptions,
  type ScenarioResult,
  type SectorEffect,
} from './scenarios/apply-scenario.ts'
export type { Derivative, GreekDerivative, RepricedDerivative } from './scenarios/derivative.ts'
export { type HistoricalPeriod, historicalScenario } from './scenarios/historical-scenario.ts'
export { type ReverseStress, type ReverseStressOptions, reverseStress } from './scenarios/reverse-stress.ts'
export { runScenarios, type ScenarioTable } from './scenarios/run-scenarios.ts'
export type { Mapping, Scenario, Shock } from './scenarios/scenario.ts'
export { type AdvSizeOptions, advSize } from './sizing/adv-size.ts'
export { type AtrSizeOptions, atrSize } from './sizing/atr-size.ts'
export { type FixedFractionalOptions, fixedFractional } from './sizing/fixed-fractional.ts'
export { type FixedNotionalOptions, fixedNotional } from './sizing/fixed-notional.ts'
export { type FixedQuantityOptions, fixedQuantity } from './sizing/fixed-quantity.ts'
export { type BinaryBet, type ContinuousBet, type KellyTerms, type KellyWeight, kelly } from './sizing/kelly.ts'
export { type KellyWeights, type KellyWeightsOptions, kellyWeights } from './sizing/kelly-weights.ts'
export { type MarginSizeOptions, marginSize } from './sizing/margin-size.ts'
export { type LotTerms, type RiskBudget, type Size, smallestSize, type ValueCap } from './sizing/size.ts'
export { type VarSizeOptions, varSize } from './sizing/var-size.ts'
export { type VolatilityTargetOptions, volatilityTarget } from './sizing/volatility-target.ts'
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
