import { describe, expect, it } from 'vitest'
import { toPrice, withoutDust } from './precision.ts'

describe('a price of Yahoo', () => {
  it.each([
    [120.05999755859375, 2, 120.06],
    [7174.9443359375, 2, 7174.94],
    [25966.05078125, 2, 25966.05],
    [187.85000610351562, 2, 187.85],
    [83.12345886230469, 4, 83.1235],
    [305.3, 2, 305.3],
    [112, 2, 112],
  ])('%f with %i decimals is %f', (raw, hint, price) => {
    expect(toPrice(raw, hint)).toBe(price)
  })

  it('keeps the digits that a split left', () => {
    expect(toPrice(75.0875015258789, 2)).toBe(75.0875)
    expect(toPrice(0.1283479928970337, 2)).toBe(0.128348)
  })

  it('that was computed has no dust', () => {
    expect(withoutDust(0.1 + 0.2)).toBe(0.3)
  })
})
