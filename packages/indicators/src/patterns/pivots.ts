import { pushAt, ring, ringAt } from '../parts/ring.ts'
import { nothing } from './finder.ts'
import { isPivot } from './pivot.ts'
import type { Search } from './search.ts'
import type { SwingPoint } from './swings.ts'

export interface PivotState {
  readonly memory: Float64Array
  seen: number
  last: SwingPoint['kind'] | 'none'
}

/** Swings by the bars around them. Of a bar that is both, the one that is not what the last one was comes first. */
export function pivots(left: number, right: number): Search<PivotState, SwingPoint> {
  const size = left + right
  const [highs, lows, times] = [0, size + 1, 2 * (size + 1)] as const

  function swing(kind: 'high' | 'low', { memory, seen }: PivotState): SwingPoint {
    const [time, price] = [
      ringAt(memory, times, right, size),
      ringAt(memory, kind === 'high' ? highs : lows, right, size),
    ]
    return { kind, index: seen - right, time, price, knownAt: seen }
  }

  function find(state: PivotState, high: number, low: number): readonly SwingPoint[] {
    const isHigh = isPivot(state.memory, highs, high, left, right, 1)
    const isLow = isPivot(state.memory, lows, low, left, right, -1)
    if (!isHigh && !isLow) return nothing
    const found: SwingPoint[] = []
    if (isHigh) found.push(swing('high', state))
    if (isLow) found.push(swing('low', state))
    if (found.length === 2 && state.last === 'high') found.reverse()
    state.last = found.at(-1)!.kind
    return found
  }

  return {
    signature: `pivots(${[left, right]})`,
    start: () => ({ memory: Float64Array.from([...ring(size), ...ring(size), ...ring(size)]), seen: 0, last: 'none' }),
    step(state, { high, low }, time) {
      const found = find(state, high, low)
      pushAt(state.memory, state.memory, highs, high, size)
      pushAt(state.memory, state.memory, lows, low, size)
      pushAt(state.memory, state.memory, times, time, size)
      state.seen++
      return found
    },
  }
}
