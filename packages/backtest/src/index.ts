/**
 * Backtests through the real order path.
 *
 * @module @shagun/backtest
 */
export { type BacktestOptions, backtest } from './backtest.ts'
export { orderHash } from './order-hash.ts'
