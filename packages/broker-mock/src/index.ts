/**
 * The simulated venue of Shagun.
 *
 * @module @shagun/broker-mock
 */
export { type Charge, type FeeModel, percentFees } from './fees.ts'
export { type MockBroker, type MockOptions, type MockSupports, type MockVenue, mock, mockSupports } from './mock.ts'
export { percentSlippage, type SlippageModel } from './slippage.ts'
export { createVenue, type SizedQuote, type Venue, type VenueOptions } from './venue.ts'
