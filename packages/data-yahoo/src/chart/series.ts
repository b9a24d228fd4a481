import type { Timeframe } from '@shagun/core'

/** How bars of a timeframe are had from Yahoo. */
export interface Series {
  /** What Yahoo is asked for. */
  readonly interval: string
  /** The timeframe of what it answers, where ours is made of those. */
  readonly from?: Timeframe
  /** How long a bar of Yahoo's is within a day, in milliseconds. */
  readonly barMs?: number
  /** How far back Yahoo goes, in days. */
  readonly limitDays?: number
  /** How much of it can be asked for at once, in days. */
  readonly windowDays?: number
  /** How long one of our bars can be, in days: so much more is asked for, so that the first and the last are whole. */
  readonly reachDays: number
}

const minuteMs = 60_000
const minute = (count: number, interval: string, limitDays: number): Series => ({
  interval,
  barMs: count * minuteMs,
  limitDays,
  reachDays: 0,
})

/**
 * The timeframes there are. Half hours are made of quarters, because Yahoo's own are faulty; weeks and months of days,
 * because Yahoo adjusts its own badly.
 */
export const allSeries: Readonly<Partial<Record<Timeframe, Series>>> = {
  '1m': { ...minute(1, '1m', 30), windowDays: 7 },
  '2m': minute(2, '2m', 60),
  '5m': minute(5, '5m', 60),
  '15m': minute(15, '15m', 60),
  '30m': { ...minute(15, '15m', 60), from: '15m', reachDays: 1 },
  '1h': minute(60, '1h', 730),
  '90m': minute(90, '90m', 60),
  '1d': { interval: '1d', reachDays: 1 },
  '1w': { interval: '1d', from: '1d', reachDays: 7 },
  '1mo': { interval: '1d', from: '1d', reachDays: 31 },
}

export const timeframes: readonly Timeframe[] = Object.keys(allSeries) as Timeframe[]
