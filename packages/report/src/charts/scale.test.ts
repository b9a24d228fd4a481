import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { valueAxis, valueTicks } from './scale.ts'

// Hundredths, as money is; doubles of all sizes would shrink for minutes.
const value = fc.integer({ min: -1e11, max: 1e11 }).map((hundredths) => hundredths / 100)
const ends = fc.tuple(value, value).filter(([a, b]) => a !== b)

describe('a value axis', () => {
  it('steps in round numbers', () => {
    expect(valueAxis(87_000, 293_000, 5).values).toEqual([50_000, 100_000, 150_000, 200_000, 250_000, 300_000])
    expect(valueAxis(0, 0.3, 3).values).toEqual([0, 0.1, 0.2, 0.3])
    expect(valueAxis(-0.22, 0, 3).values).toEqual([-0.3, -0.2, -0.1, 0])
  })

  it('makes room around a flat line', () => {
    const { low, high } = valueAxis(100, 100, 5)
    expect(low).toBeLessThan(100)
    expect(high).toBeGreaterThan(100)
    expect(valueAxis(0, 0, 5).values).toContain(0)
  })

  it('encloses both ends with no more than a step to spare', () => {
    fc.assert(
      fc.property(ends, fc.integer({ min: 2, max: 8 }), ([a, b], steps) => {
        const [min, max] = [Math.min(a, b), Math.max(a, b)]
        const { low, high, values } = valueAxis(min, max, steps)
        const step = (high - low) / (values.length - 1)
        const rounding = 1e-15 * Math.max(Math.abs(min), Math.abs(max)) + 1e-9 * step
        expect(low).toBeLessThanOrEqual(min + rounding)
        expect(high).toBeGreaterThanOrEqual(max - rounding)
        expect(min - low).toBeLessThan(step + rounding)
        expect(high - max).toBeLessThan(step + rounding)
      }),
    )
  })

  it('rises in equal steps of 1, 2 or 5 times a power of ten, about as many as wanted', () => {
    fc.assert(
      fc.property(ends, fc.integer({ min: 2, max: 8 }), ([a, b], steps) => {
        const { values } = valueAxis(Math.min(a, b), Math.max(a, b), steps)
        const step = (values.at(-1)! - values[0]!) / (values.length - 1)
        values.slice(1).forEach((each, i) => {
          expect(Math.abs(each - values[i]! - step)).toBeLessThan(1e-3 * step)
        })
        const lead = step / 10 ** Math.floor(Math.log10(step * 1.001))
        expect([1, 2, 5].some((round) => Math.abs(lead - round) < 0.01)).toBe(true)
        expect(values.length).toBeGreaterThanOrEqual(2)
        expect(values.length).toBeLessThanOrEqual(2 * steps + 2)
      }),
    )
  })

  it('stands between 0 and 1, low end first', () => {
    const axis = valueAxis(0, 100, 5)
    expect(valueTicks(axis, (values) => values.map(String))).toEqual([
      { at: 0, label: '0' },
      { at: 0.2, label: '20' },
      { at: 0.4, label: '40' },
      { at: 0.6, label: '60' },
      { at: 0.8, label: '80' },
      { at: 1, label: '100' },
    ])
  })
})
