import fc from 'fast-check'
import { expect, it } from 'vitest'
import { day } from '../testing/run.ts'
import { monthlyReturns } from './monthly-returns.ts'
import { createZone } from './zone.ts'

const utc = createZone('UTC')
const before = (moment: number): number => moment - 1

it('measures each month from the last equity of the month before', () => {
  const time = Float64Array.of(
    Date.UTC(2023, 11, 30),
    Date.UTC(2024, 0, 1),
    Date.UTC(2024, 0, 20),
    Date.UTC(2024, 2, 5),
  )
  // Midnight of New Year ends December.
  const years = monthlyReturns(1000, time, Float64Array.of(1050, 1100, 880, 968), utc, before)
  expect(years.map(({ year }) => year)).toEqual([2023, 2024])
  expect(years[0]!.months[11]).toBeCloseTo(0.1, 12)
  expect(years[1]!.months[0]).toBeCloseTo(-0.2, 12)
  expect(years[1]!.months[1]).toBeUndefined()
  expect(years[1]!.months[2]).toBeCloseTo(0.1, 12)
  expect(years.map(({ total }) => total)).toEqual([expect.closeTo(0.1, 12), expect.closeTo(-0.12, 12)])
})

it('begins months where the zone does', () => {
  // 31 January, 19:00 UTC is February in Kolkata.
  const [year] = monthlyReturns(
    100,
    Float64Array.of(Date.UTC(2024, 0, 31, 19)),
    Float64Array.of(110),
    createZone('Asia/Kolkata'),
    before,
  )
  expect(year!.months.map((value) => value !== undefined).indexOf(true)).toBe(1)
})

it('earns nothing on nothing', () => {
  const time = Float64Array.of(Date.UTC(2024, 0, 5), Date.UTC(2024, 1, 5))
  const [year] = monthlyReturns(100, time, Float64Array.of(0, 0), utc, before)
  expect(year!.months.slice(0, 2)).toEqual([-1, null])
  expect(year!.total).toBe(-1)
})

it('compounds to the whole, over months and over years', () => {
  const step = fc.tuple(fc.integer({ min: 1, max: 90 * 24 }), fc.integer({ min: 1, max: 10_000 }))
  const zone = fc.constantFrom('UTC', 'Asia/Kolkata', 'America/New_York')
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 80 }), zone, (steps, name) => {
      let now = Date.UTC(2020, 0)
      const time = Float64Array.from(steps, ([hours]) => (now += (hours * day) / 24))
      const equity = Float64Array.from(steps, ([, value]) => value)
      const years = monthlyReturns(5000, time, equity, createZone(name), before)
      const product = (values: readonly (number | null | undefined)[]): number =>
        values.reduce<number>((all, value) => all * (1 + (value ?? 0)), 1)
      const whole = equity.at(-1)! / 5000
      expect(product(years.flatMap(({ months }) => months)) / whole).toBeCloseTo(1, 9)
      expect(product(years.map(({ total }) => total)) / whole).toBeCloseTo(1, 9)
    }),
  )
})
