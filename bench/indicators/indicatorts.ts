import { atr, ema, rsi, sma } from 'indicatorts'
import type { Batches } from './library.ts'

export const batches: Batches = {
  sma({ close }, period) {
    const values = [...close]
    return () => sma(values, { period })
  },
  ema({ close }, period) {
    const values = [...close]
    return () => ema(values, { period })
  },
  rsi({ close }, period) {
    const values = [...close]
    return () => rsi(values, { period })
  },
  atr(prices, period) {
    const [high, low, close] = [[...prices.high], [...prices.low], [...prices.close]]
    return () => atr(high, low, close, { period }).atrLine
  },
}
