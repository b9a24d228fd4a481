import { describe, expect, it } from 'vitest'
import { checkAgreement } from './agreement.ts'

const outcome = (...values: number[]) => ({ name: 'x', outcome: new Float64Array(values) })
const exactly = { from: 0, tolerance: 0 }

describe('agreement', () => {
  it('is of equal numbers, and of NaN with NaN', () => {
    expect(() => checkAgreement(outcome(NaN, 1), outcome(NaN, 1), exactly)).not.toThrow()
  })

  it.each([
    [outcome(NaN), outcome(0)],
    [outcome(0), outcome(NaN)],
    [outcome(1), outcome(1.001)],
    [outcome(1, 2), outcome(1)],
  ])('is not of %j and %j', (a, b) => {
    expect(() => checkAgreement(a, b, { from: 0, tolerance: 1e-4 })).toThrow()
  })

  it('is measured as a part of large numbers and as a difference of small ones', () => {
    const closely = { from: 0, tolerance: 1e-3 }
    expect(() => checkAgreement(outcome(1_000_000), outcome(1_000_900), closely)).not.toThrow()
    expect(() => checkAgreement(outcome(1_000_000), outcome(1_001_100), closely)).toThrow('At 0')
    expect(() => checkAgreement(outcome(0), outcome(0.0009), closely)).not.toThrow()
    expect(() => checkAgreement(outcome(0), outcome(0.0011), closely)).toThrow('At 0')
  })

  it('is asked for from an index on', () => {
    const [a, b] = [outcome(NaN, 5, 1, 1), outcome(3, 3, 1, 2)]
    expect(() => checkAgreement(a, b, { from: 2, tolerance: 0 })).toThrow('At 3, x gives 1 and x 2')
  })
})
