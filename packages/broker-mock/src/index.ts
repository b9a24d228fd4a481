/**
 * The simulated venue of Shagun.
 *
 * @module @shagun/broker-mock
 */
export { type ChargedFill, type FeeModel, percentFees, perShareFees } from './fees.ts'
export { type MockBroker, type MockOptions, type MockSupports, mock, mockSupports } from './mock.ts'
export type { OrderBounds } from './order-bounds.ts'
export { type PaperBroker, type PaperOptions, paper } from './paper/paper.ts'
export { percentSlippage, type SlippageModel } from './slippage.ts'
