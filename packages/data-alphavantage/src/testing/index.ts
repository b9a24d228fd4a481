/**
 * A stand-in of Alpha Vantage, for tests without a network.
 *
 * @module @shagun/data-alphavantage/testing
 */
export {
  createFakeAlphaVantage,
  type FakeAlphaVantage,
  type FakeAlphaVantageOptions,
  type FakeFault,
  type FakeRequest,
  type FaultScope,
} from './fake.ts'
