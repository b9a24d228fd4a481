import { ringAt } from '../parts/ring.ts'

/**
 * Tells whether the number of `right` bars ago is an extreme: beyond the `left` ones before it, and not exceeded by the
 * `right` ones up to this bar's.
 *
 * So of equal highs in a row the first one counts, and a stretch that is flat from its beginning has none. A window that is
 * not whole, or holds a NaN, has none either, and an infinite number is none.
 *
 * @param at - where the ring of the last `left + right` numbers is, this bar's not yet in it
 * @param sign - 1 for a high, -1 for a low
 */
export function isPivot(from: Float64Array, at: number, x: number, left: number, right: number, sign: 1 | -1): boolean {
  const size = left + right
  const candidate = sign * ringAt(from, at, right, size)
  if (!(candidate >= sign * x && Number.isFinite(candidate))) return false
  for (let ago = 1; ago < right; ago++) if (!(candidate >= sign * ringAt(from, at, ago, size))) return false
  for (let ago = right + 1; ago <= size; ago++) if (!(candidate > sign * ringAt(from, at, ago, size))) return false
  return true
}
