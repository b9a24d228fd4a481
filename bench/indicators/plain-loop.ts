import type { Batches } from './library.ts'

/** What one would write by hand for speed: no checks, no holes, one typed array written over and over. */
export const batches: Batches = {
  sma({ close }, period) {
    const out = new Float64Array(close.length).fill(NaN)
    return () => {
      let sum = 0
      for (let i = 0; i < period; i++) sum += close[i]!
      out[period - 1] = sum / period
      for (let i = period; i < close.length; i++) {
        sum += close[i]! - close[i - period]!
        out[i] = sum / period
      }
      return out
    }
  },
  ema({ close }, period) {
    const out = new Float64Array(close.length).fill(NaN)
    const share = 2 / (period + 1)
    return () => {
      let sum = 0
      for (let i = 0; i < period; i++) sum += close[i]!
      let average = sum / period
      out[period - 1] = average
      for (let i = period; i < close.length; i++) {
        average = (1 - share) * average + share * close[i]!
        out[i] = average
      }
      return out
    }
  },
  rsi({ close }, period) {
    const out = new Float64Array(close.length).fill(NaN)
    const share = 1 / period
    return () => {
      // Rise and fall without a branch: processors foresee no prices.
      let gain = 0
      let loss = 0
      for (let i = 1; i <= period; i++) {
        const change = close[i]! - close[i - 1]!
        gain += (share / 2) * (Math.abs(change) + change)
        loss += (share / 2) * (Math.abs(change) - change)
      }
      out[period] = (100 * gain) / (gain + loss)
      for (let i = period + 1; i < close.length; i++) {
        const change = close[i]! - close[i - 1]!
        gain = (1 - share) * gain + (share / 2) * (Math.abs(change) + change)
        loss = (1 - share) * loss + (share / 2) * (Math.abs(change) - change)
        out[i] = (100 * gain) / (gain + loss)
      }
      return out
    }
  },
  atr({ high, low, close }, period) {
    const out = new Float64Array(close.length).fill(NaN)
    const share = 1 / period
    function trueRange(i: number): number {
      let range = high[i]! - low[i]!
      const up = Math.abs(high[i]! - close[i - 1]!)
      const down = Math.abs(low[i]! - close[i - 1]!)
      if (up > range) range = up
      if (down > range) range = down
      return range
    }
    return () => {
      let sum = 0
      for (let i = 1; i <= period; i++) sum += trueRange(i)
      let average = sum / period
      out[period] = average
      for (let i = period + 1; i < close.length; i++) {
        average = (1 - share) * average + share * trueRange(i)
        out[i] = average
      }
      return out
    }
  },
}
