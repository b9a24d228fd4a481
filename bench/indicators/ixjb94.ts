import { IndicatorsSync } from '@ixjb94/indicators'
import type { Batches, Lines } from './library.ts'

const library = new IndicatorsSync()

/** Its lines stand in an array. */
export const lines: Lines = { macd: ['0', '1'], stoch: ['0', '1'], bbands: ['2', '1', '0'] }

export const batches: Batches = {
  sma({ close }, period) {
    const values = [...close]
    return () => library.sma(values, period!)
  },
  ema({ close }, period) {
    const values = [...close]
    return () => library.ema(values, period!)
  },
  wma({ close }, period) {
    const values = [...close]
    return () => library.wma(values, period!)
  },
  rsi({ close }, period) {
    const values = [...close]
    return () => library.rsi(values, period!)
  },
  macd({ close }, fast, slow, signal) {
    const values = [...close]
    return () => library.macd(values, fast!, slow!, signal!)
  },
  stoch(prices, fastK, slowK, slowD) {
    const [high, low, close] = [[...prices.high], [...prices.low], [...prices.close]]
    return () => library.stoch(high, low, close, fastK!, slowK!, slowD!)
  },
  bbands({ close }, period, deviations) {
    const values = [...close]
    return () => library.bbands(values, period!, deviations!)
  },
  atr(prices, period) {
    const [high, low, close] = [[...prices.high], [...prices.low], [...prices.close]]
    return () => library.atr(high, low, close, period!)
  },
  obv(prices) {
    const [close, volume] = [[...prices.close], [...prices.volume]]
    return () => library.obv(close, volume)
  },
}
