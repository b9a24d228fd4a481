import { createInstrument } from '@shagun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { percentSlippage, type SlippageModel, slip } from './slippage.ts'
import { barOf } from './testing/session.ts'

const instrument = createInstrument({ id: 'NSE:INFY', currency: 'INR', tickSize: '0.05' })
const bar = barOf([100, 101, 99, 100])

describe('percentSlippage', () => {
  it('moves a price against the order', () => {
    const model = percentSlippage(0.5)
    expect(model('buy', 200, bar)).toBeCloseTo(201, 10)
    expect(model('sell', 200, bar)).toBeCloseTo(199, 10)
  })

  it.each([-0.1, 100, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d percent', (percent) => {
    expect(() => percentSlippage(percent)).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option: 'percent' }) }),
    )
  })
})

describe('the price after slippage', () => {
  const to =
    (price: number): SlippageModel =>
    () =>
      price

  it('is rounded to the tick, away from the order', () => {
    expect(slip(to(100.06), 'buy', 100, bar, instrument).toFixed()).toBe('100.1')
    expect(slip(to(99.94), 'sell', 100, bar, instrument).toFixed()).toBe('99.9')
  })

  it('is a whole tick off only where a price really is: the noise of float arithmetic moves nothing', () => {
    expect(1000 * (1 + 0.0011)).toBe(1001.1000000000001)
    expect(slip(percentSlippage(0.11), 'buy', 1000, bar, instrument).toFixed()).toBe('1001.1')
    expect(250 * (1 - 0.0008)).toBe(249.79999999999998)
    expect(slip(percentSlippage(0.08), 'sell', 250, bar, instrument).toFixed()).toBe('249.8')
  })

  it('is never better than the price, whatever the model says', () => {
    expect(slip(to(90), 'buy', 100, bar, instrument).toFixed()).toBe('100')
    expect(slip(to(110), 'sell', 100, bar, instrument).toFixed()).toBe('100')
  })

  it('leaves a sale one tick at least', () => {
    expect(slip(percentSlippage(10), 'sell', 0.05, bar, instrument).toFixed()).toBe('0.05')
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -1])('cannot be %d', (price) => {
    expect(() => slip(to(price), 'buy', 100, bar, instrument)).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option: 'slippage' }) }),
    )
  })

  it('lies on the tick and on the worse side, for any price and any percentage', () => {
    const ticks = fc.integer({ min: 1, max: 1_000_000 }).map((count) => count / 20)
    fc.assert(
      fc.property(ticks, fc.double({ min: 0, max: 99, noNaN: true }), (price, percent) => {
        const bought = slip(percentSlippage(percent), 'buy', price, bar, instrument)
        const sold = slip(percentSlippage(percent), 'sell', price, bar, instrument)
        expect(bought.mod('0.05').toFixed()).toBe('0')
        expect(sold.mod('0.05').toFixed()).toBe('0')
        expect(bought.gte(price)).toBe(true)
        expect(sold.lte(price)).toBe(true)
        expect(sold.gt(0)).toBe(true)
      }),
    )
  })
})
