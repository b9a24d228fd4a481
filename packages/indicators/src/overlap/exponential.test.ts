import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Series } from '../series.ts'
import { always } from '../testing/always.ts'
import { testLaws } from '../testing/laws.ts'
import { seededAverage } from '../testing/seeded-average.ts'
import { price, priceOrHole, worstError } from '../testing/series.ts'
import { createDema, dema } from './dema.ts'
import { createT3, t3 } from './t3.ts'
import { createTema, tema } from './tema.ts'

/** The exponential average of the one before, so many times. */
function averages(close: Series, period: number, times: number): Float64Array[] {
  const all: Float64Array[] = []
  for (let i = 0; i < times; i++) all.push(seededAverage(all.at(-1) ?? close, period, 2 / (period + 1)))
  return all
}

const combined = (close: Series, period: number, weights: readonly number[]) => {
  const all = averages(close, period, weights.length)
  return Float64Array.from(close, (_, i) => weights.reduce((sum, weight, k) => sum + weight * all[k]![i]!, 0))
}

describe.each([
  { name: 'dema', batch: dema, create: createDema, times: 2, weights: [2, -1] },
  { name: 'tema', batch: tema, create: createTema, times: 3, weights: [3, -3, 1] },
  {
    name: 't3',
    batch: (close: Series, period: number) => t3(close, period, 0.7),
    create: (period: number) => createT3(period, 0.7),
    times: 6,
    // Tillson's c3 to c6 for a volume factor of 0.7.
    weights: [
      0,
      0,
      1 + 3 * 0.7 + 0.7 ** 3 + 3 * 0.7 ** 2,
      -6 * 0.7 ** 2 - 3 * 0.7 - 3 * 0.7 ** 3,
      3 * 0.7 ** 2 + 3 * 0.7 ** 3,
      -(0.7 ** 3),
    ],
  },
])('$name', ({ batch, create, times, weights }) => {
  testLaws<number>({
    batch: (closes, period) => batch(Float64Array.from(closes), period),
    create,
    shortestPeriod: 1,
    warmUp: (period) => times * (period - 1),
    bar: price,
    barOrHole: priceOrHole,
  })

  test('is within 1e-9 of its definition', () => {
    const ordinary = fc.double({ min: 90, max: 110, noNaN: true })
    always(
      fc.property(fc.array(ordinary, { maxLength: 90 }), fc.integer({ min: 1, max: 12 }), (prices, period) => {
        const close = Float64Array.from(prices)
        expect(worstError(batch(close, period), combined(close, period, weights))).toBeLessThan(1e-9)
      }),
    )
  })

  test('starts over behind a hole', () => {
    const close = Float64Array.from({ length: 60 }, (_, i) => 100 + ((i * 37) % 11))
    const whole = batch(Float64Array.from([...close, NaN, ...close]), 3)
    expect(whole.subarray(61)).toEqual(batch(close, 3))
  })
})

test('t3 refuses a volume factor that is none', () => {
  for (const vFactor of [-0.1, 1.1, NaN])
    expect(() => t3(new Float64Array(3), 2, vFactor)).toThrow(
      `t3: vFactor is ${vFactor}, expected a number from 0 to 1`,
    )
})

test('t3 with a volume factor of 0 is the exponential average thrice', () => {
  const close = Float64Array.from({ length: 40 }, (_, i) => 100 + ((i * 37) % 11))
  const thrice = averages(close, 4, 3)[2]!
  const t = t3(close, 4, 0)
  for (let i = 18; i < 40; i++) expect(t[i]).toBeCloseTo(thrice[i]!, 10)
})
