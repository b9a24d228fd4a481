/**
 * Zerodha's Kite Connect for Shagun.
 *
 * @module @shagun/broker-zerodha
 */
export type { KiteEndpoints } from './endpoints.ts'
