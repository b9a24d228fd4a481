import { seededRandom } from '@shagun/core'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { always, someReturns } from '../testing/always.ts'
import { annualizedVolatility } from './annualized-volatility.ts'
import { beta } from './beta.ts'
import { maxDrawdown } from './max-drawdown.ts'
import { rolling } from './rolling.ts'
import { rollingMaxDrawdown } from './rolling-max-drawdown.ts'
import { rollingBeta, rollingMean, rollingSharpeRatio, rollingVolatility } from './rolling-moments.ts'
import { sharpeRatio } from './sharpe-ratio.ts'

const yearly = { periodsPerYear: 252, riskFree: 0.05 }

type Rolled = (returns: readonly number[], benchmark: readonly number[], window: number) => Float64Array

/** What is reckoned step by step beside every window measured anew. */
const fast: readonly (readonly [name: string, fast: Rolled, anew: Rolled])[] = [
  [
    'rollingMean',
    (returns, _, window) => rollingMean(returns, window),
    (returns, _, window) =>
      rolling((own) => Float64Array.from(own).reduce((sum, value) => sum + value, 0) / own.length, window)(returns),
  ],
  [
    'rollingVolatility',
    (returns, _, window) => rollingVolatility(returns, window, yearly),
    (returns, _, window) => rolling((own) => annualizedVolatility(own, yearly), window)(returns),
  ],
  [
    'rollingSharpeRatio',
    (returns, _, window) => rollingSharpeRatio(returns, window, yearly),
    (returns, _, window) => rolling((own) => sharpeRatio(own, yearly), window)(returns),
  ],
  [
    'rollingBeta',
    (returns, benchmark, window) => rollingBeta(returns, benchmark, window),
    (returns, benchmark, window) => rolling((own, other) => beta(own, other), window)(returns, benchmark),
  ],
  [
    'rollingMaxDrawdown',
    (returns, _, window) => rollingMaxDrawdown(returns, window),
    (returns, _, window) => rolling((own) => maxDrawdown(own), window)(returns),
  ],
]

function expectEqual(found: Float64Array, expected: Float64Array): void {
  expect(found).toHaveLength(expected.length)
  for (const [i, value] of expected.entries())
    if (Number.isNaN(value)) expect(found[i]).toBeNaN()
    else expect(Math.abs(found[i]! - value)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(value)))
}

describe('rolling', () => {
  it('measures the last periods up to each', () => {
    const sums = rolling((returns) => Float64Array.from(returns).reduce((sum, value) => sum + value, 0), 3)
    expect(sums([1, 2, 3, 4, 5])).toEqual(Float64Array.of(Number.NaN, Number.NaN, 6, 9, 12))
  })

  it('takes several series', () => {
    const products = rolling((a, b) => a[0]! * b[0]!, 1)
    expect(products([1, 2], [3, 4])).toEqual(Float64Array.of(3, 8))
  })

  it('refuses series of different lengths', () => {
    expect(() => rolling((a, b) => a[0]! * b[0]!, 1)([1, 2], [3])).toThrow(
      expect.objectContaining({ code: 'invalid-data', details: expect.objectContaining({ field: 'series[1]' }) }),
    )
  })

  it('has NaN where the measure has no meaning, and where the series is shorter than the window', () => {
    expect(rolling(() => null, 1)([1, 2])).toEqual(Float64Array.of(Number.NaN, Number.NaN))
    expect(rolling(() => 1, 3)([1, 2])).toEqual(Float64Array.of(Number.NaN, Number.NaN))
    expect(rolling(() => 1, 3)([])).toHaveLength(0)
  })

  it('never shows what is to come: a prefix gives a prefix', () => {
    always(
      fc.property(someReturns(1), fc.integer({ min: 1, max: 10 }), (returns, window) => {
        for (const [, step] of fast) {
          const whole = step(returns, returns.toReversed(), window)
          const half = Math.ceil(returns.length / 2)
          expectEqual(step(returns.slice(0, half), returns.toReversed().slice(0, half), window), whole.slice(0, half))
        }
      }),
    )
  })

  it.each([0, -1, 1.5, Number.NaN])('refuses a window of %s', (window) => {
    for (const make of [
      () => rolling(() => 1, window),
      ...fast.map(
        ([, step]) =>
          () =>
            step([1], [1], window),
      ),
    ])
      expect(make).toThrow(
        expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option: 'window' }) }),
      )
  })
})

describe.each(fast)('%s', (name, step, anew) => {
  it('equals every window measured anew', () => {
    always(
      fc.property(someReturns(1), fc.integer({ min: 1, max: 20 }), (returns, window) => {
        const benchmark = returns.map((value, i) => value / 2 + (i % 5) / 100)
        expectEqual(step(returns, benchmark, window), anew(returns, benchmark, window))
      }),
    )
  })

  it('equals it after a hundred thousand periods of all sizes, too', () => {
    const random = seededRandom(11)
    // A quiet stretch after a wild one: what a running sum has lost to large numbers it never gets back.
    const returns = Array.from({ length: 100_000 }, (_, i) => (random() - 0.499) * (i % 20_000 < 50 ? 1.9 : 0.01))
    const benchmark = returns.map((value) => value * 0.7 + (random() - 0.5) * 0.004)
    const found = step(returns, benchmark, 250)
    // The last stretch alone, measured anew.
    const from = 99_000
    const expected = anew(returns.slice(from - 249), benchmark.slice(from - 249), 250).slice(249)
    expectEqual(found.slice(from), expected)
  })

  it('knows a window that differs by rounding alone', () => {
    const returns = [...new Array(10).fill(0.01), 0.02, -0.01, ...new Array(10).fill(0.1)]
    expectEqual(step(returns, returns, 5), anew(returns, returns, 5))
  })

  it('refuses what is not a number and names the row', () => {
    expect(() => step([0.01, Number.NaN], [0.01, 0.01], 1)).toThrow(
      expect.objectContaining({
        code: 'invalid-data',
        details: expect.objectContaining({ source: name, row: 1, value: 'NaN' }),
      }),
    )
  })
})

describe('rollingMaxDrawdown', () => {
  it('does not lose its way when equity grows beyond any number, or is lost', () => {
    const returns = [...new Array(700).fill(9), -0.5, ...new Array(10).fill(9), -1, 0.1, -0.25, ...new Array(9).fill(0)]
    const ruined = [0, -1, ...new Array(400).fill(9), -0.5, -0.5]
    for (const [values, window] of [
      [returns, 600],
      [returns, 3],
      [ruined, 402],
    ] as const)
      expectEqual(rollingMaxDrawdown(values, window), rolling((own) => maxDrawdown(own), window)(values))
  })
})
