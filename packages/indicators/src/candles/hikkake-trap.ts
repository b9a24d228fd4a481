import { type Candles, close, high, isHigher, isLower, low } from './candles.ts'

/**
 * Judges a breakout from an inside bar that should turn out false, and, up to three bars later, the close beyond the
 * other end of the inside bar that proves it.
 *
 * `waiting` counts the bars in which the proof may still come: 4 at the breakout itself, above 0 where it would be
 * bullish, below where bearish.
 *
 * @param isTrap - whether the bars before are as they should be
 */
export function judgeTrap(c: Candles, isTrap: boolean): number {
  if (isTrap && (isLower(c, 0, 1) || isHigher(c, 0, 1))) {
    c.waiting = isLower(c, 0, 1) ? 4 : -4
    return 25 * c.waiting
  }
  if (c.waiting === 0) return 0
  const direction = Math.sign(c.waiting)
  c.waiting -= direction
  if (c.waiting === 0) return 0
  // The inside bar is the one before the breakout.
  const inside = 5 - Math.abs(c.waiting)
  const isProved = direction > 0 ? close(c, 0) > high(c, inside) : close(c, 0) < low(c, inside)
  if (!isProved) return 0
  c.waiting = 0
  return 200 * direction
}
