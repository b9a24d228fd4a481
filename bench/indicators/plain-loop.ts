import type { Batches, Lines } from './library.ts'

export const lines: Lines = {
  macd: ['macd', 'signal'],
  stoch: ['slowK', 'slowD'],
  bbands: ['upper', 'middle', 'lower'],
}

/** What one would write by hand for speed: no checks, no holes, one typed array written over and over. */
export const batches: Batches = {
  sma({ close }, period = 1) {
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
  ema({ close }, period = 1) {
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
  rsi({ close }, period = 1) {
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
  atr({ high, low, close }, period = 1) {
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
  wma({ close }, period = 1) {
    const out = new Float64Array(close.length).fill(NaN)
    const weights = (period * (period + 1)) / 2
    return () => {
      let sum = 0
      let weighted = 0
      for (let i = 0; i < period; i++) {
        sum += close[i]!
        weighted += (i + 1) * close[i]!
      }
      out[period - 1] = weighted / weights
      for (let i = period; i < close.length; i++) {
        weighted += period * close[i]! - sum
        sum += close[i]! - close[i - period]!
        out[i] = weighted / weights
      }
      return out
    }
  },
  macd({ close }, fast = 1, slow = 1, period = 1) {
    const [macd, signal, histogram] = [filled(close), filled(close), filled(close)]
    const [ofFast, ofSlow, ofSignal] = [2 / (fast + 1), 2 / (slow + 1), 2 / (period + 1)]
    return () => {
      let quick = 0
      let calm = 0
      for (let i = 0; i < slow; i++) {
        calm += close[i]! / slow
        if (i >= slow - fast) quick += close[i]! / fast
      }
      let line = 0
      const first = slow + period - 2
      for (let i = slow - 1; i < first; i++) {
        line += (quick - calm) / period
        quick += ofFast * (close[i + 1]! - quick)
        calm += ofSlow * (close[i + 1]! - calm)
      }
      line += (quick - calm) / period
      macd[first] = quick - calm
      signal[first] = line
      histogram[first] = quick - calm - line
      for (let i = first + 1; i < close.length; i++) {
        quick += ofFast * (close[i]! - quick)
        calm += ofSlow * (close[i]! - calm)
        const apart = quick - calm
        line += ofSignal * (apart - line)
        macd[i] = apart
        signal[i] = line
        histogram[i] = apart - line
      }
      return { macd, signal, histogram }
    }
  },
  stoch({ high, low, close }, fastK = 1, first = 1, second = 1) {
    const [raw, slowK, slowD] = [filled(close), filled(close), filled(close)]
    return () => {
      for (let i = fastK - 1; i < close.length; i++) {
        let top = high[i]!
        let bottom = low[i]!
        for (let k = i - fastK + 1; k < i; k++) {
          if (high[k]! > top) top = high[k]!
          if (low[k]! < bottom) bottom = low[k]!
        }
        raw[i] = top === bottom ? 0 : (100 * (close[i]! - bottom)) / (top - bottom)
      }
      const firstAt = fastK + first + second - 3
      for (let i = firstAt; i < close.length; i++) {
        let sum = 0
        for (let k = i - first + 1; k <= i; k++) sum += raw[k]!
        slowK[i] = sum / first
      }
      for (let i = firstAt; i < close.length; i++) {
        let sum = 0
        for (let j = i - second + 1; j <= i; j++) for (let k = j - first + 1; k <= j; k++) sum += raw[k]!
        slowD[i] = sum / (first * second)
      }
      return { slowK, slowD }
    }
  },
  bbands({ close }, period = 1, deviations = 2) {
    const [upper, middle, lower] = [filled(close), filled(close), filled(close)]
    return () => {
      // About the first price, so that squares do not cancel.
      const base = close[0]!
      let sum = 0
      let squares = 0
      for (let i = 0; i < close.length; i++) {
        const added = close[i]! - base
        sum += added
        squares += added * added
        if (i >= period) {
          const gone = close[i - period]! - base
          sum -= gone
          squares -= gone * gone
        }
        if (i < period - 1) continue
        const mean = sum / period
        const width = deviations * Math.sqrt(Math.max(0, squares / period - mean * mean))
        upper[i] = base + mean + width
        middle[i] = base + mean
        lower[i] = base + mean - width
      }
      return { upper, middle, lower }
    }
  },
  obv({ close, volume }) {
    const out = filled(close)
    return () => {
      let sum = volume[0]!
      out[0] = sum
      for (let i = 1; i < close.length; i++) {
        // The sign without a branch: processors foresee no prices.
        sum += volume[i]! * (Number(close[i]! > close[i - 1]!) - Number(close[i]! < close[i - 1]!))
        out[i] = sum
      }
      return out
    }
  },
  vwap({ high, low, close, volume }) {
    const out = filled(close)
    return () => {
      let worth = 0
      let traded = 0
      for (let i = 0; i < close.length; i++) {
        worth += ((high[i]! + low[i]! + close[i]!) / 3) * volume[i]!
        traded += volume[i]!
        out[i] = worth / traded
      }
      return out
    }
  },
}

function filled({ length }: { readonly length: number }): Float64Array {
  return new Float64Array(length).fill(NaN)
}
