/**
 * Execution algorithms: pure planners that the runner of `@shagun/core` carries out.
 *
 * @module @shagun/algos
 */
export { allocateLots } from './schedule/allocate-lots.ts'
