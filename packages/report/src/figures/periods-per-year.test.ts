import { expect, it } from 'vitest'
import { day } from '../testing/run.ts'
import { periodsPerYear } from './periods-per-year.ts'

const monday = Date.UTC(2024, 0, 1)
const hour = 3_600_000

/** Moments at hours of the day, on some days of each of some weeks. */
function weeks(count: number, daysOfWeek: readonly number[], hours: readonly number[]): Float64Array {
  const time = Array.from({ length: count }, (_, week) =>
    daysOfWeek.flatMap((each) => hours.map((at) => monday + (week * 7 + each) * day + at * hour)),
  )
  return Float64Array.from(time.flat())
}

const workdays = [0, 1, 2, 3, 4]
const all = [0, 1, 2, 3, 4, 5, 6]

it.each([
  [252, 'days of an exchange', weeks(10, workdays, [24])],
  [252, 'three days in a row', weeks(1, [0, 1, 2], [24])],
  [365, 'days of a market that never closes', weeks(10, all, [24])],
  [7 * 252, 'hours of an exchange', weeks(10, workdays, [4, 5, 6, 7, 8, 9, 10])],
  [4 * 365, 'four moments on every day', weeks(10, all, [6, 12, 18, 24])],
  [52, 'weeks', weeks(10, [0], [0])],
  [12, 'months', Float64Array.from({ length: 24 }, (_, month) => Date.UTC(2022, month))],
])('finds %i periods in a year of %s', (expected, _, time) => {
  expect(periodsPerYear(time)).toBe(expected)
})

it('does not guess from a single moment', () => {
  expect(periodsPerYear(Float64Array.of(monday))).toBeNull()
  expect(periodsPerYear(new Float64Array())).toBeNull()
})
