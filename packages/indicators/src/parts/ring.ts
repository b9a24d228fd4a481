/*
 * The last numbers, one behind the other in a ring: the place of the oldest one, and then the numbers.
 */

/** The memory of a ring of so many numbers. */
export function ring(size: number): readonly number[] {
  return [0, ...new Array<number>(size).fill(NaN)]
}

/** Puts a number in the place of the oldest one, which is returned: that of `size` bars ago. */
export function pushAt(from: Float64Array, to: Float64Array, at: number, x: number, size: number): number {
  const place = from[at]!
  const oldest = from[at + 1 + place]!
  to[at + 1 + place] = x
  to[at] = place + 1 === size ? 0 : place + 1
  return oldest
}

/** The number that was put in `ago` bars before this one, of a ring in which this bar's is not yet; 1 is the last. */
export function ringAt(from: Float64Array, at: number, ago: number, size: number): number {
  const place = from[at]! - ago
  return from[at + 1 + (place < 0 ? place + size : place)]!
}
