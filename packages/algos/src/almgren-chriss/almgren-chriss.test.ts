import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allocateLots } from '../schedule/allocate-lots.ts'
import { type AlmgrenChrissOptions, almgrenChriss, riskAversionOf } from './almgren-chriss.ts'
import { efficientFrontier } from './efficient-frontier.ts'
import { estimateImpact } from './estimate-impact.ts'
import { trajectoryCost } from './trajectory-cost.ts'

const paper = {
  quantity: 1_000_000,
  horizonDays: 5,
  intervals: 5,
  volatility: 0.95,
  permanentImpact: 2.5e-7,
  temporaryImpact: 2.5e-6,
  fixedCost: 0.0625,
}

describe('almgrenChriss', () => {
  it("comes to the paper's case", () => {
    const schedule = almgrenChriss({ ...paper, riskAversion: 1e-6 })
    expect(schedule.kappa).toBeCloseTo(0.607, 3)
    expect(schedule.halfLifeDays).toBeCloseTo(1 / 0.607, 2)
    expect(schedule.expectedCost).toBeCloseTo(911_227, 0)
    expect(schedule.standardDeviation).toBeCloseTo(603_431, 0)
    expect(schedule.variance).toBeCloseTo(schedule.standardDeviation ** 2, -3)
  })

  it("comes to the paper's straight line without an aversion to risk", () => {
    const schedule = almgrenChriss({ ...paper, riskAversion: 0 })
    expect(schedule.trades).toEqual([200_000, 200_000, 200_000, 200_000, 200_000])
    expect(schedule.holdings).toEqual([1_000_000, 800_000, 600_000, 400_000, 200_000, 0])
    expect(schedule.kappa).toBe(0)
    expect(schedule.halfLifeDays).toBe(Number.POSITIVE_INFINITY)
    expect(schedule.expectedCost).toBeCloseTo(662_500, 6)
    expect(schedule.standardDeviation).toBeCloseTo(1_040_673, 0)
  })

  it('sells all at once in a single interval, without any risk', () => {
    const { trades, holdings, expectedCost, variance } = almgrenChriss({
      ...paper,
      intervals: 1,
      horizonDays: 1,
      riskAversion: 1e-6,
    })
    expect(trades).toEqual([1_000_000])
    expect(holdings).toEqual([1_000_000, 0])
    expect(variance).toBe(0)
    // γX²/2 + εX + (η - γ/2)X²
    expect(expectedCost).toBeCloseTo(125_000 + 62_500 + 2_375_000, 6)
  })

  it('holds what the hyperbolic sine says', () => {
    const { holdings, kappa } = almgrenChriss({ ...paper, riskAversion: 1e-6 })
    holdings.forEach((held, j) => {
      expect(held).toBeCloseTo((1_000_000 * Math.sinh(kappa * (5 - j))) / Math.sinh(kappa * 5), 5)
    })
    expect(Math.cosh(kappa)).toBeCloseTo(1 + (1e-6 * 0.95 ** 2) / (2.5e-6 - 1.25e-7) / 2, 12)
  })

  it('goes over into the straight line where the aversion vanishes, and into one trade where it is boundless', () => {
    const straight = almgrenChriss({ ...paper, riskAversion: 0 })
    for (const riskAversion of [1e-12, 1e-18, 1e-24, 1e-40, 5e-324]) {
      const { holdings, kappa, expectedCost } = almgrenChriss({ ...paper, riskAversion })
      expect(kappa).toBeGreaterThanOrEqual(0)
      holdings.forEach((held, j) => {
        expect(Math.abs(held - straight.holdings[j]!)).toBeLessThan(5)
      })
      expect(expectedCost).toBeCloseTo(662_500, 2)
    }
    for (const riskAversion of [1e6, 1e100, 1.7e308]) {
      const { holdings, trades, variance } = almgrenChriss({ ...paper, riskAversion })
      expect(trades[0]).toBeCloseTo(1_000_000, 0)
      expect(holdings.every((held) => Number.isFinite(held))).toBe(true)
      expect(variance).toBeLessThan(1)
    }
    const long = almgrenChriss({ ...paper, horizonDays: 5000, intervals: 5000, riskAversion: 1e-6 })
    expect(long.kappa * 5000).toBeGreaterThan(3000)
    expect(long.holdings[1]).toBeCloseTo(1_000_000 * Math.exp(-long.kappa), 4)
  })

  it('takes the whole quantity, always less of the rest, and cheapest of all that is near', () => {
    fc.assert(
      fc.property(
        problems,
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 30 }),
        (options, noise) => {
          const { trades, holdings, expectedCost, variance } = almgrenChriss(options)
          const { quantity, riskAversion, intervals } = options
          const small = 1e-9 * quantity
          expect(Math.abs(trades.reduce((sum, trade) => sum + trade, 0) - quantity)).toBeLessThan(small)
          for (let j = 1; j <= intervals; j++) {
            expect(holdings[j]!).toBeLessThanOrEqual(holdings[j - 1]!)
            if (j > 1) expect(trades[j - 1]!).toBeLessThanOrEqual(trades[j - 2]! + small)
          }
          const utility = expectedCost + riskAversion * variance
          // Noise that sums to 0 leaves the quantity as it is.
          const moved = [...trades]
          noise.forEach((each, i) => {
            moved[i % intervals]! += (each * quantity) / 10
            moved[(i + 1) % intervals]! -= (each * quantity) / 10
          })
          const other = trajectoryCost(options, moved)
          expect(other.expectedCost + riskAversion * other.variance).toBeGreaterThanOrEqual(utility * (1 - 1e-9))
        },
      ),
    )
  })

  it('costs more and risks less, the more risk is averted', () => {
    fc.assert(
      fc.property(
        problems,
        fc.array(fc.double({ min: -12, max: 2, noNaN: true }), { minLength: 2, maxLength: 8 }),
        (problem, exponents) => {
          const averse = exponents.sort((a, b) => a - b).map((exponent) => 10 ** exponent)
          const frontier = efficientFrontier(problem, [0, ...averse])
          frontier.slice(1).forEach((point, i) => {
            expect(point.expectedCost).toBeGreaterThanOrEqual(frontier[i]!.expectedCost * (1 - 1e-9))
            expect(point.variance).toBeLessThanOrEqual(frontier[i]!.variance * (1 + 1e-9))
            expect(point.kappa).toBeGreaterThanOrEqual(frontier[i]!.kappa)
          })
        },
      ),
    )
  })

  it('has a half-life that depends on neither the quantity nor the horizon', () => {
    const { halfLifeDays } = almgrenChriss({ ...paper, riskAversion: 1e-6 })
    expect(almgrenChriss({ ...paper, quantity: 5, riskAversion: 1e-6 }).halfLifeDays).toBe(halfLifeDays)
    expect(almgrenChriss({ ...paper, horizonDays: 20, intervals: 20, riskAversion: 1e-6 }).halfLifeDays).toBe(
      halfLifeDays,
    )
  })

  it('comes to whole lots that sum exactly', () => {
    const lots = allocateLots(10_000, almgrenChriss({ ...paper, riskAversion: 1e-6 }).trades)
    expect(lots.reduce((sum, part) => sum + part, 0)).toBe(10_000)
    expect(lots[0]).toBe(4580)
  })

  it('refuses intervals that are too long for the impact', () => {
    // η - γτ/2 = 2.5e-6 - 2.5e-7 * 20 / 2 = 0
    expect(() => almgrenChriss({ ...paper, horizonDays: 100, riskAversion: 1e-6 })).toThrow(
      expect.objectContaining({
        code: 'invalid-options',
        details: expect.objectContaining({ option: 'temporaryImpact' }),
      }),
    )
    expect(() => almgrenChriss({ ...paper, horizonDays: 100, intervals: 6, riskAversion: 1e-6 })).not.toThrow()
  })

  it.each<Partial<AlmgrenChrissOptions>>([
    { quantity: 0 },
    { quantity: -5 },
    { quantity: Number.NaN },
    { horizonDays: 0 },
    { horizonDays: Number.POSITIVE_INFINITY },
    { intervals: 0 },
    { intervals: 2.5 },
    { intervals: 1e9 },
    { volatility: -1 },
    { permanentImpact: -1e-9 },
    { temporaryImpact: 0 },
    { fixedCost: -1 },
    { riskAversion: -1e-9 },
    { riskAversion: Number.NaN },
    { riskAversion: '1e-6' as never },
  ])('refuses %j', (wrong) => {
    const [option] = Object.keys(wrong)
    expect(() => almgrenChriss({ ...paper, riskAversion: 1e-6, ...wrong })).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option }) }),
    )
  })
})

describe('trajectoryCost', () => {
  it('comes to what the schedule says of itself', () => {
    const { trades, expectedCost, variance } = almgrenChriss({ ...paper, riskAversion: 2e-6 })
    expect(trajectoryCost(paper, trades)).toMatchObject({ expectedCost, variance })
  })

  it('comes to what is reckoned by hand for a schedule of two trades, and for one that turns', () => {
    const two = {
      ...paper,
      quantity: 100,
      horizonDays: 1,
      intervals: 2,
      volatility: 2,
      permanentImpact: 0.01,
      temporaryImpact: 0.1,
      fixedCost: 0.5,
    }
    // τ = 0.5, η - γτ/2 = 0.0975: 50 + 50 + 0.195 (60² + 40²) and 4 * 0.5 * 40²
    expect(trajectoryCost(two, [60, 40])).toEqual({
      expectedCost: 50 + 50 + 0.195 * 5200,
      variance: 3200,
      standardDeviation: Math.sqrt(3200),
    })
    expect(trajectoryCost(two, [120, -20]).expectedCost).toBeCloseTo(50 + 70 + 0.195 * (14_400 + 400), 9)
    expect(trajectoryCost(two, [120, -20]).variance).toBe(800)
  })

  it.each([[[1_000_000]], [[1, 2, 3, 4, 5]], [[Number.NaN, 0, 0, 0, 0]], [[Number.POSITIVE_INFINITY, 0, 0, 0, 0]]])(
    'refuses the trades %j',
    (trades) => {
      expect(() => trajectoryCost(paper, trades)).toThrow(
        expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option: 'trades' }) }),
      )
    },
  )
})

describe('riskAversionOf', () => {
  it('is the aversion with that half-life', () => {
    fc.assert(
      fc.property(problems, fc.double({ min: 0.05, max: 50, noNaN: true }), (problem, halfLife) => {
        fc.pre(problem.horizonDays / problem.intervals / halfLife < 100)
        const riskAversion = riskAversionOf(problem, halfLife)
        expect(almgrenChriss({ ...problem, riskAversion }).halfLifeDays / halfLife).toBeCloseTo(1, 6)
      }),
    )
    expect(() => riskAversionOf({ ...paper, volatility: 0 }, 1)).toThrow(
      expect.objectContaining({ code: 'invalid-options' }),
    )
    expect(() => riskAversionOf(paper, 0)).toThrow(expect.objectContaining({ code: 'invalid-options' }))
  })
})

describe('estimateImpact', () => {
  it("comes to the paper's parameters from the paper's market", () => {
    const market = { price: 50, annualVolatility: 0.3, spread: 0.125, dailyVolume: 5_000_000, tradingDaysPerYear: 250 }
    const { volatility, permanentImpact, temporaryImpact, fixedCost } = estimateImpact(market)
    expect(volatility).toBeCloseTo(0.95, 2)
    expect(permanentImpact).toBeCloseTo(2.5e-7, 15)
    expect(temporaryImpact).toBeCloseTo(2.5e-6, 15)
    expect(fixedCost).toBe(0.0625)
  })

  it.each([
    { price: 0 },
    { annualVolatility: -0.1 },
    { spread: 0 },
    { dailyVolume: Number.NaN },
    { tradingDaysPerYear: 0 },
  ])('refuses %j', (wrong) => {
    const market = { price: 50, annualVolatility: 0.3, spread: 0.125, dailyVolume: 5_000_000 }
    expect(() => estimateImpact({ ...market, ...wrong })).toThrow(expect.objectContaining({ code: 'invalid-options' }))
  })
})

const problems = fc.record({
  quantity: fc.double({ min: 1, max: 1e8, noNaN: true }),
  horizonDays: fc.double({ min: 0.01, max: 20, noNaN: true }),
  intervals: fc.integer({ min: 1, max: 60 }),
  volatility: fc.double({ min: 0.001, max: 50, noNaN: true }),
  permanentImpact: fc.double({ min: 0, max: 1e-7, noNaN: true }),
  temporaryImpact: fc.double({ min: 1.1e-6, max: 1e-4, noNaN: true }),
  fixedCost: fc.double({ min: 0, max: 1, noNaN: true }),
  riskAversion: fc.double({ min: -12, max: 2, noNaN: true }).map((exponent) => 10 ** exponent),
})
