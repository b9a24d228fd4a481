import { type AlgoFactory, defineAlgo } from '@shagun/core'
import { curveOf, equalBins } from '../schedule/curve.ts'
import { followSchedule, type ScheduleKind } from '../schedule/follow-schedule.ts'
import type { ScheduleParams } from '../schedule/schedule-params.ts'
import { binCount } from '../schedule/window.ts'

/** What {@link twap} is told. */
export interface TwapParams extends ScheduleParams {}

export const twapKind: ScheduleKind<TwapParams> = {
  name: 'twap',
  amendable: [],
  curve(context, { lengthMs }) {
    const bins = binCount(context, lengthMs)
    return curveOf(equalBins(lengthMs, bins), new Array<number>(bins).fill(1))
  },
}

/**
 * Time-weighted: the same quantity in every bin of trading time, so that the average price comes near to the mean price
 * over the window.
 *
 * Equal slices cost least where impact is linear and prices are a random walk (Bertsimas and Lo, 1998); they take
 * no notice of volume, and without jitter everybody can see them come. Without `slices` or `intervalMs` a bin lasts about a
 * minute; there are ten at least, none shorter than a second, and no more than lots.
 *
 * @throws ShagunError `invalid-options` where it is executed, for a window that is over or without trading and for parameters
 * without meaning, `unsupported` where the broker lacks an order type
 * @example
 * ```ts
 * import { twap } from '@shagun/algos'
 * import type { Trader } from '@shagun/core'
 *
 * async function sellOverAnHour(trader: Trader) {
 *   const execution = trader.execute(
 *     twap({ instrument: 'NSE:INFY', side: 'sell', quantity: 5000, limitPrice: '1500', durationMs: 3_600_000, slices: 60 }),
 *   )
 *   const { status, reason } = await execution.finished // `expired`, and why, where something is left
 *   return reason ?? status
 * }
 * ```
 */
export const twap: AlgoFactory<TwapParams> = defineAlgo(followSchedule(twapKind))
