import type { AlgoContext, Timestamp } from '@shagun/core'
import { checkMoment, checkNumber, longestMs } from '../params/check.ts'
import { invalid } from '../params/invalid.ts'
import { elapsedAt, tradingSpans } from './trading-time.ts'

/** From when until when an algo works; one that is given no end has none. */
export interface WindowParams {
  /** When it begins, epoch ms; what is past is over. Default: at once. */
  readonly startAt?: Timestamp
  /** When it ends, whether filled or not, epoch ms; a schedule needs it, or `durationMs`. Default: when it is filled. */
  readonly endAt?: Timestamp
  /** Instead of `endAt`: how long it runs from `startAt` on, on the clock, in ms. */
  readonly durationMs?: number
}

/** A window in moments; `endAt` is `Infinity` where it is open. */
export interface Window {
  readonly startAt: Timestamp
  readonly endAt: Timestamp
}

/** @param begunAt - when the algo was accepted, from which a duration counts without a start */
export function readWindow(params: WindowParams, begunAt: Timestamp): Window {
  const { startAt = begunAt, endAt, durationMs = Number.POSITIVE_INFINITY } = params
  return { startAt, endAt: endAt ?? startAt + durationMs }
}

/** What a window is checked against. */
export interface WindowRules {
  readonly end?: 'required'
  readonly closingAuction?: boolean | undefined
}

/**
 * @throws ShagunError `invalid-options` for a window that is over, that has two ends, that ends before it starts or more
 * than a year later, and for one in which the venue does not trade any more
 */
export function checkWindow(
  params: WindowParams,
  { now, calendar }: Pick<AlgoContext, 'now' | 'calendar'>,
  begunAt: Timestamp,
  { end, closingAuction }: WindowRules = {},
): Window {
  const { startAt, endAt, durationMs } = params
  checkMoment('startAt', startAt)
  checkMoment('endAt', endAt)
  checkNumber('durationMs', durationMs, (ms) => ms > 0 && ms <= longestMs, 'milliseconds above 0, a year at most')
  if (endAt !== undefined && durationMs !== undefined)
    throw invalid('durationMs', durationMs, 'nothing beside endAt: give one of them')
  const window = readWindow(params, begunAt)
  if (window.startAt > now + longestMs) throw invalid('startAt', startAt, `a moment within a year from now, ${now}`)
  if (window.endAt === Number.POSITIVE_INFINITY) {
    if (end === 'required') throw invalid('endAt', endAt, 'a moment in epoch ms, or a durationMs in its place')
    return window
  }
  const option = endAt === undefined ? 'durationMs' : 'endAt'
  const refuse = (expected: string): Error => invalid(option, params[option], expected)
  if (!(window.endAt > now)) throw refuse(`an end after now, which is ${now}`)
  if (!(window.endAt > window.startAt)) throw refuse(`an end after the start, which is ${window.startAt}`)
  if (!(window.endAt <= Math.max(now, window.startAt) + longestMs)) throw refuse('an end within a year of the start')
  const spans = tradingSpans({ from: Math.max(now, window.startAt), to: window.endAt }, calendar, closingAuction)
  if (!(elapsedAt(spans, window.endAt) >= 1))
    throw refuse(`a window in which ${calendar?.id ?? 'the venue'} still trades`)
  return window
}

/** When something may be placed: now, or once the window and the venue are open for continuous trading. */
export function opensAt({ startAt }: Window, { now, calendar }: Pick<AlgoContext, 'now' | 'calendar'>): Timestamp {
  const at = Math.max(startAt, now)
  if (calendar === undefined || calendar.phase(at) === 'continuous') return at
  return calendar.nextOpen(at)
}

/** When the venue stops to trade continuously for the last time in a window that ends. */
export function closesAt({ startAt, endAt }: Window, calendar: AlgoContext['calendar']): Timestamp {
  return tradingSpans({ from: startAt, to: endAt }, calendar).at(-1)?.to ?? endAt
}
