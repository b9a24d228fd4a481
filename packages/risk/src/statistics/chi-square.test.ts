import { describe, expect, it } from 'vitest'
import { chiSquareSurvival } from './chi-square.ts'
import { logGamma } from './gamma.ts'
import { normalCdf } from './normal.ts'

describe('chiSquareSurvival', () => {
  it.each([0.01, 0.5, 1, 3.841458820694124, 10, 80, 600])('of 1, 2, 3 and 4 degrees at %d is its closed form', (x) => {
    const root = 2 * normalCdf(-Math.sqrt(x))
    const closed = [
      root,
      Math.exp(-x / 2),
      root + Math.sqrt((2 * x) / Math.PI) * Math.exp(-x / 2),
      Math.exp(-x / 2) * (1 + x / 2),
    ]
    // Relative, so that a p-value of 1e-130 has its digits too.
    for (const [i, expected] of closed.entries()) expect(chiSquareSurvival(x, i + 1) / expected).toBeCloseTo(1, 11)
  })

  it('has the critical values that tables print', () => {
    expect(chiSquareSurvival(3.841458820694124, 1)).toBeCloseTo(0.05, 14)
    expect(chiSquareSurvival(5.991464547107979, 2)).toBeCloseTo(0.05, 14)
    expect([chiSquareSurvival(0, 1), chiSquareSurvival(Infinity, 2)]).toEqual([1, 0])
  })

  it('rests on a gamma function that gives factorials', () => {
    let factorial = 1
    for (let n = 1; n <= 20; n++) {
      expect(logGamma(n)).toBeCloseTo(Math.log(factorial), 12)
      factorial *= n
    }
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 13)
  })
})
