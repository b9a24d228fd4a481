import type { Timeframe } from '@shagun/core'

/** What Kite calls a timeframe, and how many days of it one request may ask for. */
export interface Interval {
  readonly name: string
  readonly mostDays: number
  readonly barMs: number
}

const minuteMs = 60_000

const intervals: ReadonlyMap<Timeframe, Interval> = /* @__PURE__ */ new Map<Timeframe, Interval>([
  ['1m', { name: 'minute', mostDays: 60, barMs: minuteMs }],
  ['3m', { name: '3minute', mostDays: 100, barMs: 3 * minuteMs }],
  ['5m', { name: '5minute', mostDays: 100, barMs: 5 * minuteMs }],
  ['10m', { name: '10minute', mostDays: 100, barMs: 10 * minuteMs }],
  ['15m', { name: '15minute', mostDays: 200, barMs: 15 * minuteMs }],
  ['30m', { name: '30minute', mostDays: 200, barMs: 30 * minuteMs }],
  ['1h', { name: '60minute', mostDays: 400, barMs: 60 * minuteMs }],
  ['1d', { name: 'day', mostDays: 2_000, barMs: 1_440 * minuteMs }],
])

export const timeframes: readonly Timeframe[] = /* @__PURE__ */ Array.from(intervals.keys())

export function intervalOf(timeframe: Timeframe): Interval | undefined {
  return intervals.get(timeframe)
}
