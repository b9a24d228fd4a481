import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { always } from '../testing/always.ts'
import { drawdownSeries } from './drawdown-series.ts'
import { type Drawdown, drawdowns } from './drawdowns.ts'
import { maxDrawdown } from './max-drawdown.ts'
import { simpleReturns } from './simple-returns.ts'
import { ulcerIndex, ulcerPerformanceIndex } from './ulcer-index.ts'

/** In hundredths, so that what is below a peak is so by more than rounding. */
const series = fc.array(
  fc.integer({ min: -90, max: 200 }).map((percent) => percent / 100),
  { minLength: 1, maxLength: 40 },
)

/** A drawdown as text, so that a whole one is compared at a glance. */
const textOf = ({ depth, peak, trough, recovery, length, toTrough, toRecovery }: Drawdown) =>
  `${depth.toFixed(3)} ${peak}-${trough}-${recovery} in ${length}: ${toTrough} + ${toRecovery}`

/** Equity at every moment, the start first, and the highest so far. */
function curveOf(returns: readonly number[]) {
  const equity = [1]
  for (const value of returns) equity.push(equity.at(-1)! * (1 + value))
  return equity.map((value, i) => ({ value, highest: Math.max(...equity.slice(0, i + 1)) }))
}

describe('drawdownSeries', () => {
  it('tells after each return how far equity is below its peak', () => {
    const depths = drawdownSeries([0.25, -0.2, 0.1, -0.5, 0.4])
    for (const [i, depth] of [0, 0.2, 0.12, 0.56, 0.384].entries()) expect(depths[i]).toBeCloseTo(depth, 14)
  })

  it('agrees with looking back from every moment, and its deepest is the maximum drawdown', () => {
    always(
      fc.property(series, (returns) => {
        const depths = drawdownSeries(returns)
        const expected = curveOf(returns).slice(1)
        for (const [i, { value, highest }] of expected.entries()) expect(depths[i]).toBeCloseTo(1 - value / highest, 10)
        expect(Math.max(...depths)).toBeCloseTo(maxDrawdown(returns)!, 11)
      }),
    )
  })

  it('is back at 0 where the peak is reached again but for rounding', () => {
    // 0.9 x (1 + 1 / 9) is 1, which floats make 0.9999999999999999 or 1.0000000000000002 of.
    for (let percent = 1; percent < 100; percent++) {
      const loss = percent / 100
      const depths = drawdownSeries([-loss, 1 / (1 - loss) - 1, -loss, 1 / (1 - loss) - 1])
      expect([depths[1], depths[3]]).toEqual([0, 0])
    }
  })
})

describe('drawdowns', () => {
  it('lists falls from peaks, the deepest first, with how long they took', () => {
    // 100 | 110 105 99 108 112 | 112 90 113 | 110
    const prices = [100, 110, 105, 99, 108, 112, 112, 90, 113, 110]
    expect(drawdowns(simpleReturns(prices)).map(textOf)).toEqual([
      '0.196 6-7-8 in 2: 1 + 1',
      '0.100 1-3-5 in 4: 2 + 2',
      '0.027 8-9-null in 1: 1 + null',
    ])
  })

  it('begins at the start where the first return is a loss', () => {
    expect(drawdowns([-0.1, -0.1, 0.3]).map(textOf)).toEqual(['0.190 0-2-3 in 3: 2 + 1'])
  })

  it('goes on to the end where the peak is never reached again', () => {
    expect(drawdowns([0.1, -0.5, 0.2, 0.2]).map(textOf)).toEqual(['0.500 1-2-null in 3: 1 + null'])
    expect(drawdowns([0.1, -1, 5]).map(textOf)).toEqual(['1.000 1-2-null in 2: 1 + null'])
  })

  it('is empty where nothing was lost', () => {
    expect(drawdowns([])).toEqual([])
    expect(drawdowns([0, 0.01, 0])).toEqual([])
  })

  it('tells when it was, from the ends of returns or from the times of prices', () => {
    const times = [10, 20, 30, 40]
    const returns = [-0.1, 0.2, -0.3]
    const timesOf = (given: readonly number[]) =>
      drawdowns(returns, { times: given }).map(({ peakTime, troughTime, recoveryTime }) => [
        peakTime,
        troughTime,
        recoveryTime,
      ])
    expect(timesOf(times)).toEqual([
      [30, 40, null],
      [10, 20, 30],
    ])
    expect(timesOf(times.slice(1))).toEqual([
      [30, 40, null],
      [null, 20, 30],
    ])
    expect(drawdowns(returns)[0]!.peakTime).toBeNull()
  })

  it('leaves out what is missing together with its time', () => {
    const [found] = drawdowns([0.1, Number.NaN, -0.5, Number.NaN, 1.5], { times: [1, 2, 3, 4, 5], missing: 'drop' })
    expect(textOf(found!)).toBe('0.500 1-2-3 in 2: 1 + 1')
    expect([found!.peakTime, found!.troughTime, found!.recoveryTime]).toEqual([1, 3, 5])
  })

  it('covers every moment below the peak exactly once, and agrees with the curve', () => {
    always(
      fc.property(series, (returns) => {
        const curve = curveOf(returns)
        const found = drawdowns(returns)
        const isBelow = ({ value, highest }: { value: number; highest: number }) => 1 - value / highest > 1e-11
        const below = curve.flatMap((moment, i) => (isBelow(moment) ? [i] : []))
        const covered = found.flatMap(({ peak, length, recovery }) =>
          Array.from({ length: recovery === null ? length : length - 1 }, (_, i) => peak + 1 + i),
        )
        expect(covered.sort((a, b) => a - b)).toEqual(below)
        for (const { depth, peak, trough, recovery } of found) {
          expect(depth).toBeCloseTo(1 - curve[trough]!.value / curve[peak]!.value, 10)
          const lowest = Math.min(...curve.slice(peak, recovery ?? undefined).map(({ value }) => value))
          expect(curve[trough]!.value).toBeCloseTo(lowest, 10)
        }
        const depths = found.map(({ depth }) => depth)
        expect(depths.toSorted((a, b) => b - a)).toEqual(depths)
        if (depths.length > 0) expect(depths[0]).toBeCloseTo(maxDrawdown(returns)!, 11)
      }),
    )
  })

  it.each([
    [[1, 2], 2],
    [[1, 2, 3, 4, 5], 5],
    [[1, 1, 2], 1],
    [[3, 2, 1], 1],
    [[1, Number.NaN, 3], 1],
  ])('refuses times %j for three returns', (times, row) => {
    expect(() => drawdowns([0.1, 0.1, 0.1], { times })).toThrow(
      expect.objectContaining({ code: 'invalid-data', details: expect.objectContaining({ field: 'times', row }) }),
    )
  })
})

describe('ulcerIndex', () => {
  it('is the root of the mean square of drawdowns, over all periods', () => {
    expect(ulcerIndex([0.25, -0.2, 0.1, -0.5])).toBeCloseTo(Math.sqrt((0.2 ** 2 + 0.12 ** 2 + 0.56 ** 2) / 4), 12)
    expect(ulcerIndex([0.01, 0.02])).toBe(0)
    expect(ulcerIndex([])).toBeNull()
  })

  it('lies between the mean of drawdowns and the deepest', () => {
    always(
      fc.property(series, (returns) => {
        const depths = drawdownSeries(returns)
        const index = ulcerIndex(returns)!
        expect(index).toBeGreaterThanOrEqual(depths.reduce((sum, depth) => sum + depth, 0) / depths.length - 1e-12)
        expect(index).toBeLessThanOrEqual(maxDrawdown(returns)! + 1e-12)
      }),
    )
  })

  it('divides growth beyond the risk-free rate in the performance index', () => {
    const returns = [0.1, -0.2, 0.5]
    // 1.1 x 0.8 x 1.5 = 1.32 in a year.
    const index = Math.sqrt(0.04 / 3)
    expect(ulcerPerformanceIndex(returns, { periodsPerYear: 3 })).toBeCloseTo(0.32 / index, 12)
    expect(ulcerPerformanceIndex(returns, { periodsPerYear: 3, riskFree: 0.02 })).toBeCloseTo(0.3 / index, 12)
  })

  it('has no performance index without returns or without a drawdown', () => {
    expect(ulcerPerformanceIndex([], { periodsPerYear: 12 })).toBeNull()
    expect(ulcerPerformanceIndex(new Array(10).fill(0.01), { periodsPerYear: 12 })).toBeNull()
    expect(ulcerPerformanceIndex([0, 0], { periodsPerYear: 12 })).toBeNull()
  })
})
