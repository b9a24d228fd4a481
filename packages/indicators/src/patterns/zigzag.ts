import { turnAt } from '../parts/turn.ts'
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

/** Swings by how far the price comes back from them. A turn is told in `parts/turn.ts`. */
export function zigzag({ signature, start, measure, from }: Distance): Search<ZigzagState, SwingPoint> {
  function find(state: ZigzagState, high: number, low: number, time: number): readonly SwingPoint[] {
    const { range, seen, trend, top, bottom } = state
    const floor = top.price - from(top.price, range)
    const ceiling = bottom.price + from(bottom.price, range)
    const turn = turnAt(high, low, trend, top.price, floor, bottom.price, ceiling)
    if (turn === 1 || (trend !== -1 && high > top.price)) state.top = { index: seen, time, price: high }
    if (turn === -1 || (trend !== 1 && low < bottom.price)) state.bottom = { index: seen, time, price: low }
    if (turn === 0) return nothing
    state.trend = turn
    return [{ kind: turn === -1 ? 'high' : 'low', ...(turn === -1 ? top : bottom), knownAt: seen }]
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
