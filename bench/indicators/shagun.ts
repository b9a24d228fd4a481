import { atr, createAtr, createEma, createRsi, createSma, ema, rsi, type Streaming, sma } from '@shagun/indicators'
import type { Batches, Stream, Streams } from './library.ts'

export const batches: Batches = {
  sma({ close }, period) {
    const out = new Float64Array(close.length)
    return () => sma(close, period, { out })
  },
  ema({ close }, period) {
    const out = new Float64Array(close.length)
    return () => ema(close, period, { out })
  },
  rsi({ close }, period) {
    const out = new Float64Array(close.length)
    return () => rsi(close, period, { out })
  },
  atr(prices, period) {
    const out = new Float64Array(prices.close.length)
    return () => atr(prices, period, { out })
  },
}

export const streams: Streams = {
  sma: updating(createSma),
  ema: updating(createEma),
  rsi: updating(createRsi),
  atr: updating(createAtr),
}

/** Every bar is looked at once while it forms, and taken in then; both must give the same. */
export const forming: Streams = {
  sma: peekingAt(createSma),
  ema: peekingAt(createEma),
  rsi: peekingAt(createRsi),
  atr: peekingAt(createAtr),
}

function updating<Input>(create: (period: number) => Streaming<Input, number>): Stream<Input> {
  return (period) => {
    const indicator = create(period)
    return (input) => indicator.update(input)
  }
}

function peekingAt<Input>(create: (period: number) => Streaming<Input, number>): Stream<Input> {
  return (period) => {
    const indicator = create(period)
    return (input) => {
      const seen = indicator.peek(input)
      const value = indicator.update(input)
      return seen === value ? value : NaN
    }
  }
}
