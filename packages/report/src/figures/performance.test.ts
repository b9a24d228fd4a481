import { expect, it } from 'vitest'
import { performance } from './performance.ts'

const yearly = { periodsPerYear: 2, riskFree: 0 }

it('counts the return up to the first moment', () => {
  // 1000 to 1100 to 990: returns of 0.1 and -0.1, mean 0.
  const measured = performance(1000, Float64Array.of(1100, 990), yearly)
  expect(measured.totalReturn).toBeCloseTo(-0.01, 12)
  expect(measured.annualizedReturn).toBeCloseTo(-0.01, 12)
  expect(measured.annualizedVolatility).toBeCloseTo(Math.sqrt(0.02) * Math.sqrt(2), 12)
  expect(measured.sharpe).toBeCloseTo(0, 12)
  expect(measured.maxDrawdown).toBeCloseTo(0.1, 12)
})

it('ends with ruin, but for where equity ended in fact', () => {
  const measured = performance(1000, Float64Array.of(500, -100, -200), yearly)
  expect(measured.totalReturn).toBeCloseTo(-1.2, 12)
  expect(measured.annualizedReturn).toBe(-1)
  expect(measured.maxDrawdown).toBe(1)
  expect(measured.annualizedVolatility).toBeCloseTo(Math.sqrt(0.125) * Math.sqrt(2), 12)
})

it('annualises nothing where the periods of a year are not known', () => {
  const measured = performance(1000, Float64Array.of(1100), { periodsPerYear: null, riskFree: 0 })
  expect(measured).toMatchObject({ annualizedReturn: null, annualizedVolatility: null, sharpe: null, sortino: null })
  expect(measured.totalReturn).toBeCloseTo(0.1, 12)
})

it('measures nothing on nothing', () => {
  const onNothing = [performance(1000, new Float64Array(), yearly), performance(0, Float64Array.of(5), yearly)]
  for (const measured of onNothing) expect(Object.values(measured).every((value) => value === null)).toBe(true)
})
