import fc from 'fast-check'
import { expect, it } from 'vitest'
import { timeScale } from './time-scale.ts'

const hour = 3_600_000

it('runs evenly from the first moment to the last', () => {
  const scale = timeScale(Float64Array.of(0, 10, 20, 30, 40))
  expect([0, 10, 25, 40].map(scale.place)).toEqual([0, 0.25, 0.625, 1])
  expect(scale.hasGaps).toBe(false)
})

it('draws a night as wide as the usual distance', () => {
  // Three hours, a night of 18, three hours: 2 + 1 + 2 hours are seen.
  const scale = timeScale(Float64Array.of(0, hour, 2 * hour, 20 * hour, 21 * hour, 22 * hour))
  expect([0, 2, 11, 20, 22].map((at) => scale.place(at * hour))).toEqual([0, 0.4, 0.5, 0.6, 1])
  expect(scale.hasGaps).toBe(true)
  expect([1, 2, 11, 20].map((at) => scale.inGap(at * hour))).toEqual([false, false, true, false])
})

it('keeps weekends between days as they are', () => {
  const day = 24 * hour
  expect(timeScale(Float64Array.of(0, day, 2 * day, 5 * day, 6 * day)).hasGaps).toBe(false)
})

it('begins earlier where it is told to, and holds what lies outside at its edges', () => {
  const scale = timeScale(Float64Array.of(10, 20), 0)
  expect([-5, 0, 10, 25].map(scale.place)).toEqual([0, 0, 0.5, 1])
})

it('puts a single moment in the middle', () => {
  expect(timeScale(Float64Array.of(7)).place(7)).toBe(0.5)
})

it('never falls, and reaches from 0 to 1', () => {
  const gaps = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 2, maxLength: 60 })
  fc.assert(
    fc.property(gaps, (widths) => {
      const time = Float64Array.from(widths)
      for (let i = 1; i < time.length; i++) time[i] = time[i]! + time[i - 1]!
      const scale = timeScale(time)
      const from = time[0]!
      const places = Array.from({ length: 200 }, (_, i) => scale.place(from + (i / 199) * (time.at(-1)! - from)))
      expect(places[0]).toBeCloseTo(0, 9)
      expect(places.at(-1)).toBeCloseTo(1, 9)
      places.slice(1).forEach((place, i) => {
        expect(place).toBeGreaterThanOrEqual(places[i]! - 1e-12)
      })
    }),
  )
})
