import type { Decimal } from '@shagun/core'

/** A Decimal as a float. Whole numbers below ten million are read from their only digit group: text takes ten times as long. */
export function toNumber(value: Decimal): number {
  const { d, e, s } = value
  return d !== null && d.length === 1 && e >= 0 && e < 7 ? s * d[0]! : value.toNumber()
}

/** Whether a sum of floats is within a limit, where rounding must not deny what is exactly at it. */
export function isWithin(sum: number, limit: number): boolean {
  return sum <= limit + Math.abs(limit) * 1e-12
}

/** A figure as people read it: as exact as a float is, without the noise of its last digits. */
export function shown(value: number): string {
  return String(Number(value.toPrecision(12)))
}
