import { IndicatorsSync } from '@ixjb94/indicators'
import type { Batches } from './library.ts'

const library = new IndicatorsSync()

export const batches: Batches = {
  sma({ close }, period) {
    const values = [...close]
    return () => library.sma(values, period)
  },
  ema({ close }, period) {
    const values = [...close]
    return () => library.ema(values, period)
  },
  rsi({ close }, period) {
    const values = [...close]
    return () => library.rsi(values, period)
  },
  atr(prices, period) {
    const [high, low, close] = [[...prices.high], [...prices.low], [...prices.close]]
    return () => library.atr(high, low, close, period)
  },
}
