import { transactionCost } from '@shagun/algos'
import { createInstrument, seededRandom } from '@shagun/core'
import { renderTransactionCost } from '@shagun/report'
import { describe, expect, it } from 'vitest'

const minute = 60_000
const start = Date.UTC(2026, 0, 5, 4)
const random = seededRandom(3)

/** An hour in which the price wanders, and twenty fills of an order that wanted thirty. */
function tradedHour() {
  const quotes = []
  const trades = []
  const fills = []
  let price = 1500
  for (let i = -60; i <= 80 * 60; i += 5) {
    const time = start + i * 1000
    price += (random() - 0.5) / 2
    const bid = Math.round(price * 20) / 20
    quotes.push({ time, bid, ask: bid + 0.1, last: bid })
    trades.push({ time, price: bid + 0.05, quantity: 1 + Math.floor(random() * 99) })
    if (i > 0 && i % 120 === 0 && fills.length < 20) {
      fills.push({ time, price: bid.toFixed(2), quantity: 10, fees: '0.37' })
      trades.push({ time, price: bid, quantity: 10 })
    }
  }
  return { quotes, trades, fills }
}

describe('an order by its cost', () => {
  it('goes from fills and quotes to a page that shows every figure', () => {
    const cost = transactionCost({
      ...tradedHour(),
      instrument: createInstrument({ id: 'NSE:INFY', currency: 'INR', tickSize: '0.05' }),
      side: 'sell',
      quantity: 300,
      decisionTime: start - minute / 2,
      arrivalTime: start,
      endTime: start + 60 * minute,
      schedule: [0, 1, 2, 3].map((i) => ({ time: start + i * 20 * minute, quantity: i * 100 })),
    })
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
