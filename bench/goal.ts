import { figure } from './table.ts'

/** What was to be reached, and what was. */
export interface Goal {
  readonly claim: string
  /** The figure with its unit, or why there is none. */
  readonly measured: string
  readonly met: 'yes' | 'no' | typeof notMeasured
}

export const notMeasured = 'not measured here'

/** @param unit - with its space, such as ` us` or `x` */
export function atMost(limit: number, claim: string, value: number | undefined, unit: string): Goal {
  return goal(claim, value, unit, (found) => found <= limit)
}

export function atLeast(limit: number, claim: string, value: number | undefined, unit: string): Goal {
  return goal(claim, value, unit, (found) => found >= limit)
}

function goal(claim: string, value: number | undefined, unit: string, isMet: (value: number) => boolean): Goal {
  if (value === undefined) return { claim, measured: notMeasured, met: notMeasured }
  return { claim, measured: `${figure(value)}${unit}`, met: isMet(value) ? 'yes' : 'no' }
}
