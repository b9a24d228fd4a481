import { Decimal } from '@shagun/core'
import { expect, it } from 'vitest'
import { fillOf } from '../testing/run.ts'
import { summarizePositions } from './positions.ts'

it('measures the time in which anything was held, once where two things were', () => {
  const fills = [
    fillOf({ side: 'buy', quantity: 2, price: 1, time: 10 }),
    fillOf({ side: 'sell', quantity: 1, price: 1, time: 20, instrument: 'NSE:TCS' }),
    fillOf({ side: 'sell', quantity: 2, price: 1, time: 30 }),
    fillOf({ side: 'buy', quantity: 1, price: 1, time: 40, instrument: 'NSE:TCS' }),
    fillOf({ side: 'buy', quantity: 1, price: 1, time: 90 }),
  ]
  const { exposure, open } = summarizePositions(fills, 0, 100)
  expect(exposure).toBeCloseTo((30 + 10) / 100, 12)
  expect([...open]).toEqual([['NSE:INFY', new Decimal(1)]])
})

it('counts only what lies in the run', () => {
  const fills = [
    fillOf({ side: 'buy', quantity: 1, price: 1, time: -50 }),
    fillOf({ side: 'sell', quantity: 1, price: 1, time: 25 }),
  ]
  expect(summarizePositions(fills, 0, 100).exposure).toBe(0.25)
})

it('has no exposure where no time passed', () => {
  expect(summarizePositions([], 5, 5).exposure).toBeNull()
})
