import type { Bars, InstrumentId, Timestamp } from '@shagun/core'
import { invalidOption } from '../invalid.ts'
import type { Scenario, Shock } from './scenario.ts'

/** Which part of history comes again. */
export interface HistoricalPeriod {
  /** The stamp of the bar whose close is the beginning. */
  readonly from: Timestamp
  /** The stamp of the bar whose close is the end. */
  readonly to: Timestamp
  /** Default: both dates, as `2020-02-19 to 2020-03-23`. */
  readonly name?: string
}

/**
 * A scenario in which prices change as they did between two bars: a day, or a crash from its top to its bottom.
 *
 * Change = close at `to` / close at `from` - 1, by instrument. One that has no bar at either time is not part of the
 * scenario, and then missing from its results: it is not taken to have stood still. Bars should be adjusted for splits and
 * dividends.
 *
 * @param history - one for each instrument, of any timeframe
 * @throws ShagunError `invalid-options` where `to` does not come after `from`
 * @example
 * ```ts
 * import type { Bars, Timestamp } from '@shagun/core'
 * import { historicalScenario, type Scenario } from '@shagun/risk'
 *
 * // Every day of history once more.
 * function replays(history: readonly Bars[], days: readonly Timestamp[]): Scenario[] {
 *   return days.slice(1).map((to, i) => historicalScenario(history, { from: days[i]!, to }))
 * }
 * ```
 */
export function historicalScenario(history: readonly Bars[], { from, to, name }: HistoricalPeriod): Scenario {
  if (!(to > from)) throw invalidOption('historicalScenario', 'to', to, `a time after ${from}`)
  const instruments: Record<InstrumentId, Shock> = {}
  for (const { instrument, time, close } of history) {
    const [first, last] = [close[time.indexOf(from)], close[time.indexOf(to)]]
    if (first !== undefined && last !== undefined) instruments[instrument] = { change: last / first - 1 }
  }
  return { name: name ?? `${dateOf(from)} to ${dateOf(to)}`, instruments }
}

function dateOf(time: Timestamp): string {
  return new Date(time).toISOString().slice(0, 10)
}
