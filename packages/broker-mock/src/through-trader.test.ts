import {
  type Bar,
  createEnvironment,
  createInstrument,
  createTrader,
  type InstrumentId,
  type JournalEvent,
  memory,
  type Order,
  type OrderRequest,
  type Placement,
  type Supports,
  seededRandom,
  type Trader,
} from '@shagun/core'
import { fakeClock } from '@shagun/core/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { percentFees } from './fees.ts'
import { type MockOptions, mock, mockSupports } from './mock.ts'
import { barOf, minute, monday, type Ohlc } from './testing/session.ts'

const apple = createInstrument({ id: 'NASDAQ:AAPL', currency: 'USD' })
const future = createInstrument({ id: 'CME:ES', kind: 'future', currency: 'USD', tickSize: '0.25', multiplier: 50 })
const market = { instrument: 'NASDAQ:AAPL', side: 'buy', quantity: 2, type: 'market' } as const
const limit = { instrument: 'NASDAQ:AAPL', side: 'buy', quantity: 2, type: 'limit', limitPrice: '95.00' } as const

/** A trader on a venue that lists Apple and a future; `play` takes a minute. */
async function openAccount(options: MockOptions<Supports> = {}) {
  const clock = fakeClock(monday)
  const quiet = { debug() {}, warn() {}, error() {} }
  const environment = createEnvironment({ clock, timers: clock, random: seededRandom(1), log: quiet })
  const broker = mock<Supports>({ instruments: [apple, future], ...options }, environment)
  const storage = memory()
  const trader: Trader = createTrader({ broker, storage })
  const heard: JournalEvent['type'][] = []
  trader.on('order.*', ({ type }) => {
    heard.push(type)
  })
  await trader.start()
  return {
    broker,
    clock,
    trader,
    heard,
    play(prices: Ohlc, rest: Partial<Bar> = {}) {
      const bar = barOf(prices, { instrument: 'NASDAQ:AAPL', time: clock.now(), ...rest })
      broker.openBar(bar)
      clock.advanceTo(bar.time + minute)
      broker.closeBar(bar)
    },
    order: ({ order }: Placement): Order => trader.view.orders.get(order.terms.clientOrderId)!,
  }
}

describe('through a trader', () => {
  it('an order is accepted, filled and booked as the venue books it', async () => {
    const { trader, broker, heard, play, order } = await openAccount({ cash: 1_000, fees: percentFees('0.1') })
    const placed = await trader.place(market)
    expect(placed.outcome).toBe('accepted')
    play([100, 101, 99, 100.5])
    expect(heard).toEqual(['order.submitted', 'order.accepted', 'order.filled'])
    expect(order(placed)).toMatchObject({ lifecycle: 'filled', brokerOrderIds: ['M1'] })
    expect(order(placed).averagePrice?.toFixed()).toBe('100')
    expect(trader.view.cash.get('USD')?.toFixed()).toBe('799.8')
    expect(broker.cash.toFixed()).toBe('799.8')
  })

  it('a modification is confirmed by what the venue shows', async () => {
    const { trader, heard, play, order } = await openAccount()
    const placed = await trader.place(limit)
    const { clientOrderId } = placed.order.terms
    expect(await trader.modify(clientOrderId, { limitPrice: '96.00', quantity: 3 })).toEqual({ outcome: 'requested' })
    expect(heard.slice(2)).toEqual(['order.modify-requested', 'order.modified'])
    expect(order(placed)).toMatchObject({ pending: 'none', lifecycle: 'working' })
    play([100, 101, 96, 100])
    expect(order(placed).filledQuantity.toFixed()).toBe('3')
    expect(order(placed).averagePrice?.toFixed()).toBe('96')
  })

  it('a cancellation is confirmed by what the venue shows', async () => {
    const { trader, heard, play, order } = await openAccount()
    const placed = await trader.place(limit)
    await trader.cancel(placed.order.terms.clientOrderId)
    expect(heard.slice(2)).toEqual(['order.cancel-requested', 'order.canceled'])
    play([90, 91, 89, 90])
    expect(order(placed)).toMatchObject({ lifecycle: 'canceled' })
  })

  it('an order that the cash does not cover is rejected when it would fill', async () => {
    const { trader, play, order, heard } = await openAccount({ cash: '199.99' })
    const placed = await trader.place(market)
    expect(placed.outcome).toBe('accepted')
    trader.on('order.rejected', ({ evidence }) => {
      expect(evidence.reason).toBe('Needs 200 USD and has 199.99.')
    })
    play([100, 101, 99, 100])
    expect(heard.at(-1)).toBe('order.rejected')
    expect(order(placed)).toMatchObject({ lifecycle: 'rejected' })
  })

  it('a day order expires, and an immediate one is canceled', async () => {
    const { trader, play, order } = await openAccount()
    const day = await trader.place(limit)
    const immediate = await trader.place({ ...limit, timeInForce: 'ioc' })
    play([100, 101, 99, 100])
    expect(order(immediate)).toMatchObject({ lifecycle: 'canceled' })
    play([100, 101, 99, 100], { time: monday + 86_400_000 - minute })
    expect(order(day)).toMatchObject({ lifecycle: 'expired' })
  })

  it('a protective order that is placed on a fill at the open guards the rest of that bar', async () => {
    const { trader, play } = await openAccount()
    trader.on('order.filled', ({ fill: { side, instrument, quantity } }) => {
      if (side === 'buy') void trader.place({ instrument, side: 'sell', quantity, type: 'stop', stopPrice: '97.00' })
    })
    await trader.place(market)
    play([100, 101, 96, 96.5])
    expect(trader.view.getQuantity('NASDAQ:AAPL').toFixed()).toBe('0')
    expect(trader.view.cash.get('USD')?.toFixed()).toBe('99994')
  })

  it('what the broker that it stands for does not take is denied', async () => {
    const { trader } = await openAccount({ supports: { ...mockSupports, orderTypes: ['market'], modify: [] } })
    expect(await trader.place(limit)).toMatchObject({ outcome: 'denied', denial: { rule: 'supports' } })
    const { order } = await trader.place(market)
    expect(await trader.modify(order.terms.clientOrderId, { quantity: 1 })).toMatchObject({
      outcome: 'denied',
      denial: { rule: 'supports' },
    })
  })

  it('an account that starts again finds its books as it left them', async () => {
    const { trader, heard, play } = await openAccount({ shortSelling: true })
    await trader.place(market)
    await trader.place({ ...market, side: 'sell', instrument: 'CME:ES' })
    await trader.place(limit)
    play([100, 101, 99, 100])
    play([5000, 5001, 4999, 5000], { instrument: 'CME:ES' })
    const before = { cash: trader.view.cash.get('USD')?.toFixed(), heard: heard.length }
    await trader.stop()
    const events: string[] = []
    for (const pattern of ['order.*', 'cash.*', 'position.*', 'external.*'] as const)
      trader.on(pattern, ({ type }) => {
        events.push(type)
      })
    await trader.start()
    expect(events).toEqual([])
    expect(trader.view.cash.get('USD')?.toFixed()).toBe(before.cash)
    await trader.stop()
  })
})

describe('over any history of orders', () => {
  const price = fc.integer({ min: 360, max: 480 }).map((quarters) => quarters / 4)
  const bars: fc.Arbitrary<Ohlc> = fc
    .tuple(price, price, price, price)
    .map(([a, b, open, close]) => [open, Math.max(a, open, close), Math.min(b, open, close), close])
  const requests: fc.Arbitrary<OrderRequest> = fc
    .record({
      instrument: fc.constantFrom('NASDAQ:AAPL' as const, 'CME:ES' as const),
      side: fc.constantFrom('buy' as const, 'sell' as const),
      quantity: fc.integer({ min: 1, max: 7 }),
      stopPrice: fc.option(price),
    })
    .map(({ stopPrice, ...rest }) =>
      stopPrice === null ? { ...rest, type: 'market' } : { ...rest, type: 'stop', stopPrice },
    )

  it('the account and the venue hold the same cash, positions and profit, digit by digit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(requests, bars, bars), { maxLength: 20 }), async (history) => {
        const { trader, broker, play } = await openAccount({ shortSelling: true, cash: 1e6, fees: percentFees('0.07') })
        for (const [request, stocks, futures] of history) {
          await trader.place(request)
          play(stocks)
          play(futures, { instrument: 'CME:ES' })
        }
        const { positions, cash } = await broker.fetchSnapshot()
        expect(trader.view.cash.get('USD')?.toFixed()).toBe(cash['USD']?.toFixed())
        for (const theirs of positions) {
          const ours = trader.view.positions.get(theirs.instrument)?.[0]
          expect(ours?.quantity.toFixed()).toBe(theirs.quantity.toFixed())
          expect(ours?.averagePrice.toFixed()).toBe(theirs.averagePrice.toFixed())
          expect(ours?.realizedProfit.toFixed()).toBe(theirs.realizedProfit.toFixed())
        }
        await trader.stop()
      }),
      { numRuns: 50 },
    )
  })

  it('fills in parts reach the account whole, in whatever words the venue reports', async () => {
    const prints = fc.record({
      price: fc.integer({ min: 90, max: 110 }),
      quantity: fc.integer({ min: 1, max: 9 }),
    })
    const limits: fc.Arbitrary<OrderRequest> = fc.record({
      instrument: fc.constant('NASDAQ:AAPL' as const),
      side: fc.constantFrom('buy' as const, 'sell' as const),
      quantity: fc.integer({ min: 1, max: 20 }),
      type: fc.constant('limit' as const),
      limitPrice: fc.integer({ min: 90, max: 110 }),
      timeInForce: fc.constantFrom('day' as const, 'ioc' as const, 'fok' as const),
    })
    const styles = fc.constantFrom('fills' as const, 'orders' as const, 'both' as const)
    const sizes = fc.option(fc.integer({ min: 2, max: 8 }), { nil: undefined })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(limits, prints)), styles, sizes, async (history, reports, sliceAbove) => {
        const { trader, broker } = await openAccount({
          shortSelling: true,
          cash: 1e6,
          fees: percentFees('0.07'),
          reports,
          ...(sliceAbove !== undefined && { sliceAbove }),
        })
        for (const [request, print] of history) {
          await trader.place(request)
          broker.venue.print({ instrument: 'NASDAQ:AAPL', time: monday, ...print })
        }
        const rows = Map.groupBy(broker.venue.listOrders(), ({ clientOrderId }) => clientOrderId)
        for (const order of trader.view.orders.values()) {
          const own = rows.get(order.terms.clientOrderId) ?? []
          const filled = own.reduce((sum, { filledQuantity }) => sum + filledQuantity.toNumber(), 0)
          expect(order.filledQuantity.toNumber()).toBe(filled)
          // Of a slice whose size nobody told, fills alone do not tell that it is done; the order book does.
          if (reports === 'fills' && own.length > 1) continue
          expect(order.lifecycle === 'working').toBe(own.some(({ lifecycle }) => lifecycle === 'working'))
        }
        const [theirs] = broker.venue.listPositions()
        const ours = trader.view.positions.get('NASDAQ:AAPL')?.[0]
        expect(ours?.quantity.toFixed()).toBe(theirs?.quantity.toFixed())
        // Rows tell no fees.
        if (reports !== 'orders') expect(trader.view.cash.get('USD')?.toFixed()).toBe(broker.cash.toFixed())
        await trader.stop()
      }),
    )
  })

  // Bought at 100 and settled at 103, 50 for each point; the call was written for 5 and is worth 12 at 112.
  it('what a contract that expires was worth is in its books as in those of the venue', async () => {
    const expiry = monday + 10 * minute
    const es = createInstrument({ id: 'CME:ES', kind: 'future', currency: 'USD', multiplier: 50, expiry })
    const terms = { kind: 'option', strike: 100, optionType: 'call' } as const
    const call = createInstrument({ id: 'CME:C100', currency: 'USD', expiry, ...terms })
    const { broker, trader, clock } = await openAccount({
      instruments: [apple, es, call],
      shortSelling: true,
      settlementPrice: ({ kind }) => (kind === 'future' ? 103 : 112),
    })
    const print = (instrument: InstrumentId, price: number): void =>
      broker.venue.print({ instrument, price, quantity: 1, time: clock.now() })
    await trader.place({ instrument: 'CME:ES', side: 'buy', quantity: 1, type: 'market' })
    print('CME:ES', 100)
    await trader.place({ instrument: 'CME:C100', side: 'sell', quantity: 1, type: 'market' })
    print('CME:C100', 5)
    const waits = await trader.place({ instrument: 'CME:ES', side: 'buy', quantity: 1, type: 'limit', limitPrice: 90 })
    clock.advanceTo(expiry)
    print('NASDAQ:AAPL', 112)
    expect(trader.view.orders.get(waits.order.terms.clientOrderId)?.lifecycle).toBe('expired')
    await trader.idle()
    clock.advanceTo(expiry + minute)
    await trader.idle()
    expect(trader.view.getQuantity('CME:ES').toFixed()).toBe('0')
    expect(trader.view.getQuantity('CME:C100').toFixed()).toBe('0')
    expect(broker.cash.toFixed()).toBe('100143')
    expect(trader.view.cash.get('USD')?.toFixed()).toBe('100143')
    const late = await trader.place({ instrument: 'CME:ES', side: 'buy', quantity: 1, type: 'limit', limitPrice: 90 })
    expect(late).toMatchObject({ outcome: 'rejected' })
  })
})
