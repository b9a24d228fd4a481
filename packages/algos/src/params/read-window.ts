import type { AlgoContext, Timestamp } from '@shagun/core'
import { invalid } from './invalid.ts'

/** From when until when an algo works; one that is given no end has none. */
export interface WindowParams {
  /** Nothing is placed before it, epoch ms. Default: at once. */
  readonly startAt?: Timestamp
  /** When it ends with what is left, epoch ms. Default: never. */
  readonly endAt?: Timestamp
  /** Instead of `endAt`: how long it works, from `startAt` on, in ms. */
  readonly durationMs?: number
}

/** A window in moments; `endAt` is `Infinity` where it is open. */
export interface Window {
  readonly startAt: Timestamp
  readonly endAt: Timestamp
}

/** @param begunAt - when the algo was accepted, from which a duration counts without a start */
export function readWindow(params: WindowParams, begunAt: Timestamp): Window {
  const { startAt = begunAt, endAt, durationMs } = params
  return { startAt, endAt: endAt ?? (durationMs === undefined ? Number.POSITIVE_INFINITY : startAt + durationMs) }
}

/** @throws ShagunError `invalid-options` for a window that is over, that has two ends, or that ends before it starts */
export function checkWindow(params: WindowParams, begunAt: Timestamp, now: Timestamp): void {
  const { startAt, endAt, durationMs } = params
  if (startAt !== undefined && !Number.isFinite(startAt)) throw invalid('startAt', startAt, 'a moment in epoch ms')
  if (endAt !== undefined && durationMs !== undefined)
    throw invalid('durationMs', durationMs, 'nothing beside endAt: give one of them')
  if (durationMs !== undefined && !(durationMs > 0 && Number.isFinite(durationMs)))
    throw invalid('durationMs', durationMs, 'milliseconds above 0')
  if (endAt === undefined && durationMs === undefined) return
  if (endAt !== undefined && !Number.isFinite(endAt)) throw invalid('endAt', endAt, 'a moment in epoch ms')
  const window = readWindow(params, begunAt)
  const option = endAt === undefined ? 'durationMs' : 'endAt'
  if (!(window.endAt > now)) throw invalid(option, params[option], `an end after now, ${now}`)
  if (!(window.endAt > window.startAt)) throw invalid(option, params[option], `an end after the start, ${startAt}`)
}

/** When something may be placed: now, or once the window and the venue are open for continuous trading. */
export function opensAt({ startAt }: Window, { now, calendar }: Pick<AlgoContext, 'now' | 'calendar'>): Timestamp {
  const at = Math.max(startAt, now)
  if (calendar === undefined || calendar.phase(at) === 'continuous') return at
  return calendar.nextOpen(at)
}
