/**
 * Technical indicators as TA-Lib defines them, on Float64Array, in batch and streaming.
 *
 * @module @shagun/indicators
 */
export { type IndicatorError, isIndicatorError } from './indicator-error.ts'
export { createRsi, rsi } from './momentum/rsi.ts'
export type { Reuse } from './output.ts'
export { createEma, ema } from './overlap/ema.ts'
export { createSma, sma } from './overlap/sma.ts'
export type { HighLowClose, Series } from './series.ts'
export type { Streaming } from './streaming.ts'
export { atr, createAtr } from './volatility/atr.ts'
export { createTrange, trange } from './volatility/trange.ts'
