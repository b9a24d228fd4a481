/**
 * Zerodha's Kite Connect for Shagun.
 *
 * @module @shagun/broker-zerodha
 */
export { type ZerodhaData, type ZerodhaDataOptions, type ZerodhaExchange, zerodhaData } from './data/zerodha-data.ts'
export type { KiteEndpoints } from './endpoints.ts'
export type { ContractTerms } from './instruments/contract-terms.ts'
export { type KiteAccount, type KiteAccountOptions, kiteAccount } from './kite-account.ts'
export type { KiteOrderLimits } from './limits.ts'
export type { MarginOptions } from './margins/fetch-margin.ts'
export type { ZerodhaMargin, ZerodhaOrderMargin } from './margins/read-margin.ts'
export type { OrderOptions } from './orders/order-params.ts'
export { type KiteLogin, type KiteLoginOptions, type KiteLoginResult, kiteLogin } from './session/login.ts'
export type { SessionListener, SessionState } from './session/session.ts'
export { type TokenStore, type TokenStoreOptions, tokenStore } from './session/token-store.ts'
export { type ZerodhaSupports, zerodhaSupports } from './supports.ts'
export { type ZerodhaBroker, type ZerodhaOptions, zerodha } from './zerodha.ts'
