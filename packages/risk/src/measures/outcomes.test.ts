import { Decimal, type RoundTrip } from '@shagun/core'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { always, someReturns } from '../testing/always.ts'
import { expectancy } from './expectancy.ts'
import { payoffRatio } from './payoff-ratio.ts'
import { profitFactor } from './profit-factor.ts'
import { winRate } from './win-rate.ts'

const profits = [300, -100, 0, -50, 150]

const trips = profits.map(
  (profit): RoundTrip => ({
    instrument: 'NSE:INFY',
    direction: 'long',
    quantity: new Decimal(1),
    entryPrice: new Decimal(1000),
    exitPrice: new Decimal(1000 + profit),
    entryTime: 0,
    exitTime: 1,
    fees: new Decimal(0),
    profit: new Decimal(profit),
  }),
)

describe('winRate, profitFactor, payoffRatio and expectancy', () => {
  it.each([
    ['amounts', profits],
    ['round trips', trips],
  ])('are told from %s', (_, outcomes) => {
    expect(winRate(outcomes)).toBe(0.5)
    expect(profitFactor(outcomes)).toBe(3)
    expect(payoffRatio(outcomes)).toBe(3)
    expect(expectancy(outcomes)).toBe(60)
  })

  it('agree with their definitions', () => {
    always(
      fc.property(someReturns(1), (returns) => {
        const wins = returns.filter((value) => value > 0)
        const losses = returns.filter((value) => value < 0)
        const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
        if (wins.length + losses.length === 0) expect(winRate(returns)).toBeNull()
        else expect(winRate(returns)).toBe(wins.length / (wins.length + losses.length))
        if (losses.length === 0) expect(profitFactor(returns)).toBeNull()
        else expect(profitFactor(returns)).toBeCloseTo(sum(wins) / -sum(losses), 9)
        expect(expectancy(returns)).toBeCloseTo(sum(returns) / returns.length, 12)
      }),
    )
  })

  it('fit together: expectancy is p x average gain - q x average loss, and profit factor is payoff x wins / losses', () => {
    always(
      fc.property(someReturns(1), (returns) => {
        const moved = returns.filter((value) => value !== 0)
        const [rate, payoff, factor] = [winRate(moved), payoffRatio(moved), profitFactor(moved)]
        if (rate === null || payoff === null || factor === null) return
        expect(factor).toBeCloseTo((payoff * rate) / (1 - rate), 8)
        const losses = moved.filter((value) => value < 0)
        const loss = -losses.reduce((total, value) => total + value, 0) / losses.length
        expect(expectancy(moved)).toBeCloseTo(rate * payoff * loss - (1 - rate) * loss, 10)
      }),
    )
  })

  it('are null where they have no meaning', () => {
    for (const measure of [winRate, profitFactor, payoffRatio, expectancy]) expect(measure([])).toBeNull()
    expect(winRate([0, 0])).toBeNull()
    expect(profitFactor([0.01, 0])).toBeNull()
    expect(profitFactor([-0.01])).toBe(0)
    expect(payoffRatio([-0.01])).toBeNull()
    expect(payoffRatio([0.01])).toBeNull()
    expect(expectancy([0, 0])).toBe(0)
  })

  it('refuse what is not a number and name the row', () => {
    expect(() => winRate([0.01, Number.NaN])).toThrow(
      expect.objectContaining({ message: 'winRate found outcomes[1] to be NaN; expected a finite number.' }),
    )
    expect(winRate([0.01, Number.NaN], { missing: 'drop' })).toBe(1)
  })
})
