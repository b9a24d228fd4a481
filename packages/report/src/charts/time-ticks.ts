import type { Timestamp } from '@shagun/core'
import type { Zone } from '../figures/zone.ts'
import type { Format } from '../page/format.ts'
import type { Tick } from './scale.ts'
import type { TimeScale } from './time-scale.ts'

/** The same axis for a wide screen and for a narrow one, where there is room for fewer words. */
export interface TimeTicks {
  readonly wide: readonly Tick[]
  readonly narrow: readonly Tick[]
}

export function timeAxis(scale: TimeScale, format: Format): TimeTicks {
  return { wide: timeTicks(scale, 8, format), narrow: timeTicks(scale, 3, format) }
}

/** Ticks at round times of the zone, at most about `wanted` of them, each saying what has changed since the one before. */
export function timeTicks(scale: TimeScale, wanted: number, format: Format): readonly Tick[] {
  const span = scale.to - scale.from
  // Days are not divided where every moment is a day.
  const finest = Math.max(
    0,
    steps.findLastIndex(({ length }) => length <= scale.spacing),
  )
  let index = steps.findIndex(({ length }, i) => i >= finest && span / length <= wanted)
  if (index < 0) index = steps.length - 1
  let moments = momentsOf(steps[index]!, scale, wanted, format.zone)
  // Where nights are drawn closed up, less time is seen than has passed, and finer steps find room.
  while (moments.length < 3 && index > finest && span / steps[index - 1]!.length < 200) {
    index--
    moments = momentsOf(steps[index]!, scale, wanted, format.zone)
  }
  const { unit } = steps[index]!
  return moments.map((moment, i) => ({
    at: scale.place(moment),
    label: labelOf(unit, moment, moments[i - 1], format),
  }))
}

interface Step {
  readonly unit: 'time' | 'day' | 'month' | 'year'
  /** Months or years; milliseconds for days and times of day. */
  readonly count: number
  /** About how long it is, in milliseconds. */
  readonly length: number
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** Finest first. */
const steps: readonly Step[] = [
  ...[1_000, 5_000, 15_000, 30_000].map((count): Step => ({ unit: 'time', count, length: count })),
  ...[1, 5, 15, 30].map((n): Step => ({ unit: 'time', count: n * minute, length: n * minute })),
  ...[1, 3, 6, 12].map((n): Step => ({ unit: 'time', count: n * hour, length: n * hour })),
  ...[1, 2, 7, 14].map((n): Step => ({ unit: 'day', count: n * day, length: n * day })),
  ...[1, 3, 6].map((count): Step => ({ unit: 'month', count, length: count * 30.4 * day })),
  ...[1, 2, 5, 10, 20, 50, 100].map((count): Step => ({ unit: 'year', count, length: count * 365 * day })),
]

function momentsOf(step: Step, scale: TimeScale, wanted: number, zone: Zone): readonly Timestamp[] {
  const moments = readingsOf(step, zone.toWall(scale.from), zone.toWall(scale.to))
    .map((reading) => zone.fromWall(reading))
    .filter((moment) => moment >= scale.from && moment <= scale.to)
    .filter((moment) => step.unit !== 'time' || !scale.inGap(moment))
  return spread(moments, scale, 0.7 / wanted)
}

/** Round readings of the wall clock, one more at either end, for clocks may be changed in between. */
function readingsOf({ unit, count }: Step, from: number, to: number): readonly number[] {
  if (unit === 'time') return multiples(from, to, count)
  // The epoch was a Thursday; weeks begin on Mondays.
  if (unit === 'day') return multiples(from, to, count, count % (7 * day) === 0 ? 4 * day : 0)
  const months = multiples(monthNumber(from), monthNumber(to), unit === 'year' ? 12 * count : count)
  return months.map((month) => Date.UTC(0, month))
}

/** Months since January 1900, where `Date.UTC` begins to count. */
function monthNumber(reading: number): number {
  const date = new Date(reading)
  return (date.getUTCFullYear() - 1900) * 12 + date.getUTCMonth()
}

function multiples(from: number, to: number, step: number, offset = 0): readonly number[] {
  const first = Math.floor((from - offset) / step)
  const last = Math.ceil((to - offset) / step)
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step + offset)
}

/** Without those that stand closer than `distance` to a later one: after a closed gap it is the later day that begins. */
function spread(moments: readonly Timestamp[], scale: TimeScale, distance: number): readonly Timestamp[] {
  let next = Infinity
  return moments
    .toReversed()
    .filter((moment) => {
      const at = scale.place(moment)
      const fits = next - at >= distance
      if (fits) next = at
      return fits
    })
    .toReversed()
}

function labelOf(unit: Step['unit'], moment: Timestamp, before: Timestamp | undefined, format: Format): string {
  const now = new Date(format.zone.toWall(moment))
  const then = before === undefined ? undefined : new Date(format.zone.toWall(before))
  const newYear = then?.getUTCFullYear() !== now.getUTCFullYear()
  if (unit === 'year') return format.year(moment)
  if (unit === 'month') {
    if (!newYear) return format.month(moment)
    return now.getUTCMonth() === 0 ? format.year(moment) : format.monthAndYear(moment)
  }
  if (unit === 'day') return newYear ? format.date(moment) : format.dayAndMonth(moment)
  const newDay = newYear || then?.getUTCMonth() !== now.getUTCMonth() || then.getUTCDate() !== now.getUTCDate()
  if (!newDay) return format.timeOfDay(moment)
  const midnight = now.getUTCHours() === 0 && now.getUTCMinutes() === 0 && now.getUTCSeconds() === 0
  return midnight ? format.dayAndMonth(moment) : `${format.dayAndMonth(moment)}, ${format.timeOfDay(moment)}`
}
