import type { Part } from './part.ts'

/**
 * The sum, the maximum or the minimum over the last `period` numbers, at a few operations a number whatever the period.
 *
 * In blocks of one period: a window is the tail of the block before and the head of its own. So every window is put
 * together of its own numbers and nothing is ever taken out again: no error builds up, and a NaN is gone with its window.
 *
 * What is remembered: the place in the block, the fold of its head, and a slot for each number of the block, which holds
 * the number where it has come, else a tail of the block before (NaN before the first one); behind them an empty tail.
 *
 * @param none - what joins with anything to that
 */
export function folded(period: number, none: number, join: (a: number, b: number) => number): Part {
  return {
    start: [0, none, ...new Array<number>(period).fill(NaN), none],
    next(from, to, at, x) {
      const place = from[at]!
      const slots = at + 2
      const head = join(from[at + 1]!, x)
      const value = join(from[slots + place + 1]!, head)
      to[slots + place] = x
      to[at] = place + 1
      to[at + 1] = head
      // A glance at a forming bar never gets so far: only what has closed fills a block.
      if (to === from && place + 1 === period) {
        for (let i = slots + period - 2; i > slots; i--) to[i] = join(to[i + 1]!, to[i]!)
        to[at] = 0
        to[at + 1] = none
      }
      return value
    },
  }
}

export function summed(period: number): Part {
  return folded(period, 0, add)
}

/** NaN where a number of the window is NaN. */
export function highest(period: number): Part {
  return folded(period, -Infinity, Math.max)
}

/** NaN where a number of the window is NaN. */
export function lowest(period: number): Part {
  return folded(period, Infinity, Math.min)
}

function add(a: number, b: number): number {
  return a + b
}
