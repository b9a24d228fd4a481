import { describe, expect, it } from 'vitest'
import { median, ratio } from './statistics.ts'

describe('median', () => {
  it.each([
    [[3], 3],
    [[9, 1, 5], 5],
    [[4, 1, 2, 100], 3],
    [[10, 9, 100, 1], 9.5],
  ])('of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected)
  })

  it('leaves the values in their order', () => {
    const values = [3, 1, 2]
    median(values)
    expect(values).toEqual([3, 1, 2])
  })
})

describe('ratio', () => {
  it('is that of the middle round, and not of the medians', () => {
    // Round by round 2, 3 and 4; the medians are 10 and 4.
    expect(ratio([2, 12, 40], [1, 4, 10])).toBe(3)
    expect(ratio([10, 2, 12], [5, 1, 3])).toBe(2)
  })

  it('does not move where a slow round hits both', () => {
    expect(ratio([2, 200, 2], [1, 100, 1])).toBe(2)
  })

  it('refuses rounds that do not pair', () => {
    expect(() => ratio([1, 2], [1])).toThrow('2 rounds beside 1')
  })
})
