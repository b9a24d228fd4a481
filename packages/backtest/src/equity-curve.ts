import type { Column, Timestamp } from '@shagun/core'

/** Equity over time, in columns. */
export interface EquityCurve {
  add(time: Timestamp, equity: number): void
  /** The last point is worth this after all. */
  amend(equity: number): void
  columns(): { readonly time: Column; readonly equity: Column; readonly drawdown: Column }
}

/**
 * @param opening - equity before the first point: what is lost of it counts as lost
 * @param capacity - how many points there can be at the most
 */
export function createEquityCurve(opening: number, capacity: number): EquityCurve {
  const time = new Float64Array(capacity)
  const equity = new Float64Array(capacity)
  let length = 0

  return {
    add(at, value) {
      time[length] = at
      equity[length] = value
      length++
    },
    amend(value) {
      if (length > 0) equity[length - 1] = value
    },
    columns: () => ({
      time: time.slice(0, length),
      equity: equity.slice(0, length),
      drawdown: drawdownOf(opening, equity.subarray(0, length)),
    }),
  }
}

/** The fraction lost since the highest value so far. */
function drawdownOf(opening: number, equity: Column): Float64Array {
  const drawdown = new Float64Array(equity.length)
  let peak = opening
  equity.forEach((value, i) => {
    peak = Math.max(peak, value)
    drawdown[i] = peak > 0 ? (peak - value) / peak : 0
  })
  return drawdown
}
