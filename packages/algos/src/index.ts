/**
 * Execution algorithms: pure planners that the runner of `@shagun/core` carries out.
 *
 * @module @shagun/algos
 */
export { bracket } from './bracket/bracket.ts'
export type { BracketParams } from './bracket/params.ts'
export type { ExitPrices } from './exits/check-exits.ts'
export { oco } from './oco/oco.ts'
export type { OcoParams } from './oco/params.ts'
export { allocateLots } from './schedule/allocate-lots.ts'
export type { TrailBy, TrailingStopParams } from './trailing-stop/params.ts'
export { trailingStop } from './trailing-stop/trailing-stop.ts'
