import type { TcaResult, Timestamp } from '@shagun/core'
import type { ReportOptions } from '../options.ts'
import { createFormat, type Format } from '../page/format.ts'
import type { Part } from '../page/html.ts'
import { missing } from '../sections/missing.ts'

/** What every section of the page reads, worked out once. */
export interface CostData {
  readonly result: TcaResult
  readonly format: Format
  readonly title: string
  /** To the second, with its day only where the order lasted longer than one. */
  writeTime(time: Timestamp): string
  /** A figure, or what stands in its place: the result's own note on it says why. */
  figure<T>(value: T | null, about: string, write: (value: T) => string): Part
}

/** @throws ShagunError `invalid-options` where locale, currency or time zone is unknown */
export function readCost(
  result: TcaResult,
  options: Pick<ReportOptions, 'title' | 'currency' | 'locale' | 'timeZone'>,
): CostData {
  const { side, quantity, instrument, decision, arrival, end, fills, notes } = result
  // Coins have codes that are none of ISO 4217; their amounts are plain numbers.
  const own = result.currency !== null && /^[A-Z]{3}$/.test(result.currency) ? { currency: result.currency } : {}
  const format = createFormat({ ...own, ...options })
  const moments = [decision.time, arrival.time, end.time, ...fills.map(({ time }) => time)].filter(
    (time) => time !== null,
  )
  const days = new Set(moments.map((time) => Math.floor(format.zone.toWall(time) / 86_400_000)))
  const noteOn = new Map(notes.map(({ about, text }) => [about, text]))
  const nothing = noteOn.get('averagePrice')
  return {
    result,
    format,
    title:
      options.title ??
      `Cost of ${side === 'buy' ? 'buying' : 'selling'} ${format.quantity(quantity)} ${instrument ?? 'units'}`,
    writeTime: days.size > 1 ? format.dateAndClockTime : format.clockTime,
    figure: (value, about, write) =>
      value === null ? missing(noteOn.get(about) ?? nothing ?? 'It is not known.') : write(value),
  }
}
