import type { BarRow, Timestamp } from '@shagun/core'
import { createZone, type Zone } from '@shagun/core/adapter'
import { unitsOf } from '../currency.ts'
import { isMoment } from '../moment.ts'
import { toPrice, withoutDust } from '../precision.ts'
import type { Chart, ChartMeta } from './shape.ts'

/** What a chart holds that can be believed. */
export interface ChartRows {
  /** Oldest first, stamps strictly rising. */
  readonly rows: readonly Required<BarRow>[]
  /** Rows with prices that cannot be; those without any price are none. */
  readonly skipped: number
}

export interface ReadOptions {
  /** How long a bar is within a day, in milliseconds; `undefined` for bars of days. */
  readonly barMs: number | undefined
  /** Whether prices are to be those without dividends. */
  readonly withoutDividends: boolean
}

const minuteMs = 60_000
const dayMs = 86_400_000

/**
 * Reads a chart row by row.
 *
 * Any cell may be null: a row without a price is a halt or a holiday; one with some is left out and counted. The last row
 * may be the live one, stamped by the last trade instead of the bar's open, beside the row of the same bar.
 */
export function readRows(chart: Chart, { barMs, withoutDividends }: ReadOptions): ChartRows {
  const { meta, timestamp, indicators } = chart
  const { open = [], high = [], low = [], close = [], volume = [] } = withoutNulls(indicators.quote?.[0] ?? {})
  const adjusted = indicators.adjclose?.[0]?.adjclose ?? []
  const stamps = timestamp ?? []
  const stampOf = barMs === undefined ? createDayStamps(meta, stamps) : (time: Timestamp) => time
  const units = unitsOf(meta.currency)
  const hint = hintOf(meta)
  const bars = new Map<Timestamp, Required<BarRow>>()
  let skipped = 0

  for (let i = 0; i < stamps.length; i++) {
    const prices = [open[i], high[i], low[i], close[i]]
    if (prices.every((price) => price === null || price === undefined)) continue
    const row = readRow(stamps[i], prices, volume[i])
    const adjustment = withoutDividends ? ratio(adjusted[i], close[i]) : 1
    if (row === undefined || adjustment === undefined) {
      skipped++
      continue
    }
    take(scaled(row, adjustment / units), i === stamps.length - 1)
  }
  return { rows: [...bars.values()].sort((a, b) => a.time - b.time), skipped }

  function take(row: Required<BarRow>, isLast: boolean): void {
    if (barMs === undefined) {
      // Of two rows of one day the later one is the fresher.
      const time = stampOf(row.time)
      bars.set(time, { ...row, time })
      return
    }
    const live = isLast ? liveBar(row, numberBefore(stamps), meta, barMs) : undefined
    if (live === undefined) bars.set(row.time, row)
    else if (live !== 'over') bars.set(live, merged(bars.get(live), { ...row, time: live }))
  }

  function readRow(stamp: unknown, prices: readonly unknown[], traded: unknown): Required<BarRow> | undefined {
    if (!isMoment(stamp) || !prices.every(isPrice)) return undefined
    const [open, high, low, close] = prices.map((price) => toPrice(price as number, hint)) as [
      number,
      number,
      number,
      number,
    ]
    const volume = traded ?? 0
    if (typeof volume !== 'number' || !(volume >= 0 && volume < Infinity)) return undefined
    if (!(low > 0 && low <= open && low <= close && high >= open && high >= close)) return undefined
    return { time: stamp * 1_000, open, high, low, close, volume: Math.round(volume) }
  }

  /** What all prices of a row are multiplied by, so that they are without the dividends after it. */
  function ratio(adjustedClose: unknown, rawClose: unknown): number | undefined {
    if (!isPrice(adjustedClose) || !isPrice(rawClose)) return undefined
    return toPrice(adjustedClose, hint) / toPrice(rawClose, hint)
  }
}

/** How many decimals Yahoo shows. */
function hintOf({ priceHint }: ChartMeta): number {
  return typeof priceHint === 'number' && priceHint >= 0 && priceHint <= 8 ? Math.round(priceHint) : 2
}

/** The wall clock of the exchange; the offset that Yahoo gives is that of now, and wrong across a change of clocks. */
export function zoneOf({ exchangeTimezoneName }: ChartMeta): Zone {
  try {
    return createZone(exchangeTimezoneName ?? 'UTC')
  } catch {
    return createZone('UTC')
  }
}

function isPrice(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && value < Infinity
}

function scaled(row: Required<BarRow>, factor: number): Required<BarRow> {
  if (factor === 1) return row
  const scale = (price: number): number => withoutDust(price * factor)
  return { ...row, open: scale(row.open), high: scale(row.high), low: scale(row.low), close: scale(row.close) }
}

/** The live row goes on with the row of the same bar, whose volume it does not repeat. */
function merged(before: Required<BarRow> | undefined, live: Required<BarRow>): Required<BarRow> {
  if (before === undefined) return live
  return {
    ...live,
    open: before.open,
    high: Math.max(before.high, live.high),
    low: Math.min(before.low, live.low),
    volume: Math.max(before.volume, live.volume),
  }
}

/**
 * The bar that the last row belongs to where it is the live one; `over` for the price of the close that comes after the
 * last bar, `undefined` for a row like all others.
 */
function liveBar(
  { time, volume }: Required<BarRow>,
  before: Timestamp | undefined,
  meta: ChartMeta,
  barMs: number,
): Timestamp | 'over' | undefined {
  const isLastTrade = time === (meta.regularMarketTime ?? Number.NaN) * 1_000
  const isWithinBefore = before !== undefined && time > before && time - before < barMs
  const regular = meta.currentTradingPeriod?.regular
  const zone = zoneOf(meta)
  const timeOfDay = (at: Timestamp): number => modulo(at + zone.offsetAt(at), dayMs)
  if (regular !== undefined) {
    // The current period can be that of tomorrow; its hours are the same.
    const [opens, closes] = [timeOfDay(regular.start * 1_000), timeOfDay(regular.end * 1_000)]
    const sinceClose = timeOfDay(time) - closes
    if (isLastTrade && opens < closes && sinceClose >= 0) return 'over'
    // The last trade can be told of a few seconds off.
    if (volume === 0 && sinceClose >= 0 && sinceClose < minuteMs) return 'over'
    if ((isLastTrade || time % minuteMs !== 0) && !isWithinBefore) return time - modulo(timeOfDay(time) - opens, barMs)
  }
  return isWithinBefore ? before : undefined
}

/** Days are stamped by the open of their session; the live row is moved there, along the wall clock of the exchange. */
function createDayStamps(meta: ChartMeta, stamps: readonly unknown[]): (time: Timestamp) => Timestamp {
  const zone = zoneOf(meta)
  const last = stamps.at(-1)
  const lastTime = isMoment(last) ? last * 1_000 : Number.NaN
  const local = (time: Timestamp): number => time + zone.offsetAt(time)
  const dayOf = (time: Timestamp): number => Math.floor(local(time) / dayMs)
  const regular = meta.currentTradingPeriod?.regular
  const opensNow = regular === undefined ? undefined : regular.start * 1_000
  const before = numberBefore(stamps)
  return (time) => {
    if (time !== lastTime) return time
    if (before !== undefined && dayOf(before) === dayOf(time)) return before
    if (opensNow !== undefined && dayOf(opensNow) === dayOf(time)) return Math.min(time, opensNow)
    const isLive = time === (meta.regularMarketTime ?? Number.NaN) * 1_000
    const reference = before ?? opensNow
    if (!isLive || reference === undefined) return time
    return zone.toUtc(dayOf(time) * dayMs + modulo(local(reference), dayMs))
  }
}

/** The stamp of the row before the last one. */
function numberBefore(stamps: readonly unknown[]): Timestamp | undefined {
  const before = stamps.findLast((each, i) => i < stamps.length - 1 && isMoment(each))
  return isMoment(before) ? before * 1_000 : undefined
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor
}

type WithoutNulls<T> = { readonly [K in keyof T]: Exclude<T[K], null> }

function withoutNulls<T extends object>(columns: T): WithoutNulls<T> {
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== null)) as WithoutNulls<T>
}
