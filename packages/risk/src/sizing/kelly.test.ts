import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { always } from '../testing/always.ts'
import { type BinaryBet, type ContinuousBet, kelly } from './kelly.ts'

describe('kelly', () => {
  it.each([
    // Thorp: an even bet that is won with 53 % is worth 6 % of the bankroll.
    [0.53, 1, 0.06],
    [0.6, 1, 0.2],
    // Two to one on a fair coin: 0.5 - 0.5 / 2.
    [0.5, 2, 0.25],
    [1, 1, 1],
    // A rare large win: 0.1 - 0.9 / 20.
    [0.1, 20, 0.055],
  ])('bets on a win of probability %f that pays %f: %f', (winProbability, payoff, expected) => {
    const { weight, reason } = kelly({ winProbability, payoff })
    expect(weight).toBeCloseTo(expected, 14)
    expect(reason).toBeUndefined()
  })

  it('is the excess over the variance where returns spread', () => {
    // Thorp: 11 % of the S&P 500 beside 6 % of bills, with a deviation of 15 %: 0.05 / 0.0225.
    const index = { expectedReturn: 0.11, riskFree: 0.06, volatility: 0.15 }
    expect(kelly(index).weight).toBeCloseTo(2.2222, 4)
    expect(kelly({ ...index, fraction: 0.5 }).weight).toBeCloseTo(1.1111, 4)
    expect(kelly({ ...index, maxLeverage: 1.5 }).weight).toBe(1.5)
    expect(kelly({ ...index, fraction: 0.25, maxLeverage: 1.5 }).weight).toBeCloseTo(0.5556, 4)
  })

  it('lets equity grow faster than more or less would', () => {
    always(
      fc.property(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 50 }), (percent, tenths) => {
        const [p, b] = [percent / 100, tenths / 10]
        const { weight } = kelly({ winProbability: p, payoff: b })
        const growth = (f: number): number => p * Math.log1p(f * b) + (1 - p) * Math.log1p(-f)
        for (const other of [weight - 0.01, weight + 0.01])
          if (other >= 0 && other < 1) expect(growth(weight)).toBeGreaterThanOrEqual(growth(other))
      }),
    )
  })

  it('sells a negative edge only where it may', () => {
    const bear = { expectedReturn: 0.01, riskFree: 0.05, volatility: 0.2 }
    expect(kelly(bear)).toEqual({ weight: 0, reason: 'The edge is -0.04, so there is no bet.' })
    expect(kelly({ ...bear, longOnly: false }).weight).toBeCloseTo(-1, 14)
    expect(kelly({ ...bear, longOnly: false, maxLeverage: 0.5 }).weight).toBe(-0.5)
  })

  it.each<[string, BinaryBet | ContinuousBet]>([
    ['The edge is 0, so there is no bet.', { winProbability: 0.5, payoff: 1 }],
    ['The edge is -1, so there is no bet.', { winProbability: 0, payoff: 3 }],
    ['The probability of a win is NaN, which is none.', { winProbability: Number.NaN, payoff: 1 }],
    ['The probability of a win is 55, which is none.', { winProbability: 55, payoff: 1 }],
    ['A win pays 0, so the odds cannot be told.', { winProbability: 0.5, payoff: 0 }],
    ['A win pays Infinity, so the odds cannot be told.', { winProbability: 0.5, payoff: Infinity }],
    ['The volatility is 0, so the risk cannot be told.', { expectedReturn: 0.1, volatility: 0 }],
    ['The volatility is NaN, so the risk cannot be told.', { expectedReturn: 0.1, volatility: Number.NaN }],
    [
      'The expected return is NaN above the risk-free one, which is no number.',
      { expectedReturn: Number.NaN, volatility: 0.1 },
    ],
  ])('is 0 with a reason: %s', (reason, bet) => {
    expect(kelly(bet)).toEqual({ weight: 0, reason })
  })

  it.each<[string, object]>([
    ['fraction', { fraction: 0 }],
    ['fraction', { fraction: 1.5 }],
    ['maxLeverage', { maxLeverage: -1 }],
    ['maxLeverage', { maxLeverage: Number.NaN }],
  ])('refuses a %s without meaning, whatever was observed: %j', (option, odd) => {
    expect(() => kelly({ winProbability: Number.NaN, payoff: 1, ...odd })).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option }) }),
    )
  })
})
