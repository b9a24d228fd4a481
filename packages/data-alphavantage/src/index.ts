/**
 * Market data of Alpha Vantage, as a data provider.
 *
 * @module @shagun/data-alphavantage
 */
export { type AlphaVantage, alphaVantage, type CorporateActionQuery } from './alpha-vantage.ts'
export type { IndicatorColumns, IndicatorQuery } from './indicator.ts'
export type { AlphaVantageOptions, AlphaVantageVenue, DailyBudget } from './options.ts'
export type { FoundInstrument } from './search.ts'
