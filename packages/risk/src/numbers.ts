import type { Decimal } from '@shagun/core'

/**
 * A Decimal as a float, read from its groups of seven digits where there are one or two: those make a whole number that a
 * float holds, over a power of ten, so that it is rounded once. By way of text it takes ten times as long.
 */
export function toNumber(value: Decimal): number {
  const { d, e, s } = value
  if (d === null || e >= 7 || e < -7 || d.length > 2) return value.toNumber()
  if (e < 0) return d.length === 1 ? (s * d[0]!) / group : value.toNumber()
  return d.length === 1 ? s * d[0]! : (s * (d[0]! * group + d[1]!)) / group
}

const group = 1e7

/** Whether a sum of floats is within a limit, where rounding must not deny what is exactly at it. */
export function isWithin(sum: number, limit: number): boolean {
  return sum <= limit + Math.abs(limit) * 1e-12
}

/** A figure as people read it: as exact as a float is, without the noise of its last digits. */
export function shown(value: number): string {
  return String(Number(value.toPrecision(12)))
}
