import type { AlgoContext, AlgoParams, Timestamp } from '@shagun/core'
import { lotsIn } from '../params/read-lots.ts'
import { checkWindow, readWindow, type Window } from '../window/read-window.ts'
import { elapsedAt, type Span, tradingSpans } from '../window/trading-time.ts'
import { mostBins, type ScheduleParams } from './schedule-params.ts'

/** What a schedule is drawn from. */
export type DrawnFrom<P extends AlgoParams> = Pick<
  AlgoContext<P>,
  'now' | 'params' | 'lots' | 'instrument' | 'calendar'
>

/** When a schedule works. */
export interface ScheduleWindow extends Window {
  readonly spans: readonly Span[]
  /** All of its trading time. */
  readonly lengthMs: number
}

/** The window of parameters that have been checked, from when it really began. */
export function windowOf({ params, calendar }: DrawnFrom<ScheduleParams>, startAt: Timestamp): ScheduleWindow {
  const { endAt } = readWindow(params, startAt)
  const spans = tradingSpans({ from: startAt, to: endAt }, calendar, params.closingAuction)
  // After a restart a calendar may know of a holiday that it did not know of before.
  return spans.length > 0
    ? { startAt, endAt, spans, lengthMs: elapsedAt(spans, endAt) }
    : { startAt, endAt, spans: [{ from: endAt, to: endAt }], lengthMs: 0 }
}

/** @throws ShagunError `invalid-options` for a window that is none, that is over, or in which there is no trading left */
export function checkSchedule(context: DrawnFrom<ScheduleParams>, begunAt: Timestamp): void {
  const { params } = context
  checkWindow(params, context, begunAt, { end: 'required', closingAuction: params.closingAuction })
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
