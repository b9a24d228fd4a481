/** Between -1 and 1, whatever rounding makes of it; NaN where one of the two does not vary. */
export function correlationOf(covariance: number, variance: number, other: number): number {
  if (!(variance > 0 && other > 0)) return Number.NaN
  return Math.min(1, Math.max(-1, covariance / (Math.sqrt(variance) * Math.sqrt(other))))
}
