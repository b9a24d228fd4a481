import { describe, expect, it } from 'vitest'
import { atLeast, atMost } from './goal.ts'

describe('a goal', () => {
  it.each([
    [atMost(2, 'c', 2, 'x'), '2.00x', 'yes'],
    [atMost(2, 'c', 2.1, 'x'), '2.10x', 'no'],
    [atLeast(2, 'c', 2, 'x'), '2.00x', 'yes'],
    [atLeast(2, 'c', 1.9, ' us'), '1.90 us', 'no'],
  ])('of %j', (goal, measured, met) => {
    expect(goal).toEqual({ claim: 'c', measured, met })
  })

  it('is neither met nor missed where nothing was measured', () => {
    expect(atMost(2, 'c', undefined, 'x')).toEqual({
      claim: 'c',
      measured: 'not measured here',
      met: 'not measured here',
    })
  })
})
