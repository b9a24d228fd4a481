/**
 * What venues publish: instruments by search, expiry and vendors' symbols, contracts, special days, corporate actions.
 *
 * @module @shagun/core/instruments
 */
export { parseCalendarOverrides } from './calendars/parse-overrides.ts'
export type { OptionStrike } from './instruments/contracts.ts'
export {
  formatIndianDerivative,
  type IndianDerivative,
  type IndianFuture,
  type IndianOption,
  parseIndianDerivative,
} from './instruments/indian-derivative.ts'
export { createInstrumentMaster, type InstrumentMaster } from './instruments/instrument-master.ts'
export { parseInstruments } from './instruments/parse-instruments.ts'
export type { SearchOptions } from './instruments/search.ts'
export type { VendorSymbolRule } from './instruments/vendor-symbols.ts'
export { adjustBars } from './model/adjust-bars.ts'
