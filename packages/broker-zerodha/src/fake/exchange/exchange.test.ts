import { describe, expect, it } from 'vitest'
import { openStage } from '../stage.fixture.ts'

describe('the exchange', () => {
  it('fills the better price first, then the older order', async () => {
    const { fake, placed, row } = openStage()
    const [older, younger, best] = [await placed(), await placed(), await placed({ price: 1501 })]
    fake.print('NSE:INFY', 1500, 15)
    const filled = async (id: string) => (await row(id)).filled_quantity
    expect([await filled(best), await filled(older), await filled(younger)]).toEqual([10, 5, 0])
  })

  it('lets an order that asks for more, or for another price, stand behind', async () => {
    const { fake, placed, row, ask } = openStage()
    const [first, second, third] = [await placed(), await placed(), await placed()]
    await ask('PUT', `/orders/regular/${first}`, { quantity: 20 })
    await ask('PUT', `/orders/regular/${second}`, { quantity: 5 })
    fake.print('NSE:INFY', 1500, 15)
    const filled = await Promise.all([first, second, third].map(async (id) => (await row(id)).filled_quantity))
    expect(filled).toEqual([0, 5, 10])
  })

  it('trades an incoming order against the book, level by level, at their prices', async () => {
    const { fake, placed, row, ask } = openStage()
    fake.setBook('NSE:INFY', {
      asks: [
        { price: '1499.50', quantity: 3 },
        { price: 1499, quantity: 4 },
        { price: 1501, quantity: 100 },
      ],
    })
    const id = await placed()
    expect(await row(id)).toMatchObject({ filled_quantity: 7, pending_quantity: 3, status: 'OPEN' })
    const trades = (await ask('GET', `/orders/${id}/trades`)).data
    expect(trades.map((trade: Record<string, unknown>) => [trade['average_price'], trade['quantity']])).toEqual([
      [1499, 4],
      [1499.5, 3],
    ])
    expect(fake.feed.getTick(256_257)).toMatchObject({
      lastPrice: 1499.5,
      volume: 7,
      bids: [{ price: 1500, quantity: 3, orders: 1 }],
      asks: [{ price: 1501, quantity: 100, orders: 1 }],
    })
  })

  it('trades a resting order at its own price with a book that comes to it', async () => {
    const { fake, placed, row } = openStage()
    const id = await placed()
    fake.setBook('NSE:INFY', { asks: [{ price: 1490, quantity: 4 }] })
    expect(await row(id)).toMatchObject({ filled_quantity: 4, average_price: 1500 })
  })

  it('lets accounts trade with each other, and nobody with himself', async () => {
    const users = ['A', 'B'].map((userId) => ({ userId, apiKey: `key${userId}`, apiSecret: 'secret' }))
    const { fake, placed, row } = openStage({ users })
    const mis = { product: 'MIS' }
    const own = await placed({ ...mis, transaction_type: 'SELL' }, 'regular', 'A')
    const bid = await placed(mis, 'regular', 'A')
    expect((await row(bid, 'A')).filled_quantity).toBe(0)
    const ask = await placed({ ...mis, transaction_type: 'SELL', quantity: 4 }, 'regular', 'B')
    expect((await row(ask, 'B')).status).toBe('COMPLETE')
    expect((await row(bid, 'A')).filled_quantity).toBe(4)
    expect((await row(own, 'A')).filled_quantity).toBe(0)
    expect(fake.venueOf('B').listPositions()[0]?.quantity.toNumber()).toBe(-4)
  })

  it('sets off stops by what other stops traded', async () => {
    const { fake, placed, row } = openStage()
    fake.print('NSE:INFY', 1490, 1)
    const stop = { order_type: 'SL', product: 'MIS', quantity: 10 }
    const first = await placed({ ...stop, trigger_price: 1495, price: 1500 })
    const second = await placed({ ...stop, trigger_price: 1499, price: 1505 })
    fake.setBook('NSE:INFY', {
      asks: [
        { price: 1499, quantity: 10 },
        { price: 1503, quantity: 10 },
      ],
    })
    fake.print('NSE:INFY', 1495, 1)
    expect(await row(first)).toMatchObject({ status: 'COMPLETE', average_price: 1499 })
    expect(await row(second)).toMatchObject({ status: 'COMPLETE', average_price: 1503 })
  })

  it('fills only whole lots', async () => {
    const { fake, placed, row } = openStage()
    const fields = { exchange: 'NFO', tradingsymbol: 'NIFTY29DECFUT', product: 'NRML', quantity: 130, price: 25_000 }
    const id = await placed(fields)
    fake.print('NFO:NIFTY29DECFUT', 25_000, 100)
    expect((await row(id)).filled_quantity).toBe(65)
  })

  it('has others around each print where it is told to', async () => {
    const { fake, placed, row } = openStage({ liquidity: { quantity: 100, ticks: 2 } })
    fake.print('NSE:INFY', 1500, 1)
    const id = await placed({ order_type: 'MARKET', price: '', market_protection: 1 })
    expect(await row(id)).toMatchObject({ status: 'COMPLETE', average_price: 1500.1 })
  })

  it('tells a ticker of everything that changes', async () => {
    const { fake, placed } = openStage()
    const tokens: number[] = []
    const orders: unknown[] = []
    fake.feed.onTick((token) => tokens.push(token))
    fake.feed.onOrder((userId, order) => orders.push([userId, order['status'], order['filled_quantity']]))
    await placed()
    fake.print('NSE:INFY', 1500, 4)
    fake.print('NSE:INFY', 1500, 6)
    fake.placeOutside({ instrument: 'NSE:INFY', side: 'buy', quantity: 1 })
    expect(tokens).toEqual([256_257, 256_257, 256_257])
    expect(orders).toEqual([
      ['AB1234', 'UPDATE', 4],
      ['AB1234', 'COMPLETE', 10],
      ['AB1234', 'COMPLETE', 1],
    ])
    expect(fake.feed.getTick(1)).toBeUndefined()
  })
})

describe('the venue', () => {
  it('knows orders by the tag that they came with, and others by none', async () => {
    const { fake, placed } = openStage()
    await placed({ tag: 'abc' })
    fake.venue.print({ instrument: 'NSE:INFY', time: 0, price: 1500, quantity: 10 })
    fake.venue.placeOutside({ instrument: 'NSE:INFY', side: 'sell', quantity: 3 })
    const [ours, theirs] = fake.venue.listOrders()
    expect(ours).toMatchObject({ clientOrderId: 'abc', lifecycle: 'filled', side: 'buy', instrument: 'NSE:INFY' })
    expect(theirs).not.toHaveProperty('clientOrderId')
    expect(fake.venue.listFills()).toHaveLength(2)
    expect(fake.venue.getCash()['INR']?.toFixed()).toBe('989500')
    const [position] = fake.venue.listPositions()
    expect([position!.product, position!.quantity.toFixed(), position!.averagePrice.toFixed()]).toEqual([
      'delivery',
      '7',
      '1500',
    ])
  })

  it('refuses orders by hand of what is not listed, has no price, or is no whole lot', () => {
    const { fake } = openStage()
    const place = (instrument: `${string}:${string}`, quantity: number) => () =>
      fake.placeOutside({ instrument, side: 'buy', quantity })
    expect(place('NSE:NOPE', 1)).toThrow(expect.objectContaining({ code: 'invalid-order' }))
    expect(place('NSE:INFY', 1)).toThrow(expect.objectContaining({ code: 'invalid-order' }))
    fake.print('NFO:NIFTY29DECFUT', 25_000, 65)
    expect(place('NFO:NIFTY29DECFUT', 64)).toThrow(expect.objectContaining({ code: 'invalid-order' }))
  })
})
