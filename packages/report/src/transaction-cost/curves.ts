import type { SchedulePoint, TcaFill, Timestamp } from '@shagun/core'
import { countWhile } from '../figures/search.ts'

/** A line through points. */
export interface Curve {
  readonly time: Float64Array
  readonly value: Float64Array
}

/** What was filled by when, in steps, from the beginning to the end of the drawing. */
export function filledCurve(fills: readonly TcaFill[], from: Timestamp, to: Timestamp): Curve {
  const time = [from]
  const value = [0]
  let filled = 0
  for (const fill of fills) {
    time.push(fill.time, fill.time)
    value.push(filled, (filled += fill.quantity.toNumber()))
  }
  return { time: Float64Array.from([...time, to]), value: Float64Array.from([...value, filled]) }
}

/** What was to be filled, in straight lines from point to point. */
export function plannedCurve(schedule: readonly SchedulePoint[]): Curve {
  return {
    time: Float64Array.from(schedule, ({ time }) => time),
    value: Float64Array.from(schedule, ({ quantity }) => quantity.toNumber()),
  }
}

/** Where a curve stands at a moment: at its ends outside of it, at the later one of two points of one moment. */
export function valueAt({ time, value }: Curve, moment: Timestamp): number {
  const next = countWhile(time.length, (i) => time[i]! <= moment)
  if (next === 0) return value[0] ?? 0
  if (next === time.length) return value.at(-1)!
  const [t0, t1, v0, v1] = [time[next - 1]!, time[next]!, value[next - 1]!, value[next]!]
  return v0 + ((moment - t0) * (v1 - v0)) / (t1 - t0)
}
