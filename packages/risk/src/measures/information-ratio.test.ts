import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { always } from '../testing/always.ts'
import { constant, short } from '../testing/degenerate.ts'
import { somePairs } from '../testing/pairs.ts'
import { informationRatio } from './information-ratio.ts'
import { sharpeRatio } from './sharpe-ratio.ts'
import { trackingError } from './tracking-error.ts'

const yearly = { periodsPerYear: 12 }

describe('informationRatio and trackingError', () => {
  it('are mean and deviation of what was earned beyond the benchmark', () => {
    // 0.01, -0.01, 0.02: mean 0.00667, squares (0.0333^2 + 0.1667^2 + 0.1333^2) / 100, over 2: deviation 0.015275.
    const [own, benchmark] = [
      [0.02, -0.01, 0.03],
      [0.01, 0, 0.01],
    ]
    const deviation = Math.sqrt((0.0001 + 0.0001 + 0.0004 - 0.0004 / 3) / 2)
    expect(trackingError(own, benchmark, yearly)).toBeCloseTo(deviation * Math.sqrt(12), 12)
    expect(informationRatio(own, benchmark, yearly)).toBeCloseTo((0.02 / 3 / deviation) * Math.sqrt(12), 12)
  })

  it('are those of the differences by themselves', () => {
    always(
      fc.property(somePairs(2), (pairs) => {
        const [own, other] = [pairs.map(([r]) => r), pairs.map(([, b]) => b)]
        const found = informationRatio(own, other, yearly)
        const expected = sharpeRatio(
          pairs.map(([r, b]) => r - b),
          yearly,
        )
        if (found === null || expected === null) expect(found).toBe(expected)
        else expect(found).toBeCloseTo(expected, 6)
      }),
    )
  })

  it('turn their sign with the two series, and never mind what both have in common', () => {
    const [own, benchmark] = [
      [0.02, -0.01, 0.03, 0.01],
      [0.01, 0, 0.01, 0.02],
    ]
    const ratio = informationRatio(own, benchmark, yearly)!
    expect(informationRatio(benchmark, own, yearly)).toBeCloseTo(-ratio, 12)
    const common = [0.1, -0.2, 0.3, 0]
    const shifted = [own, benchmark].map((values) => values.map((value, i) => value + common[i]!))
    expect(informationRatio(shifted[0]!, shifted[1]!, yearly)).toBeCloseTo(ratio, 10)
  })

  it.each(constant)('has no ratio, and no tracking error, for a constant distance of %s', (_, distance) => {
    const benchmark = distance.map((_, i) => Math.sin(i) / 10)
    const own = benchmark.map((value, i) => value + distance[i]!)
    expect(informationRatio(own, benchmark, yearly)).toBeNull()
    expect(trackingError(own, benchmark, yearly)).toBe(0)
  })

  it.each(short)('are null for %s', (_, returns) => {
    expect(informationRatio(returns, returns, yearly)).toBeNull()
    expect(trackingError(returns, returns, yearly)).toBeNull()
  })
})
