import type { Timestamp } from '@shagun/core'
import { type BarSeries, exchangeOf, symbolOf } from '@shagun/core/adapter'

// Stamps are text, which sorts as time while years have four digits.
export const earliest: Timestamp = Date.parse('0000-01-01T00:00:00.000Z')
export const latest: Timestamp = Date.parse('9999-12-31T23:59:59.999Z')

/** The columns that tell one series from another, in the order in which {@link keyOf} gives their values. */
export const isOfSeries = 'symbol = ? AND exchange = ? AND timeframe = ? AND source = ? AND adjustment = ?'

export function keyOf({ instrument, timeframe, source, adjustment }: BarSeries): readonly string[] {
  return [symbolOf(instrument), exchangeOf(instrument), timeframe, source, adjustment]
}

export function stampOf(time: Timestamp): string {
  return new Date(time).toISOString()
}

/** The first stamp at or after a time that may lie between two milliseconds, or beyond all years. */
export function firstStampFrom(time: Timestamp): string {
  return stampOf(Math.min(Math.max(Math.ceil(time), earliest), latest))
}
