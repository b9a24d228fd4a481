import type { Series } from '../series.ts'
import type { Part } from './part.ts'

/**
 * The sum, the maximum or the minimum over the last `period` numbers, at a few operations a number whatever the period.
 *
 * In blocks of one period: a window is the tail of the block before and the head of its own. So every window is put
 * together of its own numbers and nothing is ever taken out again: no error builds up, and a NaN is gone with its window.
 *
 * What is remembered: the place in the block, the fold of its head, and a slot for each number of the block, which holds
 * the number where it has come, else a tail of the block before (NaN before the first one); behind them an empty tail.
 */
function folded(period: number, kind: Kind): Part {
  const none = kind === 'sum' ? 0 : kind === 'highest' ? -Infinity : Infinity
  return {
    start: [0, none, ...new Array<number>(period).fill(NaN), none],
    next(from, to, at, x) {
      const place = from[at]!
      const slots = at + 2
      const head = join(kind, from[at + 1]!, x)
      const value = join(kind, from[slots + place + 1]!, head)
      to[slots + place] = x
      to[at] = place + 1
      to[at + 1] = head
      // A glance at a forming bar never gets so far: only what has closed fills a block.
      if (to === from && place + 1 === period) {
        for (let i = slots + period - 2; i > slots; i--) to[i] = join(kind, to[i + 1]!, to[i]!)
        to[at] = 0
        to[at + 1] = none
      }
      return value
    },
  }
}

type Kind = 'sum' | 'highest' | 'lowest'

export function summed(period: number): Part {
  return folded(period, 'sum')
}

/** NaN where a number of the window is NaN. */
export function highest(period: number): Part {
  return folded(period, 'highest')
}

/** NaN where a number of the window is NaN. */
export function lowest(period: number): Part {
  return folded(period, 'lowest')
}

/** The highest, or the lowest, of every window of a series, as the part gives it; `out` is not the series. */
export function extremes(source: Series, period: number, kind: 'highest' | 'lowest', out: Float64Array): void {
  const { length } = out
  const none = kind === 'highest' ? -Infinity : Infinity
  for (let start = 0; start < length; start += period) {
    const end = Math.min(start + period, length)
    if (start === 0) out.fill(NaN, 0, end)
    else {
      let tail = none
      // What lies behind the end of the series falls away: a typed array ignores such writes.
      for (let i = start - 1; i > start - period; i--) out[i + period - 1] = tail = join(kind, tail, source[i]!)
    }
    if (end === start + period) out[end - 1] = none
    let head = none
    for (let i = start; i < end; i++) {
      head = join(kind, head, source[i]!)
      out[i] = join(kind, out[i]!, head)
    }
  }
}

/**
 * A choice and not a function that is passed: this one is inlined, and numbers are never boxed. Comparing is faster than
 * `Math.max`, which also tells 0 from -0; a NaN on either side stays.
 */
function join(kind: Kind, a: number, b: number): number {
  if (kind === 'sum') return a + b
  if (kind === 'highest') return a > b || Number.isNaN(a) ? a : b
  return a < b || Number.isNaN(a) ? a : b
}
