import { ATR, EMA, RSI, SMA } from 'trading-signals'
import type { Batches, Stream, Streams } from './library.ts'

interface Signal<Input> {
  add(input: Input): number | null
  replace(input: Input): number | null
}

const create = {
  sma: (period: number): SMA => new SMA(period),
  ema: (period: number): EMA => new EMA(period),
  rsi: (period: number): RSI => new RSI(period),
  atr: (period: number): ATR => new ATR(period),
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
  rsi({ close }, period) {
    const values = [...close]
    return () => create.rsi(period).updates(values)
  },
  atr({ high, low, close }, period) {
    const bars = Array.from(close, (value, i) => ({ high: high[i]!, low: low[i]!, close: value }))
    return () => create.atr(period).updates(bars)
  },
}

export const streams: Streams = {
  sma: adding(create.sma),
  ema: adding(create.ema),
  rsi: adding(create.rsi),
  atr: adding(create.atr),
}

/** Every bar is added while it forms, and replaced when it closes. */
export const forming: Streams = {
  sma: replacingLast(create.sma),
  ema: replacingLast(create.ema),
  rsi: replacingLast(create.rsi),
  atr: replacingLast(create.atr),
}

function adding<Input>(create: (period: number) => Signal<Input>): Stream<Input> {
  return (period) => {
    const indicator = create(period)
    return (input) => indicator.add(input)
  }
}

function replacingLast<Input>(create: (period: number) => Signal<Input>): Stream<Input> {
  return (period) => {
    const indicator = create(period)
    return (input) => {
      indicator.add(input)
      return indicator.replace(input)
    }
  }
}
