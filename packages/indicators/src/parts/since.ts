import { ringAt } from './ring.ts'

/*
 * How many bars ago the extreme of a window was, 0 for this bar's number; of equal ones the last. NaN where the window is not
 * whole or holds a NaN.
 */

/** @param at - where the ring of so many numbers is, this bar's not yet in it */
export function barsSinceHighest(from: Float64Array, at: number, x: number, size: number): number {
  let highest = x
  let since = 0
  let isWhole = !Number.isNaN(x)
  for (let ago = 1; ago < size; ago++) {
    const number = ringAt(from, at, ago, size)
    isWhole &&= !Number.isNaN(number)
    if (number > highest) {
      highest = number
      since = ago
    }
  }
  return isWhole ? since : NaN
}

/** @param at - where the ring of so many numbers is, this bar's not yet in it */
export function barsSinceLowest(from: Float64Array, at: number, x: number, size: number): number {
  let lowest = x
  let since = 0
  let isWhole = !Number.isNaN(x)
  for (let ago = 1; ago < size; ago++) {
    const number = ringAt(from, at, ago, size)
    isWhole &&= !Number.isNaN(number)
    if (number < lowest) {
      lowest = number
      since = ago
    }
  }
  return isWhole ? since : NaN
}
