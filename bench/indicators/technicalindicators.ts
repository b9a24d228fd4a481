import { ATR, EMA, RSI, SMA } from 'technicalindicators'
import type { Bar, Batches, Streams } from './library.ts'

export const batches: Batches = {
  sma({ close }, period) {
    const values = [...close]
    return () => SMA.calculate({ period, values })
  },
  ema({ close }, period) {
    const values = [...close]
    return () => EMA.calculate({ period, values })
  },
  rsi({ close }, period) {
    const values = [...close]
    return () => RSI.calculate({ period, values })
  },
  atr(prices, period) {
    const input = { period, high: [...prices.high], low: [...prices.low], close: [...prices.close] }
    return () => ATR.calculate(input)
  },
}

export const streams: Streams = {
  sma: (period) => streamOf(new SMA({ period, values: [] })),
  ema: (period) => streamOf(new EMA({ period, values: [] })),
  rsi: (period) => streamOf(new RSI({ period, values: [] })),
  atr(period) {
    const range = new ATR({ period, high: [], low: [], close: [] })
    // Its types ask for more of a bar than it reads.
    return (bar) => range.nextValue(bar as Bar & Parameters<ATR['nextValue']>[0])
  },
}

function streamOf(indicator: { nextValue(price: number): number | undefined }) {
  return (close: number) => indicator.nextValue(close)
}
