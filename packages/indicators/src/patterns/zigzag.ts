import type { Distance } from './distance.ts'
import { nothing, type Point } from './finder.ts'
import type { Search } from './search.ts'
import type { SwingPoint } from './swings.ts'

export interface ZigzagState {
  /** What the distance is measured by, where it depends on the bars. */
  readonly range: Float64Array
  top: Point
  bottom: Point
  seen: number
  /** 1 while the price goes up, the last swing having been a low; -1 while it goes down; 0 before the first one. */
  trend: -1 | 0 | 1
}

/**
 * Swings by how far the price comes back from them.
 *
 * A bar that takes the move further does not end it, however far it comes back: what happened first within a bar is not
 * known. Before the first swing both extremes are followed, and a bar that comes back far enough from both is passed over.
 */
export function zigzag({ signature, start, measure, from }: Distance): Search<ZigzagState, SwingPoint> {
  function find(state: ZigzagState, high: number, low: number, time: number): readonly SwingPoint[] {
    const { range, seen, trend } = state
    const isHigher = trend >= 0 && high > state.top.price
    const isLower = trend <= 0 && low < state.bottom.price
    if (isHigher) state.top = { index: seen, time, price: high }
    if (isLower) state.bottom = { index: seen, time, price: low }
    const { top, bottom } = state
    const isDown = trend >= 0 && !isHigher && top.price - low >= from(top.price, range)
    const isUp = trend <= 0 && !isLower && high - bottom.price >= from(bottom.price, range)
    if (isDown === isUp) return nothing
    state.trend = isDown ? -1 : 1
    if (isDown) state.bottom = { index: seen, time, price: low }
    else state.top = { index: seen, time, price: high }
    return [{ kind: isDown ? 'high' : 'low', ...(isDown ? top : bottom), knownAt: seen }]
  }

  return {
    signature,
    start: () => ({
      range: start(),
      top: { index: -1, time: NaN, price: -Infinity },
      bottom: { index: -1, time: NaN, price: Infinity },
      seen: 0,
      trend: 0,
    }),
    step(state, { high, low, close }, time) {
      measure(state.range, high, low, close)
      const found = Number.isFinite(high) && Number.isFinite(low) ? find(state, high, low, time) : nothing
      state.seen++
      return found
    },
  }
}
