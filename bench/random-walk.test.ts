import { expect, it } from 'vitest'
import { randomWalk } from './random-walk.ts'

const { time, open, high, low, close } = randomWalk(10_000)

it('makes the same bars each time, and more of them where more are asked for', () => {
  expect(randomWalk(100)).toEqual({
    time: time.slice(0, 100),
    open: open.slice(0, 100),
    high: high.slice(0, 100),
    low: low.slice(0, 100),
    close: close.slice(0, 100),
  })
})

it('makes bars a minute apart, whose high and low hold open and close', () => {
  for (const i of open.keys()) {
    expect(high[i]).toBeGreaterThanOrEqual(Math.max(open[i]!, close[i]!))
    expect(low[i]).toBeLessThanOrEqual(Math.min(open[i]!, close[i]!))
    if (i > 0) expect(time[i]! - time[i - 1]!).toBe(60_000)
  }
})

it('moves, in hundredths, and stays a price', () => {
  expect(new Set(close).size).toBeGreaterThan(500)
  expect(close.every((price) => price >= 1 && Math.abs(price * 100 - Math.round(price * 100)) < 1e-6)).toBe(true)
})
