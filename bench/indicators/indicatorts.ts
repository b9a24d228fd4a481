import { atr, bb, ema, kdj, macd, obv, rsi, sma } from 'indicatorts'
import type { Batches, Lines } from './library.ts'

export const lines: Lines = {
  macd: ['macdLine', 'signalLine'],
  stoch: ['k', 'd'],
  bbands: ['upper', 'middle', 'lower'],
}

export const batches: Batches = {
  sma({ close }, period) {
    const values = [...close]
    return () => sma(values, { period: period! })
  },
  ema({ close }, period) {
    const values = [...close]
    return () => ema(values, { period: period! })
  },
  rsi({ close }, period) {
    const values = [...close]
    return () => rsi(values, { period: period! })
  },
  macd({ close }, fast, slow, signal) {
    const values = [...close]
    return () => ({ ...macd(values, { fast: fast!, slow: slow!, signal: signal! }) })
  },
  stoch(prices, rPeriod, kPeriod, dPeriod) {
    const [high, low, close] = [[...prices.high], [...prices.low], [...prices.close]]
    return () => ({ ...kdj(high, low, close, { rPeriod: rPeriod!, kPeriod: kPeriod!, dPeriod: dPeriod! }) })
  },
  bbands({ close }, period) {
    const values = [...close]
    return () => ({ ...bb(values, { period: period! }) })
  },
  atr(prices, period) {
    const [high, low, close] = [[...prices.high], [...prices.low], [...prices.close]]
    return () => atr(high, low, close, { period: period! }).atrLine
  },
  obv(prices) {
    const [close, volume] = [[...prices.close], [...prices.volume]]
    return () => obv(close, volume)
  },
}
