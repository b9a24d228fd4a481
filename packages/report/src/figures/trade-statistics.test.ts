import { expect, it } from 'vitest'
import { runOf } from '../testing/run.ts'
import { tradeStatistics } from './trade-statistics.ts'

it('takes profits after fees', () => {
  // Won 10 - 2, lost 4 + 2, broke even but for fees of 2.
  const prices = [100, 110, 100, 96, 100, 100]
  const run = runOf({
    time: [],
    equity: [],
    orders: ['filled', 'denied', 'denied', 'rejected'],
    fills: prices.map((price, i) => ({ side: i % 2 === 0 ? 'buy' : 'sell', quantity: 1, price, fees: 1, time: i })),
  })
  const { fees, averageWin, averageLoss, ...numbers } = tradeStatistics(run)
  expect(numbers).toEqual({
    orders: 4,
    denied: 2,
    rejected: 1,
    fills: 6,
    roundTrips: 3,
    winRate: 1 / 3,
    profitFactor: 1,
  })
  expect([fees, averageWin, averageLoss].map(String)).toEqual(['6', '8', '-4'])
})

it('has no averages of nothing', () => {
  const { winRate, profitFactor, averageWin, averageLoss } = tradeStatistics(runOf({ time: [], equity: [] }))
  expect([winRate, profitFactor, averageWin, averageLoss]).toEqual([null, null, null, null])
})
