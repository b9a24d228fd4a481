import { Decimal } from '@shagun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openStage, type Wire } from '../stage.fixture.ts'

const symbols = ['INFY', 'SBIN'] as const
const step = fc.oneof(
  fc.record({
    type: fc.constant('place' as const),
    symbol: fc.constantFrom(...symbols),
    side: fc.constantFrom('BUY', 'SELL'),
    product: fc.constantFrom('MIS', 'CNC'),
    orderType: fc.constantFrom('LIMIT', 'MARKET', 'SL', 'SL-M'),
    validity: fc.constantFrom('DAY', 'IOC'),
    quantity: fc.integer({ min: 1, max: 40 }),
    ticks: fc.integer({ min: -8, max: 8 }),
  }),
  fc.record({
    type: fc.constant('print' as const),
    symbol: fc.constantFrom(...symbols),
    ticks: fc.integer({ min: -10, max: 10 }),
    quantity: fc.integer({ min: 1, max: 60 }),
  }),
  fc.record({
    type: fc.constant('book' as const),
    symbol: fc.constantFrom(...symbols),
    ticks: fc.integer({ min: -6, max: 6 }),
    quantity: fc.integer({ min: 1, max: 60 }),
  }),
  fc.record({ type: fc.constant('cancel' as const), pick: fc.nat() }),
  fc.record({
    type: fc.constant('modify' as const),
    pick: fc.nat(),
    quantity: fc.integer({ min: 1, max: 60 }),
    ticks: fc.integer({ min: -8, max: 8 }),
  }),
  fc.record({ type: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 100 }) }),
  fc.record({ type: fc.constant('day' as const) }),
)

const priceAt = (ticks: number): string => new Decimal(100).plus(new Decimal(ticks).times('0.05')).toFixed()
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

describe('whatever happens', () => {
  it('positions and cash are the sum of the fills, and the quantities of each row add up', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 60 }),
        fc.boolean(),
        fc.boolean(),
        async (steps, delayed, charges) => {
          const delays = delayed ? { receiveMs: 5, validateMs: 20, exchangeMs: 20, modifyMs: 30, cancelMs: 30 } : {}
          const { fake, ask, place, rows, advance } = openStage({
            delays,
            behavior: { charges, checksHoldings: false },
          })
          for (const symbol of symbols) fake.print(`NSE:${symbol}`, 100, 1)
          for (const each of steps) {
            const open = (await rows()).filter(
              ({ pending_quantity, status }) => pending_quantity > 0 && status !== 'CANCELLED',
            )
            if (each.type === 'wait') await advance(each.ms)
            else if (each.type === 'day') fake.endDay()
            else if (each.type === 'print') fake.print(`NSE:${each.symbol}`, priceAt(each.ticks), each.quantity)
            else if (each.type === 'book')
              fake.setBook(`NSE:${each.symbol}`, {
                bids: [{ price: priceAt(each.ticks - 1), quantity: each.quantity }],
                asks: [{ price: priceAt(each.ticks + 1), quantity: each.quantity }],
              })
            else if (each.type === 'place') {
              const { symbol, side, product, orderType, validity, quantity, ticks } = each
              const offset = side === 'BUY' ? 1 : -1
              await place({
                tradingsymbol: symbol,
                transaction_type: side,
                product,
                order_type: orderType,
                validity,
                quantity,
                price: orderType === 'LIMIT' || orderType === 'SL' ? priceAt(ticks + offset) : '',
                trigger_price: priceAt(ticks),
                market_protection: 1,
              })
            } else if (open.length > 0) {
              const { order_id, variety } = open[each.pick % open.length]
              const path = `/orders/${variety}/${order_id}`
              if (each.type === 'cancel') await ask('DELETE', path)
              else await ask('PUT', path, { quantity: each.quantity, price: priceAt(each.ticks) })
            }
            await holds()
          }

          async function holds(): Promise<void> {
            const { venue } = fake
            const orders = new Map(venue.listOrders().map((order) => [order.brokerOrderId, order]))
            const held = new Map<string, number>()
            let cash = new Decimal(1_000_000)
            for (const { brokerOrderId, quantity, price } of venue.listFills()) {
              const { instrument, side } = orders.get(brokerOrderId)!
              const signed = side === 'buy' ? quantity : quantity.neg()
              held.set(instrument, (held.get(instrument) ?? 0) + signed.toNumber())
              cash = cash.minus(signed.times(price))
            }
            for (const [instrument, quantity] of held) {
              const there = venue.listPositions().filter((position) => position.instrument === instrument)
              expect(sum(there.map((position) => position.quantity.toNumber()))).toBe(quantity)
            }
            if (!charges) expect(venue.getCash()['INR']?.toFixed()).toBe(cash.toFixed())
            else expect(venue.getCash()['INR']?.lte(cash)).toBe(true)

            const [book, trades, positions, margins] = [
              await rows(),
              (await ask('GET', '/trades')).data,
              (await ask('GET', '/portfolio/positions')).data,
              (await ask('GET', '/user/margins/equity')).data,
            ]
            for (const row of book) {
              const filled = trades.filter((trade: Wire) => trade.order_id === row.order_id)
              expect(row.filled_quantity).toBe(sum(filled.map((trade: Wire) => trade.quantity)))
              expect(row.filled_quantity).toBeLessThanOrEqual(row.quantity)
              if (row.status === 'COMPLETE') expect(row.filled_quantity).toBe(row.quantity)
              if (row.status === 'CANCELLED') expect(row.filled_quantity + row.cancelled_quantity).toBe(row.quantity)
              if (row.status === 'OPEN') expect(row.filled_quantity + row.pending_quantity).toBe(row.quantity)
            }
            const moved = positions.net.reduce(
              (total: Decimal, row: Wire) => total.plus(row.day_sell_value).minus(row.day_buy_value),
              new Decimal(margins.available.opening_balance),
            )
            expect(moved.toFixed()).toBe(venue.getCash()['INR']?.toFixed())
          }
        },
      ),
      { numRuns: 60 },
    )
  })
})
