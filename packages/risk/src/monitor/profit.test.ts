import { describe, expect, it } from 'vitest'
import { createProfit } from './profit.ts'

/** What was paid in, and then what equity came to. */
function begun(capital: number, ...equity: readonly number[]) {
  const profit = createProfit()
  profit.shift(capital)
  for (const now of equity) profit.earn(now)
  return profit
}

describe('profit', () => {
  it('is measured from the highest that equity has been', () => {
    expect(begun(100, 120, 90)).toMatchObject({ total: -10, highWaterMark: 120, drawdown: 0.25 })
    expect(begun(100, 90)).toMatchObject({ highWaterMark: 100, drawdown: 0.1 })
    expect(begun(100, 90, 101)).toMatchObject({ highWaterMark: 101, drawdown: 0 })
  })

  it('knows a withdrawal from a loss, and a deposit from a gain', () => {
    const profit = begun(100, 120)
    profit.shift(60)
    expect(profit).toMatchObject({ capital: 40, total: 20, highWaterMark: 60, drawdown: 0 })
    profit.earn(45)
    expect(profit.drawdown).toBe(0.25)
    profit.shift(105)
    expect(profit).toMatchObject({ highWaterMark: 120, drawdown: 0.125, total: 5 })
  })

  it('of today begins with the day, and the high of before stays', () => {
    const profit = begun(100, 130, 110)
    profit.turnDay()
    profit.earn(104)
    expect(profit).toMatchObject({ today: -6, highWaterMark: 130 })
    // As the account's own books have it, which count 3 more than is counted here.
    profit.rebase(3)
    profit.turnDay(9)
    expect(profit.today).toBe(-2)
  })

  it('has no end where there is no capital left to lose', () => {
    expect(begun(0, -5).drawdown).toBe(Infinity)
    expect(begun(0, 0).drawdown).toBe(0)
  })

  it('can be measured anew, and goes on from what was saved', () => {
    const profit = begun(100.1, 130.7, 110.3)
    profit.setHigh(110.3)
    expect(profit.drawdown).toBe(0)
    const again = createProfit()
    again.restore(JSON.parse(JSON.stringify(profit.save())))
    for (const one of [profit, again]) one.earn(99.9)
    expect(again.save()).toEqual(profit.save())
    expect(again.drawdown).toBe(profit.drawdown)
  })
})
