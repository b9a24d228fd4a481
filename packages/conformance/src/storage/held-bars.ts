import { type Bars, createBars } from '@shagun/core'
import type { BarSeries, TimeRange } from '@shagun/core/adapter'
import { breach } from '../conformance-case.ts'
import type { StorageStage } from './stage.ts'

export const infy: BarSeries = { instrument: 'NSE:INFY', timeframe: '1m', source: 'acme', adjustment: 'none' }
/** Each differs in one thing. The last two would be one where names were put together with blanks between them. */
export const otherSeries: readonly BarSeries[] = [
  { ...infy, instrument: 'BSE:INFY' },
  { ...infy, instrument: 'NSE:INF' },
  { ...infy, timeframe: '1h' },
  { ...infy, source: 'other' },
  { ...infy, adjustment: 'splits' },
  { ...infy, instrument: 'NSE:INFY 1m', source: 'x' },
  { ...infy, source: '1m x' },
]
export const always: TimeRange = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }

/** Bars that opened at those moments, at a price. */
export function barsAt(times: readonly number[], price = 100, { instrument, timeframe }: BarSeries = infy): Bars {
  const rows = times.map((time) => ({ time, open: price, high: price, low: price, close: price, volume: time }))
  return createBars(instrument, timeframe, rows)
}

/** A breach where a range does not hold these closes. */
export async function expectRows(
  { storage }: StorageStage,
  rows: readonly (readonly [time: number, close: number])[],
  range: TimeRange = always,
  { instrument, timeframe, ...series }: BarSeries = infy,
): Promise<void> {
  const { bars } = await storage.bars.load({ instrument, timeframe, ...series }, range)
  if (bars.instrument !== instrument || bars.timeframe !== timeframe)
    throw breach(
      `Bars of ${instrument} ${timeframe} came as those of ${bars.instrument} ${bars.timeframe}.`,
      'Make bars of the series that was asked for, also where there are none.',
    )
  const held = [...bars].map(({ time, close }) => `${close} at ${time}`).join(', ') || 'none'
  const expected = rows.map(([time, close]) => `${close} at ${time}`).join(', ') || 'none'
  if (held !== expected)
    throw breach(
      `Of ${instrument} from ${range.from} to ${range.to} the bars are ${held} in place of ${expected}.`,
      'Let each saving settle all of its range, and touch nothing else.',
    )
}

/** A breach where it does not know just these parts of a range. */
export async function expectKnown(
  { storage }: StorageStage,
  parts: readonly TimeRange[],
  range: TimeRange = always,
  series: BarSeries = infy,
): Promise<void> {
  const { known } = await storage.bars.load(series, range)
  const [knows, should] = [known, parts].map((list) => list.map(({ from, to }) => `${from} to ${to}`).join(', '))
  if (knows !== should)
    throw breach(
      `Of ${series.instrument} from ${range.from} to ${range.to} it knows ${knows || 'nothing'} in place of ${should || 'nothing'}.`,
      'Keep the ranges that were saved whole, joined where they touch, and cut to what is asked for.',
    )
}
