/**
 * Execution algorithms: pure planners that the runner of `@shagun/core` carries out.
 *
 * @module @shagun/algos
 */
export { allocateLots } from './schedule/allocate-lots.ts'
export { aggregateTransactionCost } from './transaction-cost/aggregate.ts'
export type {
  FillInput,
  QuoteInput,
  ScheduleInput,
  TradeInput,
  TransactionCostOptions,
} from './transaction-cost/options.ts'
export { transactionCost } from './transaction-cost/transaction-cost.ts'
