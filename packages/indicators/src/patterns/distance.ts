import { smoothAt, unsmoothed } from '../smoothing.ts'
import { trueRange } from '../volatility/trange.ts'

/** How far the price has to come back from a price, for a turn. */
export interface Distance {
  /** Name and parameters. */
  readonly signature: string
  /** What is measured of the bars, before the first one. */
  readonly start: () => Float64Array
  readonly measure: (range: Float64Array, high: number, low: number, close: number) => void
  readonly from: (price: number, range: Float64Array) => number
}

/** A share of the price, whatever the bars are. */
export function shareOfPrice(reversal: number): Distance {
  return {
    signature: `reversal(${reversal})`,
    start: () => new Float64Array(0),
    measure: () => {},
    from: (price) => reversal * Math.abs(price),
  }
}

/** So many average true ranges, as `atr` has them: remembered are the average, the close before, and the smoothing. */
export function trueRanges(times: number, period: number): Distance {
  const keep = (period - 1) / period
  return {
    signature: `atr(${[times, period]})`,
    start: () => Float64Array.of(NaN, NaN, ...unsmoothed),
    measure(range, high, low, close) {
      range[0] = smoothAt(range, range, 2, trueRange(high, low, range[1]!), period, keep)
      range[1] = close
    },
    from: (_, range) => times * range[0]!,
  }
}
