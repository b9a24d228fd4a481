/**
 * Yahoo Finance as a data provider: bars, quotes, corporate actions, option chains and a stream.
 *
 * @module @shagun/data-yahoo
 */
export type { CorporateActionQuery } from './corporate-actions.ts'
export type { OptionChain, OptionChainQuery, OptionQuote } from './option-chain.ts'
export type { YahooOptions } from './options.ts'
export type { FoundInstrument } from './search-instruments.ts'
export { type YahooProvider, yahoo } from './yahoo.ts'
