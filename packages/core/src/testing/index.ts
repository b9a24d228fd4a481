/**
 * For tests: a clock moved by hand, approved orders without an account, a data provider that fails when told to.
 *
 * @module @shagun/core/testing
 */
export { simulatedClock as fakeClock } from '../ports/environment-simulated.ts'
export { approve, approveChange, approveGroup } from './approve.ts'
export {
  createFakeProvider,
  type FakeProvider,
  type FakeProviderOptions,
  type FakeRequest,
  type OptionalProviderMethod,
} from './fake-provider.ts'
export type { Garbage, ProviderFault } from './provider-fault.ts'
export type { FaultKind } from './simulate/fault.ts'
export type { Violation } from './simulate/promises.ts'
export type { SimulatedExecutions, SimulatedMoment } from './simulate/run-history.ts'
export { type SimulateOptions, type Simulation, simulate } from './simulate/simulate.ts'
export type { OutsideOrder, ShownMarket, SimulatedVenue } from './simulated-venue.ts'
