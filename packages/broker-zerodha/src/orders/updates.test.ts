import { type BrokerFill, type BrokerOrderId, createEnvironment, Decimal, simulatedClock } from '@shagun/core'
import type { BrokerReport } from '@shagun/core/adapter'
import { describe, expect, it } from 'vitest'
import type { OrderBook } from '../books/order-book.ts'
import { readOrder } from '../books/read-order.ts'
import { createUpdates } from './updates.ts'

const fillOf = (orderId: string, fillId: string): BrokerFill => ({
  fillId,
  brokerOrderId: orderId as BrokerOrderId,
  quantity: new Decimal(1),
  price: new Decimal('1520.05'),
  time: 0,
})

const rowOf = (orderId: string): object => ({
  order_id: orderId,
  status: 'COMPLETE',
  exchange: 'NSE',
  tradingsymbol: 'INFY',
  transaction_type: 'BUY',
  quantity: 1,
  filled_quantity: 1,
  order_timestamp: '2026-01-05 09:30:00',
})

describe('updates of orders', () => {
  it('tell of each trade once, however often the book of a long day is read', async () => {
    const clock = simulatedClock(0)
    const trades: BrokerFill[] = []
    const books = {
      readUpdate: (row: unknown) =>
        readOrder(
          row,
          () => undefined,
          (text) => text,
        ),
      fetchTrades: async () => trades,
    } as unknown as OrderBook
    const told: string[] = []
    const report = (report: BrokerReport): void => {
      if (report.type === 'fill') told.push(`${report.fill.brokerOrderId} ${report.fill.fillId}`)
    }
    const updates = createUpdates(books, createEnvironment({ clock, timers: clock }), () => true, report)
    for (const [orderId, fillId] of [
      ['1', 'a'],
      ['2', 'b'],
      // Exchanges count trades each on its own.
      ['3', 'a'],
    ] as const) {
      trades.push(fillOf(orderId, fillId))
      updates.receive(rowOf(orderId))
      clock.advanceTo(clock.now() + 1_000)
      await new Promise(setImmediate)
    }
    updates.end()
    expect(told).toEqual(['1 a', '2 b', '3 a'])
  })
})
