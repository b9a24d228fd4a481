import type { AlgoContext } from '@shagun/core'
import { requireSlicing } from '../children/order-type.ts'
import { checkSlices, type SliceParams } from '../children/slices.ts'
import { checkFlag, checkNumber, checkOneOf } from '../params/check.ts'
import { invalid } from '../params/invalid.ts'
import { requireShare } from '../participation/lots-within.ts'
import type { WindowParams } from '../window/read-window.ts'

/** What becomes of a slice that was not filled in its time. */
export type CatchUp = 'spread' | 'immediate' | 'skip'

/** How a slice is worked. */
export type Placement = 'passive-then-aggressive' | 'passive' | 'aggressive'

/**
 * What every algo that follows a schedule can be told. It needs an end: `endAt` or `durationMs`. Times are epoch
 * milliseconds, quantities units.
 */
export interface ScheduleParams extends SliceParams, WindowParams {
  /** Into how many bins of equal trading time the window is cut. This or `intervalMs`. */
  readonly slices?: number
  /** How long a bin is, as nearly as whole bins fill the window. */
  readonly intervalMs?: number
  /** The share of the market's volume since the start, ours included, that is never passed: above 0 to 1. Default: no limit. */
  readonly maxParticipation?: number
  /** By how much of itself a slice may be larger or smaller than planned, 0 to 1. Default: 0. */
  readonly sizeJitter?: number
  /** Over how much of the part of its bin in which it is worked passively a slice's beginning is drawn, 0 to 1. Default: 0. */
  readonly timeJitter?: number
  /**
   * `spread` plans what was missed over the slices that are left, `immediate` adds it to the next one, `skip` leaves it.
   * Default: `spread`.
   */
  readonly catchUp?: CatchUp
  /**
   * `passive-then-aggressive` waits at the near side of the market, follows it up to sixteen times a bin, and crosses
   * the spread in its last fifth; `passive` never crosses; `aggressive` crosses at once. Default: `passive-then-aggressive`.
   */
  readonly placement?: Placement
  /**
   * Whether all that is left goes out in the last fifth of the last bin, whatever placement and participation say; never
   * past the limit. Default: false.
   */
  readonly completeAtEnd?: boolean
  /** Whether the time of closing auctions belongs to the schedule, too. Default: false. */
  readonly closingAuction?: boolean
}

/** The names of those that may change while it runs. */
export const amendableOfSchedule: readonly (keyof ScheduleParams)[] = [
  'endAt',
  'durationMs',
  'slices',
  'intervalMs',
  'minChildQuantity',
  'maxChildQuantity',
  'maxParticipation',
  'sizeJitter',
  'timeJitter',
  'catchUp',
  'placement',
  'completeAtEnd',
]

/** @throws ShagunError `invalid-options` for a parameter without meaning, `unsupported` where the broker lacks an order type */
export function checkScheduleParams({ params, instrument, supports, routes }: AlgoContext<ScheduleParams>): void {
  const { slices, intervalMs } = params
  if (slices !== undefined && intervalMs !== undefined)
    throw invalid('intervalMs', intervalMs, `either slices or intervalMs, not both`)
  const isCount = (bins: number): boolean => Number.isInteger(bins) && bins > 0 && bins <= mostBins
  checkNumber('slices', slices, isCount, `a whole number from 1 to ${mostBins}`)
  checkNumber('intervalMs', intervalMs, (ms) => ms > 0, 'milliseconds above 0')
  if (params.maxParticipation !== undefined) requireShare('maxParticipation', params.maxParticipation)
  checkOneOf('catchUp', params.catchUp, 'spread', 'immediate', 'skip')
  checkOneOf('placement', params.placement, 'passive-then-aggressive', 'passive', 'aggressive')
  checkFlag('closingAuction', params.closingAuction)
  checkSlices(params, instrument)
  requireSlicing(params.placement !== 'aggressive', params, supports, routes[0])
}

/** More would make a step slow, and nobody needs them. */
export const mostBins = 10_000
