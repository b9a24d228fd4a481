import { ShagunError } from '../errors.ts'
import type { InstrumentId } from './ids.ts'
import type { Timeframe, Timestamp } from './time.ts'

/** One bar, stamped by its open. */
export interface Bar {
  readonly instrument: InstrumentId
  readonly timeframe: Timeframe
  readonly time: Timestamp
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

/** A Float64Array nobody may write to: assigns freely to and from Float64Array, but `column[i] = x` does not compile. */
export type Column = Readonly<Float64Array>

/** History as columns of equal length, oldest first. */
export interface Bars extends Iterable<Bar> {
  readonly instrument: InstrumentId
  readonly timeframe: Timeframe
  readonly length: number
  /** When each bar opened, epoch milliseconds, strictly rising. */
  readonly time: Column
  readonly open: Column
  readonly high: Column
  readonly low: Column
  readonly close: Column
  readonly volume: Column
  /** The same memory, fewer rows. */
  slice(from: number, to?: number): Bars
}

/** A bar as {@link createBars} takes it. */
export interface BarRow {
  readonly time: Timestamp
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume?: number
}

/** Columns of equal length as {@link createBars} takes them, oldest first. */
export interface BarColumns {
  readonly time: ArrayLike<number>
  readonly open: ArrayLike<number>
  readonly high: ArrayLike<number>
  readonly low: ArrayLike<number>
  readonly close: ArrayLike<number>
  readonly volume?: ArrayLike<number>
}

/**
 * History from rows or from columns, checked.
 *
 * Columns that are Float64Arrays already are taken as they are, without a copy; a missing volume is 0.
 *
 * @throws ShagunError `invalid-data`, naming field and row (from 0), where times do not strictly rise, a price
 * is not a positive finite number, high or low do not enclose the bar, a volume is negative, or columns differ in length
 * @example
 * ```ts
 * import { createBars } from '@shagun/core'
 *
 * const bars = createBars('NASDAQ:AAPL', '1d', [
 *   { time: Date.UTC(2018, 4, 10), open: 187.7, high: 190.4, low: 187.7, close: 190.0, volume: 27_989_300 },
 * ])
 * bars.close[0] // 190
 * ```
 */
export function createBars(instrument: InstrumentId, timeframe: Timeframe, data: readonly BarRow[] | BarColumns): Bars {
  const columns = isColumns(data) ? fromColumns(instrument, data) : fromRows(data)
  check(instrument, columns)
  return view(instrument, timeframe, columns)
}

/** Columns that grow at the end, handed out as `Bars` that never see what comes later. */
export interface GrowingBars {
  /** When the last bar opened; before any, before all time. */
  readonly lastTime: Timestamp
  append(bar: Bar): void
  /** Replaces what is there. */
  load(bars: Bars): void
  current(): Bars
}

export function createGrowingBars(instrument: InstrumentId, timeframe: Timeframe): GrowingBars {
  let columns = allocate(1024)
  let length = 0
  let latest: Bars | undefined

  function reserve(rows: number): void {
    if (rows <= columns.time.length) return
    const larger = allocate(Math.max(rows, columns.time.length * 2))
    for (const name of names) larger[name].set(columns[name].subarray(0, length))
    columns = larger
  }

  return {
    get lastTime() {
      return length === 0 ? Number.NEGATIVE_INFINITY : columns.time[length - 1]!
    },
    append(bar) {
      reserve(length + 1)
      columns.time[length] = bar.time
      columns.open[length] = bar.open
      columns.high[length] = bar.high
      columns.low[length] = bar.low
      columns.close[length] = bar.close
      columns.volume[length] = bar.volume
      length++
      latest = undefined
    },
    load(bars) {
      columns = allocate(Math.max(1024, bars.length))
      for (const name of names) columns[name].set(bars[name])
      length = bars.length
      latest = undefined
    },
    current() {
      return (latest ??= slice(instrument, timeframe, columns, 0, length))
    },
  }
}

type Columns = Record<(typeof names)[number], Float64Array>
const names = ['time', 'open', 'high', 'low', 'close', 'volume'] as const

function view(instrument: InstrumentId, timeframe: Timeframe, columns: Columns): Bars {
  const { time, open, high, low, close, volume } = columns
  return {
    instrument,
    timeframe,
    length: time.length,
    time,
    open,
    high,
    low,
    close,
    volume,
    slice: (from, to) => slice(instrument, timeframe, columns, from, to),
    *[Symbol.iterator]() {
      for (let i = 0; i < time.length; i++) yield barAt(this, i)
    },
  }
}

/**
 * One row of `Bars` as a fresh `Bar`, which stays as it is when history goes on.
 *
 * @param index - from 0 to below `bars.length`; it is not checked
 * @example
 * ```ts
 * import { type Bar, type Bars, barAt } from '@shagun/core'
 *
 * function lastOf(bars: Bars): Bar | undefined {
 *   return bars.length === 0 ? undefined : barAt(bars, bars.length - 1)
 * }
 * ```
 */
export function barAt(bars: Bars, index: number): Bar {
  return {
    instrument: bars.instrument,
    timeframe: bars.timeframe,
    time: bars.time[index]!,
    open: bars.open[index]!,
    high: bars.high[index]!,
    low: bars.low[index]!,
    close: bars.close[index]!,
    volume: bars.volume[index]!,
  }
}

/**
 * The bars that opened in a range, without a copy.
 *
 * @param from - the first moment, in epoch milliseconds
 * @param to - the first moment that no longer belongs to it
 * @example
 * ```ts
 * import { type Bars, barsBetween } from '@shagun/core'
 *
 * function ofTheYear(bars: Bars, year: number): Bars {
 *   return barsBetween(bars, Date.UTC(year, 0), Date.UTC(year + 1, 0))
 * }
 * ```
 */
export function barsBetween(bars: Bars, from: Timestamp, to: Timestamp): Bars {
  const first = rowFrom(bars, from)
  return bars.slice(first, Math.max(first, rowFrom(bars, to)))
}

/** The first row that opened at a moment or later. */
export function rowFrom({ time, length }: Bars, moment: Timestamp): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (time[middle]! < moment) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * Several stretches of one history as one.
 *
 * @param parts - in any order; none may reach into another
 * @throws ShagunError `invalid-data` where two of them overlap
 * @example
 * ```ts
 * import { type Bars, joinBars } from '@shagun/core'
 *
 * function whole(months: readonly Bars[]): Bars {
 *   return joinBars('NSE:INFY', '1d', months)
 * }
 * ```
 */
export function joinBars(instrument: InstrumentId, timeframe: Timeframe, parts: readonly Bars[]): Bars {
  const sorted = parts.filter(({ length }) => length > 0).sort((a, b) => a.time[0]! - b.time[0]!)
  const columns = allocate(sorted.reduce((sum, { length }) => sum + length, 0))
  let row = 0
  for (const part of sorted) {
    for (const name of names) columns[name].set(part[name], row)
    row += part.length
  }
  return createBars(instrument, timeframe, columns)
}

function slice(instrument: InstrumentId, timeframe: Timeframe, columns: Columns, from: number, to?: number): Bars {
  return view(
    instrument,
    timeframe,
    eachColumn((name) => columns[name].subarray(from, to)),
  )
}

function isColumns(data: readonly BarRow[] | BarColumns): data is BarColumns {
  return !Array.isArray(data)
}

function fromRows(rows: readonly BarRow[]): Columns {
  const columns = allocate(rows.length)
  rows.forEach((row, i) => {
    columns.time[i] = row.time
    columns.open[i] = row.open
    columns.high[i] = row.high
    columns.low[i] = row.low
    columns.close[i] = row.close
    columns.volume[i] = row.volume ?? 0
  })
  return columns
}

function fromColumns(instrument: InstrumentId, data: BarColumns): Columns {
  const { length } = data.time
  const column = (name: (typeof names)[number]): Float64Array => {
    const values = data[name]
    if (values === undefined) return new Float64Array(length)
    if (values.length !== length)
      throw invalid(instrument, name, undefined, `${values.length} rows`, `${length}, as many as time has`)
    return values instanceof Float64Array ? values : Float64Array.from(values)
  }
  return eachColumn(column)
}

function allocate(rows: number): Columns {
  return eachColumn(() => new Float64Array(rows))
}

function eachColumn(make: (name: (typeof names)[number]) => Float64Array): Columns {
  return {
    time: make('time'),
    open: make('open'),
    high: make('high'),
    low: make('low'),
    close: make('close'),
    volume: make('volume'),
  }
}

function check(instrument: InstrumentId, { time, open, high, low, close, volume }: Columns): void {
  for (let i = 0; i < time.length; i++) {
    const t = time[i]!
    const o = open[i]!
    const h = high[i]!
    const l = low[i]!
    const c = close[i]!
    const v = volume[i]!
    // One comparison a bar in the common case; NaN fails every comparison, so it always ends up below.
    if (
      l > 0 &&
      l <= o &&
      l <= c &&
      h >= o &&
      h >= c &&
      h < Infinity &&
      v >= 0 &&
      v < Infinity &&
      Number.isFinite(t) &&
      !(t <= time[i - 1]!)
    )
      continue
    throw faultOf(instrument, i, { time: t, open: o, high: h, low: l, close: c, volume: v }, time[i - 1])
  }
}

/** What is wrong with a bar that is known to be wrong. */
function faultOf(
  instrument: InstrumentId,
  row: number,
  bar: Required<BarRow>,
  before: number | undefined,
): ShagunError {
  if (!Number.isFinite(bar.time)) return invalid(instrument, 'time', row, String(bar.time), 'epoch milliseconds')
  if (before !== undefined && bar.time <= before)
    return invalid(instrument, 'time', row, iso(bar.time), `a time after ${iso(before)}, that of the row before it`)
  for (const name of ['open', 'high', 'low', 'close'] as const)
    if (!(bar[name] > 0 && bar[name] < Infinity))
      return invalid(instrument, name, row, String(bar[name]), 'a finite price above 0')
  if (!(bar.volume >= 0 && bar.volume < Infinity))
    return invalid(instrument, 'volume', row, String(bar.volume), 'a finite number of 0 or more')
  if (bar.high < bar.low)
    return invalid(instrument, 'high', row, String(bar.high), `no less than the low of ${bar.low}`)
  const [name, value] = bar.open > bar.high || bar.open < bar.low ? ['open', bar.open] : ['close', bar.close]
  return invalid(
    instrument,
    String(name),
    row,
    String(value),
    `between the low of ${bar.low} and the high of ${bar.high}`,
  )
}

function iso(time: Timestamp): string {
  const date = new Date(time)
  return Number.isNaN(date.getTime()) ? String(time) : date.toISOString()
}

function invalid(
  instrument: InstrumentId,
  field: string,
  row: number | undefined,
  value: string,
  expected: string,
): ShagunError {
  const where = row === undefined ? '' : ` in row ${row}`
  return new ShagunError(
    'invalid-data',
    `The bars of ${instrument} have ${field} ${value}${where}; expected ${expected}.`,
    {
      details: { source: instrument, field, value, expected, ...(row !== undefined && { row }) },
    },
  )
}
