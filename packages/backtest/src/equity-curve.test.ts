import { expect, it } from 'vitest'
import { createEquityCurve } from './equity-curve.ts'

it('keeps what was added, and what was lost of the highest value so far', () => {
  const curve = createEquityCurve(100, 10)
  for (const [time, equity] of [
    [1, 100],
    [2, 120],
    [3, 90],
    [4, 60],
    [5, 150],
  ] as const)
    curve.add(time, equity)
  expect(curve.columns()).toEqual({
    time: Float64Array.of(1, 2, 3, 4, 5),
    equity: Float64Array.of(100, 120, 90, 60, 150),
    drawdown: Float64Array.of(0, 0, 0.25, 0.5, 0),
  })
})

it('counts no loss where there never was anything', () => {
  const curve = createEquityCurve(0, 2)
  curve.add(1, 0)
  curve.add(2, -5)
  expect(curve.columns().drawdown).toEqual(Float64Array.of(0, 0))
})

it('counts what is lost of the opening equity', () => {
  const curve = createEquityCurve(200, 1)
  curve.add(1, 150)
  expect(curve.columns().drawdown).toEqual(Float64Array.of(0.25))
})
