import { type AlgoFactory, defineAlgo } from '@shagun/core'
import { type Curve, doneBy, equalBins } from '../schedule/curve.ts'
import { followSchedule, type ScheduleKind } from '../schedule/follow-schedule.ts'
import { invalid, mostBins, requireOneOf, type ScheduleParams } from '../schedule/schedule-params.ts'
import { binCount, type DrawnFrom, type Window } from '../schedule/window.ts'
import { volumeCurve } from './volume-curve.ts'
import type { VolumeProfile } from './volume-profile.ts'

/** What {@link vwap} is told. */
export interface VwapParams extends ScheduleParams {
  /** How much usually trades when, as `volumeProfile` tells it from history. */
  readonly profile: VolumeProfile
  /**
   * `static` keeps to the profile; `dynamic` counts what really trades, and scales what is still expected by half of how
   * much livelier or calmer the market has been. Default: `static`.
   */
  readonly curve?: 'static' | 'dynamic'
}

export const vwapKind: ScheduleKind<VwapParams> = {
  name: 'vwap',
  amendable: ['profile', 'curve'],
  curve(context, window) {
    const { profile, curve, slices, intervalMs } = context.params
    checkProfile(profile)
    requireOneOf('curve', curve, ['static', 'dynamic'])
    const expected = volumeCurve(profile, window, context.calendar)
    const bins = expected.elapsed.length - 1
    if (bins > mostBins)
      throw invalid('profile', `of ${bins} bins`, `${mostBins} bins at most: longer ones, or a shorter window`)
    if (!(expected.done.at(-1)! > 0))
      throw invalid('profile', 'without volume', 'one that expects volume in the window')
    return slices === undefined && intervalMs === undefined ? expected : inSlices(expected, context, window)
  },
  dynamic: ({ curve }) => curve === 'dynamic',
}

/**
 * Volume-weighted: slices in proportion to how much usually trades in their time, so that the average price comes near to
 * that of the market over the window.
 *
 * Its bins are those of the profile as far as they fall into the window, cut by time where they reach out of it; with
 * `slices` or `intervalMs` equal ones, with the volume that falls into each. A bin in which nothing trades gets nothing.
 *
 * @throws ShagunError `invalid-options` where it is executed, for a window that is over or without trading, without a
 * profile or with one that expects nothing in the window, and for parameters without meaning; `unsupported` where the
 * broker lacks an order type
 * @example
 * ```ts
 * import { volumeProfile, vwap } from '@shagun/algos'
 * import { type Bars, nse, type Trader } from '@shagun/core'
 *
 * function buyWithVolume(trader: Trader, fiveMinutes: Bars, endAt: number) {
 *   const profile = volumeProfile(fiveMinutes, { calendar: nse() })
 *   return trader.execute(
 *     vwap({ instrument: 'NSE:INFY', side: 'buy', quantity: 5000, endAt, profile, curve: 'dynamic', maxParticipation: 0.1 }),
 *   )
 * }
 * ```
 */
export const vwap: AlgoFactory<VwapParams> = defineAlgo(followSchedule(vwapKind))

function inSlices(expected: Curve, context: DrawnFrom<VwapParams>, { lengthMs }: Window): Curve {
  const elapsed = equalBins(lengthMs, binCount(context, lengthMs))
  return { elapsed, done: elapsed.map((at) => doneBy(expected, at)) }
}

function checkProfile(profile: VolumeProfile | undefined): void {
  if (profile === undefined) throw invalid('profile', profile, 'what volumeProfile(bars) tells')
  const { binMs, volumes } = profile
  if (!(binMs >= 1_000 && binMs < Number.POSITIVE_INFINITY)) throw invalid('profile.binMs', binMs, 'a second or more')
  if (
    !(
      Array.isArray(volumes) &&
      volumes.length <= mostBins &&
      volumes.every((volume) => volume >= 0 && volume < Infinity)
    )
  )
    throw invalid('profile.volumes', volumes, `finite volumes of 0 or more, ${mostBins} at most`)
}
