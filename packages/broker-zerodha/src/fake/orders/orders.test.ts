import { describe, expect, it } from 'vitest'
import { openStage } from '../stage.fixture.ts'

describe('an order', () => {
  it('goes through every state to the exchange, each after its time', async () => {
    const delays = { receiveMs: 10, validateMs: 10, exchangeMs: 10 }
    const stage = openStage({ delays })
    const id = await stage.placed()
    const seen = [(await stage.row(id)).status]
    for (let i = 0; i < 3; i++) {
      await stage.advance(10)
      seen.push((await stage.row(id)).status)
    }
    expect(seen).toEqual(['PUT ORDER REQ RECEIVED', 'VALIDATION PENDING', 'OPEN PENDING', 'OPEN'])
    expect(await stage.history(id)).toEqual(seen)
  })

  it('has a row with every field that Kite documents', async () => {
    const stage = openStage()
    const id = await stage.placed({ tag: 'abc123' })
    expect(await stage.row(id)).toEqual({
      placed_by: 'AB1234',
      order_id: id,
      exchange_order_id: expect.stringMatching(/^\d{16}$/),
      parent_order_id: null,
      status: 'OPEN',
      status_message: null,
      status_message_raw: null,
      order_timestamp: '2026-01-05 09:30:00',
      exchange_update_timestamp: '2026-01-05 09:30:00',
      exchange_timestamp: '2026-01-05 09:30:00',
      variety: 'regular',
      modified: false,
      exchange: 'NSE',
      tradingsymbol: 'INFY',
      instrument_token: 256_257,
      order_type: 'LIMIT',
      transaction_type: 'BUY',
      validity: 'DAY',
      validity_ttl: 0,
      product: 'CNC',
      quantity: 10,
      disclosed_quantity: 0,
      price: 1500,
      trigger_price: 0,
      average_price: 0,
      filled_quantity: 0,
      pending_quantity: 10,
      cancelled_quantity: 0,
      market_protection: 0,
      meta: {},
      tag: 'abc123',
      tags: ['abc123'],
      guid: expect.any(String),
    })
    expect(id).toMatch(/^\d{19}$/)
  })

  it('has an id of 15 digits where Kite is as it was', async () => {
    const stage = openStage({ behavior: { idDigits: 15 } })
    expect(await stage.placed()).toBe('260105000000001')
  })

  it('fills in part, then whole, at the prices that were printed', async () => {
    const { fake, placed, row, ask } = openStage()
    const id = await placed({ price: 1500 })
    fake.print('NSE:INFY', '1500.05', 100)
    expect(await row(id)).toMatchObject({ status: 'OPEN', filled_quantity: 0 })
    fake.print('NSE:INFY', '1499.95', 4)
    expect(await row(id)).toMatchObject({ status: 'OPEN', filled_quantity: 4, pending_quantity: 6 })
    fake.print('NSE:INFY', 1499, 100)
    expect(await row(id)).toMatchObject({ status: 'COMPLETE', filled_quantity: 10, average_price: 1499.38 })
    const { data } = await ask('GET', `/orders/${id}/trades`)
    expect(data).toEqual([
      {
        trade_id: expect.stringMatching(/^\d{8}$/),
        order_id: id,
        exchange: 'NSE',
        tradingsymbol: 'INFY',
        instrument_token: 256_257,
        product: 'CNC',
        average_price: 1499.95,
        quantity: 4,
        exchange_order_id: expect.any(String),
        transaction_type: 'BUY',
        fill_timestamp: '2026-01-05 09:30:00',
        order_timestamp: '09:30:00',
        exchange_timestamp: '2026-01-05 09:30:00',
      },
      expect.objectContaining({ average_price: 1499, quantity: 6 }),
    ])
    expect((await ask('GET', '/trades')).data).toEqual(data)
  })

  it('is canceled, and what was filled stays filled', async () => {
    const { fake, placed, row, ask, history } = openStage()
    const id = await placed()
    fake.print('NSE:INFY', 1500, 3)
    expect(await ask('DELETE', `/orders/regular/${id}`)).toMatchObject({ status: 200, data: { order_id: id } })
    expect(await row(id)).toMatchObject({ status: 'CANCELLED', filled_quantity: 3, cancelled_quantity: 7 })
    expect((await history(id)).slice(-2)).toEqual(['CANCEL PENDING', 'CANCELLED'])
  })

  it('is told to be in process where it cannot be canceled or modified any more', async () => {
    const { fake, placed, ask } = openStage()
    const id = await placed()
    fake.print('NSE:INFY', 1500, 10)
    const message = 'as it is being processed. Try later.'
    expect(await ask('DELETE', `/orders/regular/${id}`)).toMatchObject({
      status: 400,
      type: 'InputException',
      message: `Order cannot be cancelled ${message}`,
    })
    expect(await ask('PUT', `/orders/regular/${id}`, { price: 1 })).toMatchObject({
      status: 400,
      message: `Order cannot be modified ${message}`,
    })
  })

  it('may fill while its cancel is on the way', async () => {
    const stage = openStage({ delays: { cancelMs: 50 } })
    const { fake, placed, row, ask, advance } = stage
    const id = await placed()
    expect((await ask('DELETE', `/orders/regular/${id}`)).status).toBe(200)
    expect((await ask('DELETE', `/orders/regular/${id}`)).status).toBe(400)
    expect((await row(id)).status).toBe('CANCEL PENDING')
    fake.print('NSE:INFY', 1500, 10)
    await advance(50)
    expect(await row(id)).toMatchObject({ status: 'COMPLETE', filled_quantity: 10, cancelled_quantity: 0 })
  })

  it('takes a modification a while after it was answered', async () => {
    const stage = openStage({ delays: { modifyMs: 50 } })
    const { placed, row, ask, history, advance } = stage
    const id = await placed()
    expect(await ask('PUT', `/orders/regular/${id}`, { price: 1490, quantity: 20 })).toMatchObject({
      status: 200,
      data: { order_id: id },
    })
    expect(await row(id)).toMatchObject({ status: 'MODIFY PENDING', price: 1500, quantity: 10 })
    await advance(50)
    expect(await row(id)).toMatchObject({ status: 'OPEN', price: 1490, quantity: 20, modified: true })
    expect((await history(id)).slice(-4)).toEqual(['MODIFY VALIDATION PENDING', 'MODIFY PENDING', 'MODIFIED', 'OPEN'])
  })

  it('goes back to open, and says why, where a modification is refused', async () => {
    const { fake, placed, row, ask } = openStage()
    const id = await placed()
    fake.print('NSE:INFY', 1500, 5)
    await ask('PUT', `/orders/regular/${id}`, { quantity: 5 })
    expect(await row(id)).toMatchObject({
      status: 'OPEN',
      quantity: 10,
      status_message: expect.stringContaining('filled'),
    })
    fake.faults.add({ kind: 'modify-refused', message: 'Not now.' }, { times: 1 })
    await ask('PUT', `/orders/regular/${id}`, { price: 1499 })
    expect(await row(id)).toMatchObject({ status: 'OPEN', price: 1500, status_message: 'Not now.' })
  })

  it('can be modified 25 times', async () => {
    const { placed, ask } = openStage({ limits: { ordersPerSecond: 1000 } })
    const id = await placed()
    for (let i = 1; i <= 25; i++)
      expect((await ask('PUT', `/orders/regular/${id}`, { price: 1500 - i })).status).toBe(200)
    expect(await ask('PUT', `/orders/regular/${id}`, { price: 1000 })).toMatchObject({
      status: 400,
      message: 'Maximum allowed order modifications exceeded',
    })
  })
})

describe('the order book', () => {
  it('is empty as a list, or as null', async () => {
    expect((await openStage().ask('GET', '/orders')).data).toEqual([])
    expect((await openStage({ behavior: { emptyBook: 'null' } }).ask('GET', '/orders')).data).toBeNull()
  })

  it('begins anew each day, without the orders of the day before', async () => {
    const { fake, placed, rows, ask, clock } = openStage()
    const id = await placed()
    fake.endDay()
    expect(await rows()).toEqual([])
    expect((await ask('GET', `/orders/${id}`)).status).toBe(400)
    expect(fake.venue.listOrders()).toMatchObject([{ lifecycle: 'expired' }])
    clock.advanceTo(clock.now() + 1)
  })

  it('shows an order only to its owner', async () => {
    const users = ['A', 'B'].map((userId) => ({ userId, apiKey: `key${userId}`, apiSecret: 'secret' }))
    const { placed, rows } = openStage({ users })
    await placed({}, 'regular', 'A')
    expect(await rows('A')).toHaveLength(1)
    expect(await rows('B')).toHaveLength(0)
  })
})
