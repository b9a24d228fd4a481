import { renderTransactionCost } from '@shagun/report'
import { describe, expect, it } from 'vitest'
import { costOfAnHour } from './traded-hour.ts'

describe('an order by its cost', () => {
  it('goes from fills and quotes to a page that shows every figure', () => {
    const cost = costOfAnHour()
    expect(cost.notes).toEqual([])
    const { delay, trading, opportunity, fees, total } = cost.shortfall
    expect(String(delay!.plus(trading!).plus(opportunity!).plus(fees))).toBe(String(total))
    // Everything was sold at the bid: the whole of half the spread was paid.
    expect(cost.spread.captured).toBeCloseTo(-1, 6)
    const page = renderTransactionCost(cost, { locale: 'en-IN', timeZone: 'Asia/Kolkata' })
    expect(page).toContain('Sold 200 of 300 NSE:INFY')
    expect(page).not.toMatch(/n\/a|NaN|Infinity/)
  })
})
