import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { always, someConfidence, someReturns } from '../testing/always.ts'
import { decomposeValueAtRisk } from './decompose.ts'
import { expectedShortfall } from './expected-shortfall.ts'
import { portfolioValueAtRisk } from './portfolio-value-at-risk.ts'
import { valueAtRisk } from './value-at-risk.ts'

const historical = (confidence: number) => ({ confidence, method: 'historical' }) as const
const weighted = (confidence: number, lambda: number) => ({ confidence, method: 'age-weighted', lambda }) as const

describe('the age-weighted method', () => {
  it('gives the smallest loss beyond which no more than the tail lies', () => {
    const lambdas = fc.double({ min: 0.5, max: 0.999, noNaN: true })
    always(
      fc.property(someReturns(1), someConfidence, lambdas, (returns, confidence, lambda) => {
        const total = returns.reduce((sum, _, i) => sum + lambda ** i, 0)
        const weightOf = (i: number) => lambda ** (returns.length - 1 - i) / total
        const beyond = (loss: number) => returns.reduce((sum, r, i) => sum + (-r > loss ? weightOf(i) : 0), 0)
        const found = valueAtRisk(returns, weighted(confidence, lambda))!
        const losses = returns.map((r) => 0 - r)
        expect(losses).toContain(found)
        expect(beyond(found)).toBeLessThanOrEqual(1 - confidence + 1e-12)
        // Any smaller loss has more than the tail beyond it.
        const smaller = losses.filter((loss) => loss < found)
        if (smaller.length > 0) expect(beyond(Math.max(...smaller))).toBeGreaterThanOrEqual(1 - confidence - 1e-12)
      }),
    )
  })

  it('with a lambda of 1 is the plain historical method of type 1', () => {
    always(
      fc.property(someReturns(1), someConfidence, (returns, confidence) => {
        const value = valueAtRisk(returns, weighted(confidence, 1))
        expect(value).toBe(valueAtRisk(returns, { ...historical(confidence), quantileType: 1 }))
        const shortfall = expectedShortfall(returns, weighted(confidence, 1))
        const plain = expectedShortfall(returns, historical(confidence))
        if (plain === null) expect(shortfall).toBeNull()
        else expect(shortfall).toBeCloseTo(plain, 12)
      }),
    )
  })

  it('sees a loss sooner the more recent it is', () => {
    const calm: readonly number[] = new Array(99).fill(0.001)
    expect(valueAtRisk([...calm, -0.1], weighted(0.985, 0.98))).toBe(0.1)
    expect(valueAtRisk([-0.1, ...calm], weighted(0.985, 0.98))).toBe(-0.001)
  })

  it('has a mean loss that is the weighted one, the boundary counted in part', () => {
    // Weights 1/7, 2/7 and 4/7; the worst half is 2/7 of 0.04 and 3/14 of 0.01.
    const shortfall = expectedShortfall([0.02, -0.04, -0.01], weighted(0.5, 0.5))
    expect(shortfall).toBeCloseTo(((2 / 7) * 0.04 + (3 / 14) * 0.01) / 0.5, 14)
  })

  it('refuses a lambda outside of 0 to 1', () => {
    for (const lambda of [0, 1.01, 98, Number.NaN])
      expect(() => valueAtRisk([0.01], weighted(0.95, lambda))).toThrow(
        expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option: 'lambda' }) }),
      )
  })
})

describe('gaps', () => {
  it('are refused, or left out where that is asked for, with the rest of their period', () => {
    const options = { ...historical(0.5), quantileType: 1, missing: 'drop' } as const
    expect(valueAtRisk([0.01, Number.NaN, -0.02, 0.03, Number.NaN], options)).toBe(-0.01)
    const columns = [
      [0.01, Number.NaN, -0.02, 0.03],
      [0.01, 5, -0.01, Number.NaN],
    ]
    expect(portfolioValueAtRisk(columns, [1, 1], options)).toBeCloseTo(0.03, 14)
    expect(decomposeValueAtRisk(columns, [1, 1], options)?.component).toEqual(Float64Array.of(0.02, 0.01))
    for (const given of [{ ...options, missing: 'reject' } as const, historical(0.5)])
      expect(() => portfolioValueAtRisk(columns, [1, 1], given)).toThrow(
        expect.objectContaining({ details: expect.objectContaining({ field: 'columns[0]', row: 1 }) }),
      )
    expect(() => valueAtRisk([0.01, Infinity], options)).toThrow(expect.objectContaining({ code: 'invalid-data' }))
  })
})

describe('the historical method', () => {
  it('has a sub-additive expected shortfall: two positions together risk no more than apart', () => {
    const pairs = fc.array(fc.tuple(fc.integer({ min: -2000, max: 2000 }), fc.integer({ min: -2000, max: 2000 })), {
      minLength: 1,
      maxLength: 60,
    })
    always(
      fc.property(pairs, someConfidence, (rows, confidence) => {
        const [a, b, both] = [rows.map(([x]) => x), rows.map(([, y]) => y), rows.map(([x, y]) => x + y)]
        const shortfall = (returns: readonly number[]) => expectedShortfall(returns, historical(confidence))
        if (shortfall(both) === null) return
        expect(shortfall(both)!).toBeLessThanOrEqual(shortfall(a)! + shortfall(b)! + 1e-8)
      }),
    )
  })

  it('has a value at risk that is not sub-additive, which is why there is the other', () => {
    // Two bonds, each of which fails once in 25 periods, never together.
    const a = Array.from({ length: 25 }, (_, i) => (i === 3 ? -1 : 0.05))
    const b = Array.from({ length: 25 }, (_, i) => (i === 9 ? -1 : 0.05))
    const type1 = { ...historical(0.95), quantileType: 1 } as const
    const together = valueAtRisk(
      a.map((x, i) => x + b[i]!),
      type1,
    )!
    expect(together).toBeGreaterThan(valueAtRisk(a, type1)! + valueAtRisk(b, type1)!)
  })
})
