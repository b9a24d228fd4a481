import { describe, expect, it } from 'vitest'
import { descend } from './descend.ts'
import { minimize } from './minimize.ts'

describe('descend', () => {
  it('finds the bottom of a bent valley', () => {
    // Rosenbrock's function: 0 at (1, 1), down a narrow curved valley.
    const { at, value, converged } = descend(
      ([x = 0, y = 0], gradient) => {
        gradient[0] = -400 * x * (y - x * x) - 2 * (1 - x)
        gradient[1] = 200 * (y - x * x)
        return 100 * (y - x * x) ** 2 + (1 - x) ** 2
      },
      [-1.2, 1],
    )
    expect(converged).toBe(true)
    expect(value).toBeLessThan(1e-18)
    expect(at[0]).toBeCloseTo(1, 8)
    expect(at[1]).toBeCloseTo(1, 8)
  })

  it('says that it found none where there is none', () => {
    const { converged } = descend(
      ([x = 0], gradient) => {
        gradient[0] = -1
        return -x
      },
      [0],
    )
    expect(converged).toBe(false)
  })
})

describe('minimize', () => {
  it('finds the deeper of two valleys', () => {
    // (x^2 - 1)^2 + x / 5 has valleys near -1 and 1, the left one deeper; its slope is 0 at -1.02412.
    const x = minimize((at) => (at * at - 1) ** 2 + at / 5, -2, 2)
    expect(4 * x * (x * x - 1) + 0.2).toBeCloseTo(0, 6)
    expect(x).toBeLessThan(-1)
  })

  it('finds the end of the range where it falls to there', () => {
    expect(minimize((x) => x, 0, 1)).toBe(0)
    expect(minimize((x) => -x, 0, 1)).toBe(1)
  })
})
