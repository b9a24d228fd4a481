/**
 * The simulated venue of Shagun.
 *
 * @module @shagun/broker-mock
 */
export { type Charge, type FeeModel, percentFees, percentSlippage, type SlippageModel } from './costs.ts'
export { type MockBroker, type MockOptions, type MockSupports, mock, mockSupports } from './mock.ts'
