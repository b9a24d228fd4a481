/**
 * Execution algorithms: pure planners that the runner of `@shagun/core` carries out.
 *
 * @module @shagun/algos
 */
export { iceberg } from './iceberg/iceberg.ts'
export type { IcebergParams } from './iceberg/params.ts'
export type { WindowParams } from './params/read-window.ts'
export { allocateLots } from './schedule/allocate-lots.ts'
export type { CostedRoute, SmartOrderRouteParams } from './smart-order-route/params.ts'
export { smartOrderRoute } from './smart-order-route/smart-order-route.ts'
