import { describe, expect, it } from 'vitest'
import { aggregateTransactionCost } from './aggregate.ts'
import { transactionCost } from './transaction-cost.ts'

const time = Date.UTC(2026, 0, 5, 4)

/** Bought at `paid`, of what was 100 at decision and at arrival. */
const bought = (quantity: number, paid: number, more: object = {}) =>
  transactionCost({
    side: 'buy',
    quantity,
    currency: 'INR',
    arrivalPrice: 100,
    fills: [{ time, quantity, price: paid, fees: 1 }],
    ...more,
  })

describe('what many parents cost', () => {
  it('weighs each by its notional: a small disaster beside a large success is no disaster', () => {
    // 100 bps on 100,000 and 1,000 bps on 1,000: 1,100 of 101,000.
    const { arrival, shortfall, count, filledCount, notional, fees } = aggregateTransactionCost([
      bought(1000, 101),
      bought(10, 110),
    ])
    expect(arrival.value).toBeCloseTo((1100 / 101_000) * 1e4, 9)
    expect(arrival).toMatchObject({ count: 2, notional: 101_000 })
    expect([count, filledCount, String(notional), String(fees)]).toEqual([2, 2, '102100', '2'])
    expect(String(shortfall.total)).toBe('1102')
    expect(shortfall.bps).toBeCloseTo((1102 / 101_000) * 1e4, 9)
  })

  it('counts only those of whom a figure is known, and says how many', () => {
    const { arrival, shortfall, vwap, count, filledCount } = aggregateTransactionCost([
      bought(1000, 101),
      bought(1000, 103, { arrivalPrice: 0 }),
      bought(1000, 101, { fills: [] }),
    ])
    expect(arrival).toEqual({ value: expect.closeTo(100, 9), count: 1, notional: 100_000 })
    // Of the second nobody knows where it began, of the third nobody knows where it ended.
    expect(shortfall).toMatchObject({ count: 1, bps: expect.closeTo(100.1, 9) })
    expect(vwap).toEqual({ value: null, count: 0, notional: 0 })
    expect([count, filledCount]).toEqual([3, 2])
  })

  it('has reversion for each horizon that any of them has', () => {
    const quotes = [0, 60_000, 120_000].map((after) => ({ time: time + after, last: 100 }))
    const of = (horizonsMs: readonly number[]) => bought(1, 101, { quotes, horizonsMs })
    const { reversion } = aggregateTransactionCost([of([120_000]), of([60_000, 120_000])])
    expect(reversion.map(({ afterMs, count }) => [afterMs, count])).toEqual([
      [60_000, 1],
      [120_000, 2],
    ])
    expect(reversion[0]!.value).toBeCloseTo((1 / 101) * 1e4, 9)
    // One came back by 1 of 101; nine at 100 did not.
    const large = bought(9, 100, { quotes, horizonsMs: [60_000] })
    const both = aggregateTransactionCost([of([60_000]), large]).reversion[0]!
    expect(both.value).toBeCloseTo((1 / (101 + 900)) * 1e4, 9)
  })

  it('of none is nothing', () => {
    const none = aggregateTransactionCost([])
    expect(none).toMatchObject({
      count: 0,
      currency: null,
      arrival: { value: null },
      shortfall: { bps: null, count: 0 },
    })
    expect(String(none.shortfall.total)).toBe('0')
  })

  it('refuses to add rupees to dollars', () => {
    expect(() => aggregateTransactionCost([bought(1, 1), bought(1, 1, { currency: 'USD' })])).toThrow(
      expect.objectContaining({
        code: 'invalid-data',
        details: expect.objectContaining({ field: 'currency', row: 1, value: 'USD' }),
      }),
    )
  })
})
