/**
 * Execution algorithms: pure planners that the runner of `@shagun/core` carries out.
 *
 * @module @shagun/algos
 */
export {
  type AlmgrenChrissOptions,
  type AlmgrenChrissSchedule,
  almgrenChriss,
  riskAversionOf,
} from './almgren-chriss/almgren-chriss.ts'
export { efficientFrontier } from './almgren-chriss/efficient-frontier.ts'
export { estimateImpact, type ImpactFacts } from './almgren-chriss/estimate-impact.ts'
export type { ImpactModel, ImpactProblem } from './almgren-chriss/impact-model.ts'
export { type TrajectoryCost, trajectoryCost } from './almgren-chriss/trajectory-cost.ts'
export { bracket } from './bracket/bracket.ts'
export type { BracketParams } from './bracket/params.ts'
export type { ExitPrices } from './exits/check-exits.ts'
export { iceberg } from './iceberg/iceberg.ts'
export type { IcebergParams } from './iceberg/params.ts'
export {
  type ImplementationShortfallParams,
  implementationShortfall,
} from './implementation-shortfall/implementation-shortfall.ts'
export { oco } from './oco/oco.ts'
export type { OcoParams } from './oco/params.ts'
export type { WindowParams } from './params/read-window.ts'
export type { OwnVolume } from './participation/lots-within.ts'
export { pov } from './pov/pov.ts'
export type { PovParams } from './pov/pov-params.ts'
export { type ParticipationOutlook, projectedCompletion } from './pov/projected-completion.ts'
export { allocateLots } from './schedule/allocate-lots.ts'
export { type PlannedOptions, type PlannedPoint, plannedSchedule } from './schedule/planned-schedule.ts'
export type { CatchUp, Placement, ScheduleParams } from './schedule/schedule-params.ts'
export type { CostedRoute, SmartOrderRouteParams } from './smart-order-route/params.ts'
export { smartOrderRoute } from './smart-order-route/smart-order-route.ts'
export type { TrailBy, TrailingStopParams } from './trailing-stop/params.ts'
export { trailingStop } from './trailing-stop/trailing-stop.ts'
export { aggregateTransactionCost } from './transaction-cost/aggregate.ts'
export type {
  FillInput,
  QuoteInput,
  ScheduleInput,
  TradeInput,
  TransactionCostOptions,
} from './transaction-cost/options.ts'
export { transactionCost } from './transaction-cost/transaction-cost.ts'
export { type TwapParams, twap } from './twap/twap.ts'
export { type VolumeProfile, type VolumeProfileOptions, volumeProfile } from './vwap/volume-profile.ts'
export { type VwapParams, vwap } from './vwap/vwap.ts'
