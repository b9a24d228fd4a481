import type { Column, Timestamp } from '@shagun/core'
import { countWhile } from './search.ts'
import type { Zone } from './zone.ts'

/** A fraction; `null` where there was nothing left to earn it on; `undefined` where the run has no moment. */
export type MonthReturn = number | null | undefined

export interface YearReturns {
  readonly year: number
  /** January first, twelve of them. */
  readonly months: readonly MonthReturn[]
  readonly total: number | null
}

/**
 * Returns by calendar month, each from the last equity of the month before to its own last; they compound to the whole.
 *
 * @param start - equity before the first moment
 * @param dayOf - the day to which a moment belongs, never falling
 */
export function monthlyReturns(
  start: number,
  time: Column,
  equity: Column,
  zone: Zone,
  dayOf: (moment: Timestamp) => Timestamp,
): readonly YearReturns[] {
  const years: { year: number; months: MonthReturn[]; opening: number; total: number | null }[] = []
  let opening = start
  for (let next = 0; next < time.length; ) {
    const first = new Date(zone.toWall(dayOf(time[next]!)))
    const year = first.getUTCFullYear()
    const month = first.getUTCMonth()
    const end = zone.fromWall(Date.UTC(year, month + 1))
    // At least the moment just looked at, so that the loop moves on even where clocks are changed at midnight.
    next = Math.max(
      next + 1,
      countWhile(time.length, (i) => dayOf(time[i]!) < end),
    )
    const closing = equity[next - 1]!
    let current = years.at(-1)
    if (current?.year !== year) {
      current = { year, months: new Array<MonthReturn>(12).fill(undefined), opening, total: null }
      years.push(current)
    }
    current.months[month] = gain(opening, closing)
    current.total = gain(current.opening, closing)
    opening = closing
  }
  return years.map(({ year, months, total }) => ({ year, months, total }))
}

function gain(opening: number, closing: number): number | null {
  return opening > 0 ? closing / opening - 1 : null
}
