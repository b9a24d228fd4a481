import type { Timeframe } from '@shagun/core'

/** What Alpha Vantage calls a timeframe within a day. */
export interface Interval {
  readonly name: string
  readonly lengthMs: number
}

export const intervals: Readonly<Partial<Record<Timeframe, Interval>>> = {
  '1m': { name: '1min', lengthMs: 60_000 },
  '5m': { name: '5min', lengthMs: 300_000 },
  '15m': { name: '15min', lengthMs: 900_000 },
  '30m': { name: '30min', lengthMs: 1_800_000 },
  '1h': { name: '60min', lengthMs: 3_600_000 },
}

/** Every timeframe that there is, the cheapest to ask for first. */
export const timeframes: readonly Timeframe[] = ['1d', '1w', '1mo', '1m', '5m', '15m', '30m', '1h']
