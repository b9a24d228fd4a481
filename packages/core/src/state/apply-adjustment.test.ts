import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CorporateActionKind } from '../model/corporate-action.ts'
import { Decimal, type DecimalInput, one, zero } from '../model/decimal.ts'
import { applyAdjustment } from './apply-adjustment.ts'
import type { BookedPosition } from './apply-fill.ts'

function held(quantity: number, cost: number): BookedPosition {
  const averagePrice = quantity === 0 ? zero : new Decimal(cost).div(quantity)
  return {
    position: {
      instrument: 'NSE:INFY',
      product: 'delivery',
      quantity: new Decimal(quantity),
      averagePrice,
      realizedProfit: zero,
    },
    cost: new Decimal(cost),
    fees: zero,
  }
}

function after(
  booked: BookedPosition,
  action: CorporateActionKind,
  { ratio, amount }: { readonly ratio?: DecimalInput; readonly amount?: DecimalInput },
  multiplier = one,
): BookedPosition {
  const event = {
    type: 'position.adjusted',
    time: 0,
    instrument: 'NSE:INFY',
    action,
    ...(ratio !== undefined && { ratio: new Decimal(ratio) }),
    ...(amount !== undefined && { amount: new Decimal(amount) }),
  } as const
  return applyAdjustment(booked, event, multiplier)
}

function show({ position: { quantity, averagePrice, realizedProfit }, cost }: BookedPosition): string {
  return `${quantity} at ${averagePrice}, cost ${cost}, earned ${realizedProfit}`
}

describe('a corporate action', () => {
  it('splits quantity and average, and leaves the cost', () => {
    expect(show(after(held(10, 15_000), 'split', { ratio: 5 }))).toBe('50 at 300, cost 15000, earned 0')
    expect(show(after(held(-10, -15_000), 'bonus', { ratio: 2 }))).toBe('-20 at 750, cost -15000, earned 0')
  })

  it('shows the fraction that a ratio leaves', () => {
    expect(show(after(held(7, 210), 'split', { ratio: '1.5' }))).toBe('10.5 at 20, cost 210, earned 0')
  })

  it('makes whole what only the digits of the ratio leave', () => {
    expect(show(after(held(300, 900), 'split', { ratio: one.div(3) }))).toBe('100 at 9, cost 900, earned 0')
  })

  it('pays a dividend to the long and charges it to the short, as profit', () => {
    expect(show(after(held(10, 1000), 'dividend', { amount: '2.5' }))).toBe('10 at 100, cost 1000, earned 25')
    expect(show(after(held(-10, -1000), 'dividend', { amount: '2.5' }))).toBe('-10 at 100, cost -1000, earned -25')
    const contracts = after(held(10, 5000), 'dividend', { amount: '2.5' }, new Decimal(5))
    expect(contracts.position.realizedProfit.toString()).toBe('125')
  })

  it('gives back a part of the cost with any other amount, and takes what subscribed rights cost', () => {
    expect(show(after(held(10, 1000), 'demerger', { amount: 30 }))).toBe('10 at 70, cost 700, earned 0')
    // 1 for 5 at 60 a share: 12 for each share held.
    expect(show(after(held(10, 1000), 'rights', { ratio: '1.2', amount: -12 }))).toBe(
      '12 at 93.333333333333333333333333333333333333'.concat('33, cost 1120, earned 0'),
    )
  })

  it('leaves a flat position alone', () => {
    const flat = held(0, 0)
    expect(after(flat, 'split', { ratio: 2 })).toBe(flat)
    expect(after(flat, 'dividend', { amount: 2 })).toBe(flat)
  })

  it('never changes the cost by a ratio, and comes back by the opposite one', () => {
    const whole = fc.integer({ min: 1, max: 1_000_000 })
    fc.assert(
      fc.property(whole, whole, fc.integer({ min: 2, max: 50 }), (quantity, cost, ratio) => {
        const before = held(quantity, cost)
        const split = after(before, 'split', { ratio })
        expect(split.cost).toEqual(before.cost)
        const back = after(split, 'split', { ratio: one.div(ratio) })
        expect(back.cost).toEqual(before.cost)
        expect(back.position).toEqual(before.position)
      }),
    )
  })
})
