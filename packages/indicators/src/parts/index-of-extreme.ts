import type { Part } from './part.ts'
import { pushAt, ring, ringAt } from './ring.ts'

// Numbers seen, where the extreme stands (-1 for not known), where the last NaN stood, and the ring.
const seenAt = 0
const bestAt = 1
const holeAt = 2
const ringStart = 3

/**
 * Where the extreme of the last `period` numbers stands, counted from the first number ever.
 *
 * An extreme gives way to an equal one that comes later; when it has left the window, the first of what is left takes its
 * place.
 *
 * @param sign - 1 for the highest, -1 for the lowest
 */
export function indexOfExtreme(period: number, sign: 1 | -1): Part {
  return {
    start: [0, -1, -1, ...ring(period)],
    next(from, to, at, x) {
      const today = from[at + seenAt]!
      const oldest = today - period + 1
      const hole = Number.isNaN(x) ? today : from[at + holeAt]!
      let best = from[at + bestAt]!
      if (oldest < 0 || hole >= oldest) best = -1
      else if (best < oldest) {
        best = oldest
        let extreme = period === 1 ? x : ringAt(from, at + ringStart, period - 1, period)
        for (let i = oldest + 1; i <= today; i++) {
          const number = i === today ? x : ringAt(from, at + ringStart, today - i, period)
          if (sign * number > sign * extreme) {
            best = i
            extreme = number
          }
        }
      } else if (sign * x >= sign * ringAt(from, at + ringStart, today - best, period)) best = today
      pushAt(from, to, at + ringStart, x, period)
      to[at + seenAt] = today + 1
      to[at + bestAt] = best
      to[at + holeAt] = hole
      return best < 0 ? NaN : best
    },
  }
}
