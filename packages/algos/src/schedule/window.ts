import type { AlgoContext, AlgoParams, Timestamp } from '@shagun/core'
import { invalid, lotsIn, mostBins, type ScheduleParams } from './schedule-params.ts'
import { elapsedAt, type Span, tradingSpans } from './trading-time.ts'

/** What a schedule is drawn from. */
export type DrawnFrom<P extends AlgoParams> = Pick<
  AlgoContext<P>,
  'now' | 'params' | 'lots' | 'instrument' | 'calendar'
>

/** When a schedule works. */
export interface Window {
  readonly startAt: Timestamp
  readonly endAt: Timestamp
  readonly spans: readonly Span[]
  /** All of its trading time. */
  readonly lengthMs: number
}

/** The window of parameters that have been checked, from when it really began. */
export function windowOf({ params, calendar }: DrawnFrom<ScheduleParams>, startAt: Timestamp): Window {
  const endAt = params.endAt ?? (params.startAt ?? startAt) + params.durationMs!
  const spans = tradingSpans({ from: startAt, to: endAt }, calendar, params.closingAuction)
  // After a restart a calendar may know of a holiday that it did not know of before.
  return spans.length > 0
    ? { startAt, endAt, spans, lengthMs: elapsedAt(spans, endAt) }
    : { startAt, endAt, spans: [{ from: endAt, to: endAt }], lengthMs: 0 }
}

/** @throws ShagunError `invalid-options` for a window that is none, that is over, or in which there is no trading left */
export function checkWindow(context: DrawnFrom<ScheduleParams>, startAt: Timestamp): Window {
  const { params, now, calendar } = context
  const { endAt, durationMs } = params
  if (!Number.isFinite(startAt)) throw invalid('startAt', params.startAt, 'epoch milliseconds')
  if ((endAt === undefined) === (durationMs === undefined)) throw invalid('endAt', endAt, 'either endAt or durationMs')
  if (durationMs !== undefined && !(durationMs > 0 && durationMs <= longestMs))
    throw invalid('durationMs', durationMs, 'milliseconds above 0, a year at most')
  if (endAt !== undefined && !(endAt > startAt && endAt <= startAt + longestMs))
    throw invalid('endAt', endAt, `epoch milliseconds after startAt, which is ${startAt}, a year later at most`)
  const window = windowOf(context, startAt)
  const last = durationMs === undefined ? 'endAt' : 'durationMs'
  if (window.endAt <= now) throw invalid(last, params[last], `a window that ends after now, which is ${now}`)
  const left = window.lengthMs - elapsedAt(window.spans, now)
  if (!(left >= 1)) throw invalid(last, params[last], `a window in which ${calendar?.id ?? 'the venue'} still trades`)
  return window
}

/**
 * Into how many bins a window is cut: as told, else about a minute each, but ten at least where they are no shorter than
 * a second, and no more than there are children of the smallest size.
 */
export function binCount({ params, lots, instrument }: DrawnFrom<ScheduleParams>, lengthMs: number): number {
  const { slices, intervalMs, minChildQuantity } = params
  const most = Math.max(1, Math.min(mostBins, Math.floor(lengthMs)))
  if (slices !== undefined) return Math.min(slices, most)
  if (intervalMs !== undefined) return Math.min(most, Math.max(1, Math.round(lengthMs / intervalMs)))
  const children = Math.floor(lots / (minChildQuantity === undefined ? 1 : lotsIn(minChildQuantity, instrument)))
  const wanted = Math.min(Math.max(10, Math.round(lengthMs / 60_000)), Math.floor(lengthMs / 1_000), children)
  return Math.min(most, Math.max(1, wanted))
}

const longestMs = 366 * 86_400_000
