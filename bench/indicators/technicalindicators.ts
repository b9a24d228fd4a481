import { ATR, BollingerBands, EMA, MACD, OBV, RSI, SMA, Stochastic, VWAP, WMA } from 'technicalindicators'
import type { Bar, Batches, Lines, Streams } from './library.ts'

export const lines: Lines = { macd: ['MACD', 'signal'], stoch: ['k', 'd'], bbands: ['upper', 'middle', 'lower'] }

const convergence = (fastPeriod = 12, slowPeriod = 26, signalPeriod = 9) => ({
  fastPeriod,
  slowPeriod,
  signalPeriod,
  SimpleMAOscillator: false,
  SimpleMASignal: false,
})

export const batches: Batches = {
  sma({ close }, period) {
    const values = [...close]
    return () => SMA.calculate({ period: period!, values })
  },
  ema({ close }, period) {
    const values = [...close]
    return () => EMA.calculate({ period: period!, values })
  },
  wma({ close }, period) {
    const values = [...close]
    return () => WMA.calculate({ period: period!, values })
  },
  rsi({ close }, period) {
    const values = [...close]
    return () => RSI.calculate({ period: period!, values })
  },
  macd({ close }, ...periods) {
    const input = { ...convergence(...periods), values: [...close] }
    return () => MACD.calculate(input)
  },
  stoch(prices, period, signalPeriod) {
    const [high, low, close] = [[...prices.high], [...prices.low], [...prices.close]]
    const input = { high, low, close, period: period!, signalPeriod: signalPeriod! }
    return () => Stochastic.calculate(input)
  },
  bbands({ close }, period, stdDev) {
    const input = { period: period!, stdDev: stdDev!, values: [...close] }
    return () => BollingerBands.calculate(input)
  },
  atr(prices, period) {
    const input = { period: period!, high: [...prices.high], low: [...prices.low], close: [...prices.close] }
    return () => ATR.calculate(input)
  },
  obv({ close, volume }) {
    const input = { close: [...close], volume: [...volume] }
    return () => OBV.calculate(input)
  },
  vwap(prices) {
    const [high, low, close, volume] = [[...prices.high], [...prices.low], [...prices.close], [...prices.volume]]
    const input = { high, low, close, volume }
    return () => VWAP.calculate(input)
  },
}

export const streams: Streams = {
  sma: (period) => streamOf(new SMA({ period: period!, values: [] })),
  ema: (period) => streamOf(new EMA({ period: period!, values: [] })),
  wma: (period) => streamOf(new WMA({ period: period!, values: [] })),
  rsi: (period) => streamOf(new RSI({ period: period!, values: [] })),
  macd: (...periods) => streamOf(new MACD({ ...convergence(...periods), values: [] })),
  stoch(period, signalPeriod) {
    const lane = new Stochastic({ high: [], low: [], close: [], period: period!, signalPeriod: signalPeriod! })
    return (bar) => lane.nextValue(bar as Bar & Parameters<Stochastic['nextValue']>[0])
  },
  bbands: (period, stdDev) => streamOf(new BollingerBands({ period: period!, stdDev: stdDev!, values: [] })),
  atr(period) {
    const range = new ATR({ period: period!, high: [], low: [], close: [] })
    // Its types ask for more of a bar than it reads.
    return (bar) => range.nextValue(bar as Bar & Parameters<ATR['nextValue']>[0])
  },
  obv() {
    const volume = new OBV({ close: [], volume: [] })
    return (bar) => volume.nextValue(bar)
  },
  vwap() {
    const average = new VWAP({ high: [], low: [], close: [], volume: [] })
    return (bar) => average.nextValue(bar)
  },
}

function streamOf<Output>(indicator: { nextValue(price: number): Output }) {
  return (close: number) => indicator.nextValue(close)
}
