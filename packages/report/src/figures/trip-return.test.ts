import { Decimal } from '@shagun/core'
import { roundTrips } from '@shagun/risk'
import { expect, it } from 'vitest'
import { type FillSketch, fillOf } from '../testing/run.ts'
import { tripReturn } from './trip-return.ts'

function returnOf(fills: readonly FillSketch[], multiplier = 1): number | null {
  const [trip] = roundTrips(fills.map(fillOf), () => new Decimal(multiplier))
  return tripReturn(trip!)
}

it('is profit after fees over what was paid', () => {
  expect(
    returnOf([
      { side: 'buy', quantity: 10, price: 100, fees: 1 },
      { side: 'sell', quantity: 10, price: 99, fees: 1 },
    ]),
  ).toBeCloseTo(-12 / 1000, 12)
})

it('knows a short sale and the multiplier of a contract', () => {
  expect(
    returnOf(
      [
        { side: 'sell', quantity: 2, price: 100 },
        { side: 'buy', quantity: 2, price: 90, fees: 50 },
      ],
      25,
    ),
  ).toBeCloseTo((2 * 10 * 25 - 50) / (2 * 100 * 25), 12)
})

it('counts all that was entered, not only what was held at once', () => {
  expect(
    returnOf([
      { side: 'buy', quantity: 2, price: 100 },
      { side: 'sell', quantity: 1, price: 110 },
      { side: 'buy', quantity: 1, price: 100 },
      { side: 'sell', quantity: 2, price: 110 },
    ]),
  ).toBeCloseTo(30 / 300, 12)
})

it('falls back on the quantity held where the price did not change', () => {
  expect(
    returnOf([
      { side: 'buy', quantity: 10, price: 100, fees: 1 },
      { side: 'sell', quantity: 10, price: 100, fees: 1 },
    ]),
  ).toBeCloseTo(-2 / 1000, 12)
})
