import { ATR, BollingerBands, EMA, MACD, OBV, RSI, SMA, StochasticOscillator, VWAP, WMA } from 'trading-signals'
import type { Bar, Batches, Lines, Stream, Streams } from './library.ts'

interface Signal<Input> {
  add(input: Input): number | object | null
  replace(input: Input): number | object | null
}

export const lines: Lines = {
  macd: ['macd', 'signal'],
  stoch: ['stochK', 'stochD'],
  bbands: ['upper', 'middle', 'lower'],
}

const create = {
  sma: (period?: number) => new SMA(period!),
  ema: (period?: number) => new EMA(period!),
  wma: (period?: number) => new WMA(period!),
  rsi: (period?: number) => new RSI(period!),
  macd: (fast?: number, slow?: number, signal?: number) => new MACD(new EMA(fast!), new EMA(slow!), new EMA(signal!)),
  stoch: (kPeriod?: number, kSlowingPeriod?: number, dPeriod?: number) =>
    new StochasticOscillator({ kPeriod: kPeriod!, kSlowingPeriod: kSlowingPeriod!, dPeriod: dPeriod! }),
  bbands: (period?: number, deviations?: number) => new BollingerBands(period!, deviations!),
  atr: (period?: number) => new ATR(period!),
  // It compares a bar with the one before: two bars.
  obv: () => new OBV(2),
  vwap: () => new VWAP(),
}

export const batches: Batches = {
  sma({ close }, period) {
    const values = [...close]
    return () => create.sma(period).updates(values)
  },
  ema({ close }, period) {
    const values = [...close]
    return () => create.ema(period).updates(values)
  },
  wma({ close }, period) {
    const values = [...close]
    return () => create.wma(period).updates(values)
  },
  rsi({ close }, period) {
    const values = [...close]
    return () => create.rsi(period).updates(values)
  },
  macd({ close }, ...periods) {
    const values = [...close]
    return () => create.macd(...periods).updates(values)
  },
  stoch(prices, ...periods) {
    const bars = barsOf(prices)
    return () => create.stoch(...periods).updates(bars)
  },
  bbands({ close }, ...parameters) {
    const values = [...close]
    return () => create.bbands(...parameters).updates(values)
  },
  atr(prices, period) {
    const bars = barsOf(prices)
    return () => create.atr(period).updates(bars)
  },
  obv(prices) {
    const bars = barsOf(prices)
    return () => create.obv().updates(bars)
  },
  vwap(prices) {
    const bars = barsOf(prices)
    return () => create.vwap().updates(bars)
  },
}

export const streams: Streams = {
  sma: adding(create.sma),
  ema: adding(create.ema),
  wma: adding(create.wma),
  rsi: adding(create.rsi),
  macd: adding(create.macd),
  stoch: adding(create.stoch),
  bbands: adding(create.bbands),
  atr: adding(create.atr),
  obv: adding<WholeBar>(create.obv) as Stream<Bar>,
  vwap: adding(create.vwap),
}

/** Every bar is added while it forms, and replaced when it closes. */
export const forming: Streams = {
  sma: replacingLast(create.sma),
  ema: replacingLast(create.ema),
  wma: replacingLast(create.wma),
  rsi: replacingLast(create.rsi),
  macd: replacingLast(create.macd),
  stoch: replacingLast(create.stoch),
  bbands: replacingLast(create.bbands),
  atr: replacingLast(create.atr),
  obv: replacingLast<WholeBar>(create.obv) as Stream<Bar>,
  vwap: replacingLast(create.vwap),
}

/** Its types ask for more of a bar than it reads. */
type WholeBar = Bar & { readonly open: number }

function barsOf({ high, low, close, volume }: Parameters<NonNullable<Batches['atr']>>[0]): readonly WholeBar[] {
  return Array.from(
    close,
    (_, i) => ({ high: high[i]!, low: low[i]!, close: close[i]!, volume: volume[i]! }) as WholeBar,
  )
}

function adding<Input>(make: (...parameters: readonly number[]) => Signal<Input>): Stream<Input> {
  return (...parameters) => {
    const indicator = make(...parameters)
    return (input) => indicator.add(input)
  }
}

function replacingLast<Input>(make: (...parameters: readonly number[]) => Signal<Input>): Stream<Input> {
  return (...parameters) => {
    const indicator = make(...parameters)
    return (input) => {
      indicator.add(input)
      return indicator.replace(input)
    }
  }
}
