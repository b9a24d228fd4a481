import type { Column, TcaResult, Timestamp } from '@shagun/core'
import { extent } from '../charts/extent.ts'
import { type TimeScale, timeScale } from '../charts/time-scale.ts'

/** The life of an order, as both of its drawings show it from left to right. */
export interface Life {
  readonly x: TimeScale
  /** Evenly spread moments, at which something can be said. */
  readonly moments: Column
}

const cells = 240
const halfDay = 43_200_000

/** `undefined` where nothing took any time. */
export function lifeOf({ arrival, end, fills, schedule, prices }: TcaResult): Life | undefined {
  const seen = [...(schedule ?? []), ...fills].map(({ time }) => time)
  const ends = [arrival.time, end.time, prices?.time[0], prices?.time.at(-1), ...seen].filter((time) => time != null)
  const { low: from, high: to } = extent(ends)
  if (!(to > from)) return undefined
  const even = Float64Array.from({ length: cells + 1 }, (_, i) => from + (i * (to - from)) / cells)
  // Within a day a quiet market is no pause. Over days, where nothing happened for long it was closed.
  if (to - from <= halfDay) return { x: timeScale(even), moments: even }
  const busy = new Set([from, to, ...seen, ...(prices?.time ?? [])].map((time) => cellOf(time, from, to)))
  const moments = even.filter((_, i) => busy.has(i))
  return { x: timeScale(moments), moments }
}

function cellOf(time: Timestamp, from: Timestamp, to: Timestamp): number {
  return Math.round(((time - from) * cells) / (to - from))
}
