/**
 * For tests of strategies and adapters: a clock moved by hand, and approved orders without an account.
 *
 * @module @shagun/core/testing
 */
export { simulatedClock as fakeClock } from '../ports/environment-simulated.ts'
export { approve } from './approve.ts'
export type { FaultKind } from './simulate/fault.ts'
export type { Violation } from './simulate/promises.ts'
export { type SimulateOptions, type Simulation, simulate } from './simulate/simulate.ts'
export type { OutsideOrder, SimulatedVenue } from './simulated-venue.ts'
