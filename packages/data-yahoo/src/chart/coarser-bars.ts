import { type Bars, createBars, resample, type Timeframe, type Timestamp } from '@shagun/core'
import { zoneOf } from './rows.ts'
import type { Chart } from './shape.ts'

const nightMs = 4 * 3_600_000

/**
 * Longer bars, along the wall clock of the exchange: days turn, and weeks begin, at its midnight, and half hours are
 * counted from the open of its session. A day, week or month is stamped by the first day in it.
 */
export function coarserBars(bars: Bars, timeframe: Timeframe, { meta }: Chart): Bars {
  const zone = zoneOf(meta)
  const regular = meta.currentTradingPeriod?.regular
  const opens = regular === undefined ? firstOfDay(bars) : regular.start * 1_000
  const isOfDays = bars.timeframe === '1d'
  // Sessions begin at whole half hours but for a quarter, and that all year round.
  const anchor = isOfDays ? 0 : opens % 1_800_000
  const shiftOf = (time: Timestamp): number => (isOfDays ? zone.offsetAt(time) : -anchor)
  const shifted = createBars(bars.instrument, bars.timeframe, {
    ...bars,
    time: bars.time.map((time) => time + shiftOf(time)),
  })
  const made = resample(shifted, timeframe)
  let next = 0
  return createBars(bars.instrument, timeframe, {
    ...made,
    time: made.time.map((time) => {
      if (!isOfDays) return time + anchor
      while (shifted.time[next]! < time) next++
      return bars.time[next]!
    }),
  })
}

/** Where Yahoo does not tell when the session begins: a bar after a night. */
function firstOfDay({ time }: Bars): Timestamp {
  return time.find((each, i) => i > 0 && each - time[i - 1]! > nightMs) ?? time[0] ?? 0
}
