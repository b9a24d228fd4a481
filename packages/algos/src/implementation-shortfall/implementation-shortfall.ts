import { type AlgoFactory, defineAlgo } from '@shagun/core'
import { almgrenChriss, riskAversionOf } from '../almgren-chriss/almgren-chriss.ts'
import type { ImpactModel } from '../almgren-chriss/impact-model.ts'
import { curveOf, equalBins } from '../schedule/curve.ts'
import { followSchedule, type ScheduleKind } from '../schedule/follow-schedule.ts'
import { invalid, requireOneOf, type ScheduleParams } from '../schedule/schedule-params.ts'
import { elapsedAt, tradingSpans } from '../schedule/trading-time.ts'
import { binCount, type DrawnFrom, type Window } from '../schedule/window.ts'

/** What {@link implementationShortfall} is told. */
export interface ImplementationShortfallParams extends ScheduleParams {
  /**
   * How much the risk of waiting weighs against the impact of haste: the rest shrinks to 1/e in the whole window (`low`),
   * a third (`medium`) or a sixth of it (`high`). Default: `medium`.
   */
  readonly urgency?: 'low' | 'medium' | 'high'
  /** λ of Almgren and Chriss in place of an urgency, per currency, 0 or more; needs `impact`. */
  readonly riskAversion?: number
  /** What trading does to the price, as measured or by `estimateImpact`; a day is one of trading at the venue. */
  readonly impact?: ImpactModel
}

export const implementationShortfallKind: ScheduleKind<ImplementationShortfallParams> = {
  name: 'implementation-shortfall',
  amendable: ['urgency', 'riskAversion', 'impact'],
  curve(context, window) {
    const bins = binCount(context, window.lengthMs)
    return curveOf(equalBins(window.lengthMs, bins), tradesOf(context, window, bins))
  },
}

/**
 * Trades so that the cost against the price at arrival is least, its risk included: fast at first, ever slower then, by
 * the optimal trajectory of Almgren and Chriss.
 *
 * Without `slices` or `intervalMs` its intervals are those of `twap`. With a `riskAversion` of 0 it is one.
 *
 * @throws ShagunError `invalid-options` where it is executed, for a window that is over or without trading, for parameters
 * without meaning, and for an impact with which the model pays for haste; `unsupported` where the broker lacks an order type
 * @see Almgren and Chriss, Optimal Execution of Portfolio Transactions, 2000
 * @example
 * ```ts
 * import { estimateImpact, implementationShortfall } from '@shagun/algos'
 *
 * const order = { instrument: 'NSE:INFY', side: 'buy', quantity: 5000, durationMs: 3_600_000 } as const
 * implementationShortfall({ ...order, urgency: 'high' })
 * const impact = estimateImpact({ price: 1500, annualVolatility: 0.25, spread: 0.1, dailyVolume: 6_000_000 })
 * implementationShortfall({ ...order, impact, riskAversion: 1e-6 })
 * ```
 */
export const implementationShortfall: AlgoFactory<ImplementationShortfallParams> = defineAlgo(
  followSchedule(implementationShortfallKind),
)

function tradesOf(
  { params, lots, instrument, calendar }: DrawnFrom<ImplementationShortfallParams>,
  { lengthMs, spans }: Window,
  intervals: number,
): readonly number[] {
  const { urgency, riskAversion, impact } = params
  if (riskAversion === undefined && impact === undefined) {
    requireOneOf('urgency', urgency, Object.keys(kappaOfUrgency))
    const halfLife = 1 / kappaOfUrgency[urgency ?? 'medium']
    return almgrenChriss({ ...plain, intervals, riskAversion: riskAversionOf({ ...plain, intervals }, halfLife) })
      .trades
  }
  if (urgency !== undefined) throw invalid('urgency', urgency, 'either an urgency, or a riskAversion with its impact')
  if (riskAversion === undefined) throw invalid('riskAversion', riskAversion, 'a number of 0 or more beside the impact')
  if (impact === undefined)
    throw invalid('impact', impact, 'an impact model beside the riskAversion, as of estimateImpact')
  const day = calendar?.day(spans[0]!.from)
  const dayMs =
    day === undefined ? 86_400_000 : elapsedAt(tradingSpans({ from: day.start, to: day.end }, calendar), day.end)
  const quantity = lots * instrument.lotSize.toNumber()
  return almgrenChriss({ ...impact, riskAversion, quantity, horizonDays: lengthMs / dayMs, intervals }).trades
}

/** κT: how many half-lives the window has. */
const kappaOfUrgency = { low: 1, medium: 3, high: 6 } as const

/** Of an urgency only the shape counts, so whatever it is measured in is 1. */
const plain = { quantity: 1, horizonDays: 1, volatility: 1, permanentImpact: 0, temporaryImpact: 1 } as const
