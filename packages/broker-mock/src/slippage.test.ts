import { createInstrument } from '@shagun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  fixedSlippage,
  percentSlippage,
  type SlippageModel,
  slip,
  spreadSlippage,
  squareRootSlippage,
  volumeShareSlippage,
} from './slippage.ts'
import { barOf } from './testing/session.ts'

const instrument = createInstrument({ id: 'NSE:INFY', currency: 'INR', tickSize: '0.05' })
const bar = barOf([100, 101, 99, 100])

describe('percentSlippage', () => {
  it('moves a price against the order', () => {
    const model = percentSlippage(0.5)
    expect(model('buy', 200, bar, 1)).toBeCloseTo(201, 10)
    expect(model('sell', 200, bar, 1)).toBeCloseTo(199, 10)
  })

  it.each([-0.1, 100, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d percent', (percent) => {
    expect(() => percentSlippage(percent)).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option: 'percent' }) }),
    )
  })
})

describe('a model of slippage', () => {
  const busy = barOf([100, 101, 99, 100], { volume: 10_000 })

  // Half of a spread of 0.40 is 0.20. A share of 100 / 10 000 = 0.01: volume share costs 200 x 0.1 x 0.0001 = 0.002;
  // the square root costs 200 x 2 % x √0.01 = 0.40, and half of that with a coefficient of 0.5.
  it.each([
    ['fixed', fixedSlippage('0.05'), 200.05, 199.95],
    ['spread', spreadSlippage('0.40'), 200.2, 199.8],
    ['volume share', volumeShareSlippage(0.1), 200.002, 199.998],
    ['square root', squareRootSlippage({ volatilityPercent: 2 }), 200.4, 199.6],
    ['square root, halved', squareRootSlippage({ volatilityPercent: 2, coefficient: 0.5 }), 200.2, 199.8],
  ])('%s: comes to what was worked out by hand', (_, model, bought, sold) => {
    expect(model('buy', 200, busy, 100)).toBeCloseTo(bought, 10)
    expect(model('sell', 200, busy, 100)).toBeCloseTo(sold, 10)
  })

  it('counts a bar without volume, and one that is smaller than the order, as taken whole', () => {
    expect(volumeShareSlippage(0.1)('buy', 200, bar, 5)).toBeCloseTo(220, 10)
    expect(squareRootSlippage({ volatilityPercent: 2 })('sell', 200, busy, 50_000)).toBeCloseTo(196, 10)
  })

  it('takes no price below 0', () => {
    expect(fixedSlippage(5)('sell', 3, bar, 1)).toBe(0)
  })

  it.each([
    ['amount', () => fixedSlippage(-1)],
    ['spread', () => spreadSlippage(Number.NaN)],
    ['impact', () => volumeShareSlippage(-0.1)],
    ['volatilityPercent', () => squareRootSlippage({ volatilityPercent: -1 })],
    ['coefficient', () => squareRootSlippage({ volatilityPercent: 1, coefficient: 'much' })],
  ])('refuses a wrong %s', (option, make) => {
    expect(make).toThrow(expect.objectContaining({ details: expect.objectContaining({ option }) }))
  })
})

describe('the price after slippage', () => {
  const to =
    (price: number): SlippageModel =>
    () =>
      price

  it('is rounded to the tick, away from the order', () => {
    expect(slip(to(100.06), { side: 'buy', price: 100, bar, quantity: 1, instrument }).toFixed()).toBe('100.1')
    expect(slip(to(99.94), { side: 'sell', price: 100, bar, quantity: 1, instrument }).toFixed()).toBe('99.9')
  })

  it('is a whole tick off only where a price really is: the noise of float arithmetic moves nothing', () => {
    expect(1000 * (1 + 0.0011)).toBe(1001.1000000000001)
    expect(slip(percentSlippage(0.11), { side: 'buy', price: 1000, bar, quantity: 1, instrument }).toFixed()).toBe(
      '1001.1',
    )
    expect(250 * (1 - 0.0008)).toBe(249.79999999999998)
    expect(slip(percentSlippage(0.08), { side: 'sell', price: 250, bar, quantity: 1, instrument }).toFixed()).toBe(
      '249.8',
    )
  })

  it('is never better than the price, whatever the model says', () => {
    expect(slip(to(90), { side: 'buy', price: 100, bar, quantity: 1, instrument }).toFixed()).toBe('100')
    expect(slip(to(110), { side: 'sell', price: 100, bar, quantity: 1, instrument }).toFixed()).toBe('100')
  })

  it('leaves a sale one tick at least', () => {
    expect(slip(percentSlippage(10), { side: 'sell', price: 0.05, bar, quantity: 1, instrument }).toFixed()).toBe(
      '0.05',
    )
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -1])('cannot be %d', (price) => {
    expect(() => slip(to(price), { side: 'buy', price: 100, bar, quantity: 1, instrument })).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option: 'slippage' }) }),
    )
  })

  it('lies on the tick and on the worse side, for any price and any percentage', () => {
    const ticks = fc.integer({ min: 1, max: 1_000_000 }).map((count) => count / 20)
    fc.assert(
      fc.property(ticks, fc.double({ min: 0, max: 99, noNaN: true }), (price, percent) => {
        const bought = slip(percentSlippage(percent), { side: 'buy', price, bar, quantity: 1, instrument })
        const sold = slip(percentSlippage(percent), { side: 'sell', price, bar, quantity: 1, instrument })
        expect(bought.mod('0.05').toFixed()).toBe('0')
        expect(sold.mod('0.05').toFixed()).toBe('0')
        expect(bought.gte(price)).toBe(true)
        expect(sold.lte(price)).toBe(true)
        expect(sold.gt(0)).toBe(true)
      }),
    )
  })
})
