import { transactionCost } from '@shagun/algos'
import { createInstrument, seededRandom, type TcaResult } from '@shagun/core'

const minute = 60_000
const start = Date.UTC(2026, 0, 5, 4)

/** What it cost to sell 200 of 300 in twenty fills, all at the bid, within an hour in which the price wandered. */
export function costOfAnHour(): TcaResult {
  return transactionCost({
    ...tradedHour(),
    instrument: createInstrument({ id: 'NSE:INFY', currency: 'INR', tickSize: '0.05' }),
    side: 'sell',
    quantity: 300,
    decisionTime: start - minute / 2,
    arrivalTime: start,
    endTime: start + 60 * minute,
    schedule: [0, 1, 2, 3].map((i) => ({ time: start + i * 20 * minute, quantity: i * 100 })),
  })
}

function tradedHour() {
  const random = seededRandom(3)
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
