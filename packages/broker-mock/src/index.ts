/**
 * The simulated venue of Shagun.
 *
 * @module @shagun/broker-mock
 */
export type { Check, PriceBand } from './checks.ts'
export type { SquareOff } from './cut-off.ts'
export type { SettlementPrice } from './expiry.ts'
export { type ChargedFill, type FeeModel, percentFees, perShareFees } from './fees.ts'
export type { Financing } from './financing.ts'
export { constantLatency, type Latency, type LatencyModel, lognormalLatency, uniformLatency } from './latency.ts'
export type { MarginModel, MarginPosition, Margins } from './margins.ts'
export { type MockBroker, type MockOptions, type MockSupports, type MockVenue, mock, mockSupports } from './mock.ts'
export type { OrderBounds } from './order-bounds.ts'
export { type PaperBroker, type PaperOptions, paper } from './paper/paper.ts'
export type { Protection } from './protection.ts'
export {
  fixedSlippage,
  percentSlippage,
  type SlippageModel,
  spreadSlippage,
  squareRootSlippage,
  volumeShareSlippage,
} from './slippage.ts'
export { createVenue, type SizedQuote, type Venue, type VenueOptions } from './venue.ts'
