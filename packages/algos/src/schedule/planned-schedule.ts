import type { AlgoOrder, Calendar, Decimal, Instrument, Timestamp } from '@shagun/core'
import { implementationShortfallKind } from '../implementation-shortfall/implementation-shortfall.ts'
import { twapKind } from '../twap/twap.ts'
import { vwapKind } from '../vwap/vwap.ts'
import { doneBy } from './curve.ts'
import type { ScheduleKind } from './follow-schedule.ts'
import { roundHalf } from './plan.ts'
import { invalid, lotsIn, type ScheduleParams } from './schedule-params.ts'
import { elapsedAt, momentAt } from './trading-time.ts'
import { checkWindow, type DrawnFrom } from './window.ts'

/** Where and when an order is to be planned. */
export interface PlannedOptions {
  readonly instrument: Instrument
  /** When it would begin, where its parameters do not say. */
  readonly now: Timestamp
  readonly calendar?: Calendar
}

/** How much is to be filled by a moment, units since the beginning. */
export interface PlannedPoint {
  readonly time: Timestamp
  readonly quantity: Decimal
}

/**
 * The schedule of a `twap`, a `vwap` or an `implementationShortfall`, before anything is placed: what it wants to be filled
 * at each boundary of its bins, rounded to lots, without jitter and smallest children.
 *
 * A point at each end of a session, too, so that the line between two is flat while the venue is closed. It is what
 * `transactionCost` takes as `schedule`.
 *
 * @throws ShagunError `invalid-options` for another algo, a quantity that is no multiple of the lot, and for what
 * the algo itself refuses of its window and its curve
 * @example
 * ```ts
 * import { plannedSchedule, twap } from '@shagun/algos'
 * import { createInstrument } from '@shagun/core'
 *
 * const instrument = createInstrument({ id: 'NSE:INFY', currency: 'INR' })
 * const order = twap({ instrument: 'NSE:INFY', side: 'buy', quantity: 100, durationMs: 120_000, slices: 2 })
 * plannedSchedule(order, { instrument, now: 0 }) // 0 at 0, 50 after a minute, 100 after two
 * ```
 */
export function plannedSchedule<P extends ScheduleParams>(
  { algo, params }: AlgoOrder<P>,
  { instrument, now, calendar }: PlannedOptions,
): PlannedPoint[] {
  const kind = kinds.find(({ name }) => name === algo.name)
  if (kind === undefined) throw invalid('order', algo.name, `one of ${kinds.map(({ name }) => name).join(', ')}`)
  const lots = lotsIn(params.quantity, instrument)
  if (!(Number.isSafeInteger(lots) && lots > 0))
    throw invalid('quantity', params.quantity, `a multiple above 0 of the lot ${instrument.lotSize.toFixed()}`)
  const from: DrawnFrom<P> = { now, params, lots, instrument, ...(calendar && { calendar }) }
  const { spans, startAt, lengthMs } = checkWindow(from, Math.max(now, params.startAt ?? now))
  const curve = kind.curve(from, { spans, startAt, lengthMs, endAt: spans.at(-1)!.to })
  const bounds = curve.elapsed.map((elapsed) => momentAt(spans, elapsed))
  const times = new Set([...bounds, ...spans.flatMap(({ from: opens, to }) => [opens, to])])
  return [...times]
    .sort((a, b) => a - b)
    .map((time) => {
      const share = doneBy(curve, elapsedAt(spans, time)) / curve.done.at(-1)!
      return { time, quantity: instrument.lotSize.times(roundHalf(lots * share)) }
    })
}

const kinds = [twapKind, vwapKind, implementationShortfallKind] as unknown as readonly ScheduleKind<ScheduleParams>[]
