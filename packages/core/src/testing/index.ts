export { simulatedClock as fakeClock } from '../ports/environment-simulated.ts'
export { approve } from './approve.ts'
