import {
  atr,
  bbands,
  createAtr,
  createBbands,
  createEma,
  createMacd,
  createObv,
  createRsi,
  createSma,
  createStoch,
  createVwap,
  createWma,
  ema,
  macd,
  obv,
  rsi,
  type Streaming,
  sma,
  stoch,
  vwap,
  wma,
} from '@shagun/indicators'
import type { Batches, Lines, Stream, Streams } from './library.ts'

export const lines: Lines = {
  macd: ['macd', 'signal'],
  stoch: ['slowK', 'slowD'],
  bbands: ['upper', 'middle', 'lower'],
}

export const batches: Batches = {
  sma({ close }, period) {
    const out = new Float64Array(close.length)
    return () => sma(close, period!, { out })
  },
  ema({ close }, period) {
    const out = new Float64Array(close.length)
    return () => ema(close, period!, { out })
  },
  wma({ close }, period) {
    const out = new Float64Array(close.length)
    return () => wma(close, period!, { out })
  },
  rsi({ close }, period) {
    const out = new Float64Array(close.length)
    return () => rsi(close, period!, { out })
  },
  macd({ close }, fast, slow, signal) {
    const out = columns(close.length, 'macd', 'signal', 'histogram')
    return () => ({ ...macd(close, fast!, slow!, signal!, { out }) })
  },
  stoch(prices, fastK, slowK, slowD) {
    const out = columns(prices.close.length, 'slowK', 'slowD')
    return () => ({ ...stoch(prices, fastK!, slowK!, slowD!, { out }) })
  },
  bbands({ close }, period, deviations) {
    const out = columns(close.length, 'upper', 'middle', 'lower')
    return () => ({ ...bbands(close, period!, deviations, deviations, { out }) })
  },
  atr(prices, period) {
    const out = new Float64Array(prices.close.length)
    return () => atr(prices, period!, { out })
  },
  obv(prices) {
    const out = new Float64Array(prices.close.length)
    return () => obv(prices, { out })
  },
  vwap(prices) {
    const out = new Float64Array(prices.close.length)
    return () => vwap(prices, { out })
  },
}

const create = {
  sma: (period?: number) => createSma(period!),
  ema: (period?: number) => createEma(period!),
  wma: (period?: number) => createWma(period!),
  rsi: (period?: number) => createRsi(period!),
  macd: (fast?: number, slow?: number, signal?: number) => createMacd(fast!, slow!, signal!),
  stoch: (fastK?: number, slowK?: number, slowD?: number) => createStoch(fastK!, slowK!, slowD!),
  bbands: (period?: number, deviations?: number) => createBbands(period!, deviations),
  atr: (period?: number) => createAtr(period!),
  obv: () => createObv(),
  vwap: () => createVwap(),
}

export const streams: Streams = {
  sma: updating(create.sma),
  ema: updating(create.ema),
  wma: updating(create.wma),
  rsi: updating(create.rsi),
  macd: updating(create.macd),
  stoch: updating(create.stoch),
  bbands: updating(create.bbands),
  atr: updating(create.atr),
  obv: updating(create.obv),
  vwap: updating(create.vwap),
}

/** Every bar is looked at once while it forms, and taken in then; both must give the same. */
export const forming: Streams = {
  sma: peekingAt(create.sma),
  ema: peekingAt(create.ema),
  wma: peekingAt(create.wma),
  rsi: peekingAt(create.rsi),
  macd: peekingAtLine(create.macd, 'signal'),
  stoch: peekingAtLine(create.stoch, 'slowD'),
  bbands: peekingAtLine(create.bbands, 'upper'),
  atr: peekingAt(create.atr),
  obv: peekingAt(create.obv),
  vwap: peekingAt(create.vwap),
}

function columns<Name extends string>(length: number, ...names: readonly Name[]): Record<Name, Float64Array> {
  return Object.fromEntries(names.map((name) => [name, new Float64Array(length)])) as Record<Name, Float64Array>
}

function updating<Input, Output extends number | object>(
  make: (...parameters: readonly number[]) => Streaming<Input, Output>,
): Stream<Input> {
  return (...parameters) => {
    const indicator = make(...parameters)
    return (input) => indicator.update(input)
  }
}

function peekingAt<Input>(make: (...parameters: readonly number[]) => Streaming<Input, number>): Stream<Input> {
  return (...parameters) => {
    const indicator = make(...parameters)
    return (input) => {
      const seen = indicator.peek(input)
      const value = indicator.update(input)
      return seen === value ? value : NaN
    }
  }
}

/** The same, where one line of several is looked at. */
function peekingAtLine<Input, Name extends string>(
  make: (...parameters: readonly number[]) => Streaming<Input, Readonly<Record<Name, number>>>,
  name: Name,
): Stream<Input> {
  return (...parameters) => {
    const indicator = make(...parameters)
    return (input) => {
      const seen = indicator.peek(input)[name]
      const value = indicator.update(input)
      return seen === value[name] ? value : undefined
    }
  }
}
