import { describe, expect, it } from 'vitest'
import { seededDraws } from '../statistics/random-draws.ts'
import { expectedShortfall } from '../value-at-risk/expected-shortfall.ts'
import { valueAtRisk } from '../value-at-risk/value-at-risk.ts'
import { acerbiSzekelyTest } from './acerbi-szekely.ts'
import { christoffersenTest } from './christoffersen.ts'
import { exceedances } from './exceedances.ts'
import { kupiecTest, timeUntilFirstFailureTest } from './kupiec.ts'
import { rollingForecasts } from './rolling-forecasts.ts'
import { trafficLight } from './traffic-light.ts'

/** Hits in this order: so many steps of each kind, beginning and ending in calm. */
function hitsWith({ pairs, singles, calm }: { pairs: number; singles: number; calm: number }): boolean[] {
  const hits: boolean[] = [false]
  for (let i = 0; i < pairs; i++) hits.push(true, true, false)
  for (let i = 0; i < singles; i++) hits.push(true, false)
  for (let i = 0; i < calm; i++) hits.push(false)
  return hits
}

describe('kupiecTest', () => {
  it("is Jorion's 3.91 for 20 exceedances in 252 days at 95 %", () => {
    const { statistic, pValue } = kupiecTest({ count: 20, observations: 252 }, { confidence: 0.95 })
    expect(statistic).toBeCloseTo(3.91, 2)
    expect(pValue).toBeCloseTo(0.048, 3)
  })

  // Kupiec (1995): how many exceedances do not reject at 5 %, both bounds excluded. For 255 days at 1 % it
  // prints no lower one.
  it.each([
    [0.01, 255, undefined, 7],
    [0.01, 510, 1, 11],
    [0.01, 1000, 4, 17],
    [0.025, 255, 2, 12],
    [0.025, 510, 6, 21],
    [0.025, 1000, 15, 36],
    [0.05, 255, 6, 21],
    [0.05, 510, 16, 36],
    [0.05, 1000, 37, 65],
    [0.075, 255, 11, 28],
    [0.075, 510, 27, 51],
    [0.075, 1000, 59, 92],
    [0.1, 255, 16, 36],
    [0.1, 510, 38, 65],
    [0.1, 1000, 81, 120],
  ])('accepts at a rate of %d in %i days what the table of Kupiec does', (rate, observations, above, below) => {
    const rejected = (count: number) => kupiecTest({ count, observations }, { confidence: 1 - rate }).pValue < 0.05
    expect([rejected(below - 1), rejected(below)]).toEqual([false, true])
    if (above !== undefined) expect([rejected(above), rejected(above + 1)]).toEqual([true, false])
  })

  it('knows no exceedance, and nothing but exceedances', () => {
    expect(kupiecTest({ count: 0, observations: 100 }, { confidence: 0.99 }).statistic).toBeCloseTo(
      -200 * Math.log(0.99),
      12,
    )
    expect(kupiecTest({ count: 10, observations: 10 }, { confidence: 0.9 }).statistic).toBeCloseTo(
      -20 * Math.log(0.1),
      12,
    )
    expect(kupiecTest({ count: 5, observations: 100 }, { confidence: 0.95 }).statistic).toBeCloseTo(0, 12)
    expect(kupiecTest({ count: 0, observations: 0 }, { confidence: 0.95 })).toEqual({ statistic: 0, pValue: 1 })
  })

  it('refuses counts that cannot be, and a confidence that is a percentage', () => {
    const refusal = (option: string) =>
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option }) })
    expect(() => kupiecTest({ count: 11, observations: 10 }, { confidence: 0.95 })).toThrow(refusal('count'))
    expect(() => kupiecTest({ count: 1, observations: 1.5 }, { confidence: 0.95 })).toThrow(refusal('observations'))
    expect(() => kupiecTest({ count: 1, observations: 10 }, { confidence: 95 })).toThrow(refusal('confidence'))
  })
})

describe('timeUntilFirstFailureTest', () => {
  const first = (v: number) => ({ hits: Array.from({ length: v }, (_, i) => i === v - 1) })

  it('is the likelihood ratio of its definition', () => {
    const [p, v] = [0.01, 5]
    const expected = -2 * Math.log((p * (1 - p) ** (v - 1)) / ((1 / v) * (1 - 1 / v) ** (v - 1)))
    expect(timeUntilFirstFailureTest(first(v), { confidence: 0.99 })?.statistic).toBeCloseTo(expected, 12)
  })

  it('rejects at 1 % what fails before the 7th day or after the 438th, as Kupiec found', () => {
    const rejected = (v: number) => timeUntilFirstFailureTest(first(v), { confidence: 0.99 })!.pValue < 0.05
    expect([6, 7, 438, 439].map(rejected)).toEqual([true, false, false, true])
  })

  it('is at ease where the first comes just when it should, and null where none does', () => {
    expect(timeUntilFirstFailureTest(first(100), { confidence: 0.99 })!.statistic).toBeCloseTo(0, 12)
    expect(timeUntilFirstFailureTest(first(1), { confidence: 0.99 })!.statistic).toBeCloseTo(-2 * Math.log(0.01), 10)
    expect(timeUntilFirstFailureTest({ hits: [false, false] }, { confidence: 0.99 })).toBeNull()
  })
})

describe('christoffersenTest', () => {
  it("is Jorion's 9.53 for 6 of 20 exceedances that follow another, and 13.44 with their number", () => {
    // 252 steps: 218 from calm to calm, 14 from calm to an exceedance, 14 back, 6 from one to the next.
    const hits = hitsWith({ pairs: 6, singles: 8, calm: 218 })
    const { independence } = christoffersenTest({ hits }, { confidence: 0.95 })
    expect(independence.statistic).toBeCloseTo(9.53, 2)
    const conditional =
      independence.statistic + kupiecTest({ count: 20, observations: 252 }, { confidence: 0.95 }).statistic
    expect(conditional).toBeCloseTo(13.44, 2)
  })

  it('adds up coverage and independence, with two degrees of freedom', () => {
    const hits = hitsWith({ pairs: 2, singles: 3, calm: 80 })
    const { unconditional, independence, conditional } = christoffersenTest({ hits }, { confidence: 0.95 })
    expect(unconditional).toEqual(kupiecTest({ count: 7, observations: hits.length }, { confidence: 0.95 }))
    expect(conditional.statistic).toBeCloseTo(unconditional.statistic + independence.statistic, 12)
    expect(conditional.pValue).toBeCloseTo(Math.exp(-conditional.statistic / 2), 12)
  })

  it('finds nothing to say where there are no exceedances, or nothing but', () => {
    for (const hits of [[], [true], [false, false, false], [true, true, true]])
      expect(christoffersenTest({ hits }, { confidence: 0.95 }).independence).toEqual({ statistic: 0, pValue: 1 })
  })
})

describe('trafficLight', () => {
  it('of 250 days at 99 % turns yellow at 5 and red at 10, with the additions of Basel', () => {
    const lights = Array.from({ length: 13 }, (_, count) =>
      trafficLight({ count, observations: 250 }, { confidence: 0.99 }),
    )
    const zones = lights.map(({ zone }) => zone)
    expect(zones.slice(0, 5)).toEqual(new Array(5).fill('green'))
    expect(zones.slice(5, 10)).toEqual(new Array(5).fill('yellow'))
    expect(zones.slice(10)).toEqual(new Array(3).fill('red'))
    expect(lights.map(({ plusFactor }) => plusFactor)).toEqual([0, 0, 0, 0, 0, 0.4, 0.5, 0.65, 0.75, 0.85, 1, 1, 1])
  })

  it('has the cumulative probabilities that Basel prints', () => {
    // Table 2 of the framework: 8.11, 28.58, 54.32, 75.81, 89.22, 95.88, 98.63, 99.60, 99.89, 99.97, 99.99 %.
    const printed = [8.11, 28.58, 54.32, 75.81, 89.22, 95.88, 98.63, 99.6, 99.89, 99.97, 99.99]
    for (const [count, percent] of printed.entries()) {
      const { cumulativeProbability } = trafficLight({ count, observations: 250 }, { confidence: 0.99 })
      expect(100 * cumulativeProbability).toBeCloseTo(percent, 1.9)
    }
  })

  it('has zones for other settings, and no addition there', () => {
    expect(trafficLight({ count: 9, observations: 500 }, { confidence: 0.99 })).toEqual({
      zone: 'yellow',
      cumulativeProbability: expect.closeTo(0.9689, 3),
      plusFactor: null,
    })
    // (1 - rate)^n is too small for a float here.
    expect(
      trafficLight({ count: 100_000, observations: 200_000 }, { confidence: 0.5 }).cumulativeProbability,
    ).toBeCloseTo(0.5, 2)
  })
})

describe('exceedances', () => {
  it('counts losses strictly beyond their forecast, and only where there is one', () => {
    const seen = exceedances([-0.02, -0.020001, 0.05, -0.5, -0.01], [0.02, 0.02, 0.02, Number.NaN, -0.02])
    expect(seen).toEqual({ hits: [false, true, false, true], count: 2, observations: 4 })
  })

  it('refuses forecasts that are not one for each return', () => {
    expect(() => exceedances([0.01, 0.02], [0.01])).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option: 'forecasts' }) }),
    )
    expect(() => exceedances([0.01], [Infinity])).toThrow(expect.objectContaining({ code: 'invalid-data' }))
    expect(() => exceedances([Number.NaN], [0.01])).toThrow(expect.objectContaining({ code: 'invalid-data' }))
  })
})

describe('rollingForecasts', () => {
  const { normal } = seededDraws(44)
  const returns = Array.from({ length: 120 }, () => 0.01 * normal())
  const forecast = (past: Float64Array) => valueAtRisk(past, { confidence: 0.95, method: 'historical' })

  it('gives each period the forecast of the returns just before it', () => {
    const forecasts = rollingForecasts(returns, { window: 50 }, forecast)
    expect(forecasts).toHaveLength(120)
    expect(forecasts.subarray(0, 50).every(Number.isNaN)).toBe(true)
    for (let i = 50; i < 120; i++) expect(forecasts[i]).toBe(forecast(Float64Array.from(returns.slice(i - 50, i))))
  })

  it('sees nothing of the future: what comes later changes no forecast', () => {
    const whole = rollingForecasts(returns, { window: 30 }, forecast)
    for (const cut of [31, 60, 119]) {
      const other = returns.map((r, i) => (i < cut ? r : -9))
      expect(rollingForecasts(other, { window: 30 }, forecast).subarray(0, cut + 1)).toEqual(whole.subarray(0, cut + 1))
    }
  })

  it('shows the forecaster a copy with nothing behind it', () => {
    const given = Float64Array.from(returns)
    rollingForecasts(given, { window: 30 }, (past) => {
      expect(past.buffer.byteLength).toBe(30 * 8)
      past.fill(0)
      return null
    })
    expect(given).toEqual(Float64Array.from(returns))
  })

  it('has no forecast where the forecaster has none, and none for a series as short as the window', () => {
    expect(rollingForecasts([0.01, 0.02, 0.03], { window: 1 }, () => null)).toEqual(
      Float64Array.of(Number.NaN, Number.NaN, Number.NaN),
    )
    expect(rollingForecasts([0.01], { window: 5 }, () => 1)).toEqual(Float64Array.of(Number.NaN))
    for (const window of [0, 1.5, Number.NaN])
      expect(() => rollingForecasts(returns, { window }, forecast)).toThrow(
        expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option: 'window' }) }),
      )
  })

  it('catches with the tests a model that ignores clusters, and lets one pass that follows them', () => {
    let variance = 1e-4
    const clustered = Array.from({ length: 2500 }, () => {
      const e = Math.sqrt(variance) * normal()
      variance = 2e-6 + 0.12 * e * e + 0.86 * variance
      return e
    })
    const tested = (method: 'gaussian' | 'ewma') =>
      christoffersenTest(
        exceedances(
          clustered,
          rollingForecasts(clustered, { window: 500 }, (past) => valueAtRisk(past, { confidence: 0.95, method })),
        ),
        { confidence: 0.95 },
      )
    expect(tested('gaussian').conditional.pValue).toBeLessThan(0.01)
    expect(tested('ewma').conditional.pValue).toBeGreaterThan(0.05)
  })
})

describe('acerbiSzekelyTest', () => {
  it('is the two sums of its definition', () => {
    const returns = [-0.03, 0.01, -0.05, -0.02, 0.04]
    const forecasts = {
      valueAtRisk: [0.02, 0.02, 0.03, 0.02, 0.02],
      expectedShortfall: [0.025, 0.03, 0.04, 0.03, 0.03],
    }
    const { z1, z2, count, observations } = acerbiSzekelyTest(returns, forecasts, { confidence: 0.6 })
    // Beyond are 0.03 of 0.025 and 0.05 of 0.04; 0.02 is not beyond 0.02.
    expect(z1).toBeCloseTo(1 - (1.2 + 1.25) / 2, 14)
    expect(z2).toBeCloseTo(1 - (1.2 + 1.25) / (5 * 0.4), 14)
    expect([count, observations]).toEqual([2, 5])
  })

  it('is near 0 for a model that is right, and well below for one that sees half of the tail', () => {
    const { studentT } = seededDraws(77)
    const truth = Array.from({ length: 40_000 }, () => 0.01 * studentT(5))
    const rounds = 40
    const options = { confidence: 0.975, method: 'student-t', degreesOfFreedom: 5 } as const
    // Returns of exactly this deviation, so that the forecast is the truth's.
    const pair = [-0.01 * Math.sqrt(5 / 3) * Math.SQRT1_2, 0.01 * Math.sqrt(5 / 3) * Math.SQRT1_2]
    const [value, shortfall] = [valueAtRisk(pair, options)!, expectedShortfall(pair, options)!]
    const found = Array.from({ length: rounds }, (_, i) => {
      const returns = truth.slice(i * 1000, i * 1000 + 1000)
      const of = (factor: number) =>
        acerbiSzekelyTest(
          returns,
          {
            valueAtRisk: new Array(1000).fill(value * factor),
            expectedShortfall: new Array(1000).fill(shortfall * factor),
          },
          options,
        ).z2!
      return [of(1), of(0.7)] as const
    })
    const mean = found.reduce((sum, [z2]) => sum + z2, 0) / rounds
    const spread = Math.sqrt(found.reduce((sum, [z2]) => sum + (z2 - mean) ** 2, 0) / (rounds - 1))
    expect(Math.abs(mean)).toBeLessThan((4 * spread) / Math.sqrt(rounds))
    // The published threshold: right in nearly all of the rounds, wrong in nearly all of the others.
    expect(found.filter(([z2]) => z2 < -0.7).length).toBeLessThanOrEqual(4)
    expect(found.filter(([, z2]) => z2 < -0.7).length).toBeGreaterThan(30)
  })

  it('is null where nothing went beyond, and where nothing was forecast', () => {
    const calm = acerbiSzekelyTest([0.01], { valueAtRisk: [0.02], expectedShortfall: [0.03] }, { confidence: 0.95 })
    expect(calm).toEqual({ z1: null, z2: 1, count: 0, observations: 1 })
    const none = { valueAtRisk: [Number.NaN], expectedShortfall: [Number.NaN] }
    expect(acerbiSzekelyTest([0.01], none, { confidence: 0.95 }).z2).toBeNull()
  })

  it('refuses a shortfall that cannot be divided by', () => {
    expect(() =>
      acerbiSzekelyTest([0.01], { valueAtRisk: [0.01], expectedShortfall: [0] }, { confidence: 0.95 }),
    ).toThrow(
      expect.objectContaining({
        code: 'invalid-data',
        details: expect.objectContaining({ field: 'expectedShortfall', row: 0 }),
      }),
    )
  })
})
