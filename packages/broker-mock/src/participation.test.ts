import { createInstrument, type Side, type TimeInForce } from '@shagun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { percentFees } from './fees.ts'
import { fixedSlippage } from './slippage.ts'
import { type Ohlc, openSession } from './testing/session.ts'

const quiet: Ohlc = [100, 101, 99, 100]
const tenth = { cash: 1e9, shortSelling: true, participation: 10 }

describe('a share of the volume', () => {
  it('is all that orders get of a bar together, and the rest goes on at the next', async () => {
    const { place, play, traded } = await openSession(tenth)
    place({ side: 'buy', type: 'market', quantity: 70, timeInForce: 'gtc' })
    place({ side: 'sell', type: 'limit', limitPrice: 100, quantity: 70, timeInForce: 'gtc' })
    play(quiet, { volume: 1_000 })
    play([102, 103, 102, 103], { volume: 500 })
    expect(traded()).toEqual(['M1 70 at 100', 'M2 30 at 100', 'M2 40 at 102'])
  })

  it('is in whole lots, and nothing of a bar without volume', async () => {
    const instruments = [createInstrument({ id: 'X:A', currency: 'USD', lotSize: 25 })]
    const { place, play, traded } = await openSession({ ...tenth, instruments })
    place({ side: 'buy', type: 'market', quantity: 100, timeInForce: 'gtc' })
    play(quiet)
    play(quiet, { volume: 990 })
    expect(traded()).toEqual(['M1 75 at 100'])
  })

  it('cancels what is left of ioc, and fills fok whole or not at all', async () => {
    const { place, play, traded, row } = await openSession(tenth)
    const ioc = place({ side: 'buy', type: 'market', quantity: 60, timeInForce: 'ioc' })
    const fok = place({ side: 'buy', type: 'market', quantity: 60, timeInForce: 'fok' })
    play(quiet, { volume: 500 })
    expect(traded()).toEqual(['M1 50 at 100'])
    expect(await row(ioc)).toMatchObject({ lifecycle: 'canceled' })
    expect(await row(fok)).toMatchObject({ lifecycle: 'canceled' })
  })

  it('leaves a market order of a stop that was reached', async () => {
    const { place, play, traded } = await openSession(tenth)
    place({ side: 'sell', type: 'stop', stopPrice: 99, quantity: 60, timeInForce: 'gtc' })
    play([100, 100, 98, 100], { volume: 500 })
    play([105, 106, 104, 105], { volume: 500 })
    expect(traded()).toEqual(['M1 50 at 99', 'M1 10 at 105'])
  })

  it('triggers a stop that was reached also where nothing of the bar is left for it', async () => {
    const { place, play, traded } = await openSession(tenth)
    place({ side: 'sell', type: 'stop', stopPrice: 99, quantity: 60, timeInForce: 'gtc' })
    play([100, 100, 98, 100], { volume: 0 })
    play([105, 106, 104, 105], { volume: 1_000 })
    expect(traded()).toEqual(['M1 60 at 105'])
  })

  // Triggered at 105 in a bar that closes at 90: 1 % beyond 90 is no price that its first part could have had.
  it('lets no part of a stop fill at a better price than it was reached at, whatever its protection', async () => {
    const options = { ...tenth, marketProtection: 1, slippage: fixedSlippage(0) }
    const { place, play, traded } = await openSession(options)
    place({ side: 'buy', type: 'stop', stopPrice: 105, quantity: 60, timeInForce: 'gtc' })
    play([100, 106, 90, 90], { volume: 500 })
    expect(traded()).toEqual(['M1 50 at 105'])
  })

  it('goes to the limit furthest beyond the price first, and of one price to the oldest', async () => {
    const { place, play, traded } = await openSession(tenth)
    const limit = { side: 'buy', type: 'limit', quantity: 30, timeInForce: 'gtc' } as const
    place({ ...limit, limitPrice: 99 })
    place({ ...limit, limitPrice: 100 })
    place({ ...limit, limitPrice: 100 })
    play([101, 101, 98, 100], { volume: 500 })
    expect(traded()).toEqual(['M2 30 at 100', 'M3 20 at 100'])
  })

  it('is never exceeded, and what orders ask for is never either, with cash to the last digit', async () => {
    const order = fc.record({
      side: fc.constantFrom<Side>('buy', 'sell'),
      quantity: fc.integer({ min: 1, max: 40 }),
      timeInForce: fc.constantFrom<TimeInForce>('gtc', 'ioc', 'fok'),
      slow: fc.boolean(),
    })
    const step = fc.record({
      orders: fc.array(order, { maxLength: 3 }),
      price: fc.integer({ min: 90, max: 110 }),
      volume: fc.nat(400),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), async (steps) => {
        let slow = false
        const latency = { orders: () => (slow ? 1_000 : 0) }
        const { place, play, broker } = await openSession({ ...tenth, latency, fees: percentFees('0.1') })
        let known = 0
        for (const { orders, price, volume } of steps) {
          for (const { slow: isSlow, ...order } of orders) {
            slow = isSlow
            place({ ...order, type: 'market' })
          }
          play([price, price, price, price], { volume })
          const fresh = broker.venue.listFills().slice(known)
          known += fresh.length
          expect(fresh.reduce((sum, { quantity }) => sum + Number(quantity), 0)).toBeLessThanOrEqual(volume / 10)
        }
        const rows = new Map(broker.venue.listOrders().map((row) => [row.brokerOrderId, row]))
        let thousandths = 1e12
        for (const { brokerOrderId, price, quantity } of broker.venue.listFills()) {
          const value = Number(price) * Number(quantity)
          thousandths -= (rows.get(brokerOrderId)!.side === 'buy' ? 1000 : -1000) * value + value
        }
        expect(broker.cash.times(1000).toNumber()).toBe(thousandths)
        for (const { filledQuantity, quantity, timeInForce } of rows.values()) {
          expect(filledQuantity.lte(quantity)).toBe(true)
          if (timeInForce === 'fok') expect(filledQuantity.isZero() || filledQuantity.eq(quantity)).toBe(true)
        }
      }),
    )
  })

  it.each([0, -1, 101, 'all'])('cannot be %o percent', async (participation) => {
    await expect(openSession({ participation })).rejects.toMatchObject({ code: 'invalid-options' })
  })
})
