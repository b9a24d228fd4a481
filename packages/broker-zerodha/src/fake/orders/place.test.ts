import { createInstrument, nse } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { type Fields, openStage } from '../stage.fixture.ts'

const future: Fields = {
  exchange: 'NFO',
  tradingsymbol: 'NIFTY29DECFUT',
  product: 'NRML',
  quantity: 65,
  price: 25_000,
}

describe('what is wrong in itself', () => {
  it.each<[string, Fields]>([
    ['no such instrument', { tradingsymbol: 'NOPE' }],
    ['an index', { tradingsymbol: 'NIFTY 50' }],
    ['no quantity', { quantity: 0 }],
    ['a quantity that is no number', { quantity: '1.5' }],
    ['a part of a lot', { ...future, quantity: 64 }],
    ['a price off the tick', { price: '1500.03' }],
    ['no price', { price: '' }],
    ['no such type', { order_type: 'STOP' }],
    ['no such product', { product: 'XX' }],
    ['a share that is carried', { product: 'NRML' }],
    ['a contract that is delivered', { ...future, product: 'CNC' }],
    ['no trigger', { order_type: 'SL' }],
    ['a trigger above the limit of a buy', { order_type: 'SL', trigger_price: 1501 }],
    ['a time to live of nothing', { validity: 'TTL' }],
    ['a tag of 21 characters', { tag: 'a'.repeat(21) }],
    ['a tag with a space', { tag: 'a b' }],
    ['a protection that is no number', { order_type: 'MARKET', market_protection: 'true' }],
    ['a protection of more than everything', { order_type: 'MARKET', market_protection: 101 }],
  ])('is refused at once and leaves no row: %s', async (_what, fields) => {
    const { place, rows } = openStage()
    expect(await place(fields)).toMatchObject({ status: 400, type: 'InputException', data: null })
    expect(await rows()).toEqual([])
  })

  it('is an unprotected order at the market, since April 2026', async () => {
    for (const fields of [{ order_type: 'MARKET' }, { order_type: 'SL-M', trigger_price: 1500 }]) {
      const { fake, place } = openStage()
      fake.print('NSE:INFY', 1490, 1)
      expect((await place(fields)).message).toBe(
        'Market orders without market protection are not allowed via API. Please set market protection or use a Limit order.',
      )
      const before = openStage({ behavior: { marketProtection: 'optional' } })
      before.fake.print('NSE:INFY', 1490, 1)
      expect((await before.place(fields)).status).toBe(200)
    }
  })

  it('is an order that fills at once on MCX', async () => {
    const instruments = [createInstrument({ id: 'MCX:GOLD29DECFUT', currency: 'INR', kind: 'future', tickSize: 1 })]
    const { place } = openStage({ instruments })
    const gold = { exchange: 'MCX', tradingsymbol: 'GOLD29DECFUT', product: 'NRML', price: 90_000, quantity: 1 }
    expect((await place({ ...gold, validity: 'IOC' })).status).toBe(400)
    expect((await place(gold)).status).toBe(200)
  })
})

describe('what the back office or the exchange does not take', () => {
  it('is a rejected row: no funds', async () => {
    const { placed, row } = openStage()
    const id = await placed({ quantity: 1000 })
    expect(await row(id)).toMatchObject({
      status: 'REJECTED',
      status_message:
        'Insufficient funds. Required margin is 1500000.00 but available margin is 1000000.00. Check the orderbook for open orders.',
      status_message_raw: expect.stringMatching(/^RMS:Margin Exceeds,Required:1500000.00/),
      exchange_order_id: null,
      pending_quantity: 0,
    })
  })

  it('is refused at once where Kite answers so: no funds', async () => {
    const { place, rows } = openStage({ behavior: { marginRefusal: 'reply' } })
    expect(await place({ quantity: 1000 })).toMatchObject({ status: 400, type: 'MarginException' })
    expect(await rows()).toEqual([])
  })

  it('counts open orders against the funds', async () => {
    const { placed, row, ask } = openStage()
    const first = await placed({ quantity: 400 })
    const second = await placed({ quantity: 400 })
    expect((await row(second)).status).toBe('REJECTED')
    await ask('DELETE', `/orders/regular/${first}`)
    expect((await row(await placed({ quantity: 400 }))).status).toBe('OPEN')
  })

  it('is a rejected row: shares that are not held', async () => {
    const { fake, placed, row } = openStage()
    const sell = { transaction_type: 'SELL', price: 1510 }
    expect((await row(await placed(sell))).status).toBe('REJECTED')
    await placed()
    fake.print('NSE:INFY', 1500, 10)
    expect((await row(await placed({ ...sell, quantity: 6 }))).status).toBe('OPEN')
    expect((await row(await placed({ ...sell, quantity: 6 }))).status).toBe('REJECTED')
    expect((await row(await placed({ ...sell, quantity: 4 }))).status).toBe('OPEN')
  })

  it('waits for the depository: shares that it does not let go', async () => {
    const holdings = [{ instrument: 'NSE:INFY', quantity: 10, averagePrice: 1400, authorised: false }] as const
    const { place } = openStage({ users: [{ userId: 'A', apiKey: 'k', apiSecret: 's', holdings }] })
    expect(await place({ transaction_type: 'SELL' })).toMatchObject({
      status: 428,
      type: 'HoldingException',
      message: '10 quantity needs authorisation at depository.',
    })
  })

  it('is a rejected row: more than the freeze quantity, a price beyond the circuit, a trigger that was reached', async () => {
    const stage = openStage({ behavior: { checksFunds: false } })
    const { fake, placed, row } = stage
    expect((await row(await placed({ ...future, quantity: 1820 }))).status_message_raw).toContain('freeze')
    fake.print('NSE:INFY', 1500, 1)
    fake.endDay()
    expect((await row(await placed({ price: 1801 }))).status).toBe('REJECTED')
    expect((await row(await placed({ price: 1800 }))).status).toBe('OPEN')
    const stop = { order_type: 'SL', trigger_price: 1500, price: 1505 }
    expect((await row(await placed(stop))).status_message).toContain('should be higher than the last traded price')
  })
})

describe('an order at the market', () => {
  it('becomes a limit at the edge of its band, and its rest stays', async () => {
    const { fake, placed, row } = openStage()
    fake.print('NSE:INFY', 1500, 1)
    fake.setBook('NSE:INFY', {
      asks: [
        { price: 1505, quantity: 4 },
        { price: 1600, quantity: 100 },
      ],
    })
    const id = await placed({ order_type: 'MARKET', price: '', market_protection: 2, tag: 'mine' })
    expect(await row(id)).toMatchObject({
      status: 'OPEN',
      order_type: 'LIMIT',
      price: 1530,
      market_protection: 0,
      filled_quantity: 4,
      average_price: 1505,
      tag: 'mine',
      tags: ['mine', 'mktp', 'mktp:2.00'],
    })
    expect(fake.venue.listOrders()[0]).not.toHaveProperty('limitPrice')
  })

  it('may leave the band to Kite, which goes by price', async () => {
    const { fake, placed, row } = openStage()
    fake.print('NSE:INFY', 1500, 1)
    const market = { order_type: 'MARKET', price: '', market_protection: -1, product: 'MIS' }
    expect(await row(await placed({ ...market, transaction_type: 'SELL' }))).toMatchObject({
      price: 1492.5,
      tags: ['mktp', 'mktp:0.50'],
    })
  })

  it('as a stop waits for its trigger, then for the edge', async () => {
    const { fake, placed, row, history } = openStage()
    fake.print('NSE:INFY', 1490, 1)
    const id = await placed({ order_type: 'SL-M', trigger_price: 1500, price: '', market_protection: 1, quantity: 5 })
    expect(await row(id)).toMatchObject({ status: 'TRIGGER PENDING', order_type: 'SL-M', price: 0 })
    fake.print('NSE:INFY', 1499, 100)
    expect((await row(id)).filled_quantity).toBe(0)
    fake.print('NSE:INFY', 1500, 2)
    expect(await row(id)).toMatchObject({ status: 'OPEN', order_type: 'LIMIT', filled_quantity: 2 })
    fake.print('NSE:INFY', 1502, 3)
    expect(await row(id)).toMatchObject({ status: 'COMPLETE', average_price: 1501.2 })
    expect(await history(id)).toEqual(expect.arrayContaining(['TRIGGER PENDING', 'OPEN', 'COMPLETE']))
  })
})

describe('a stop with a limit', () => {
  it('is a limit once its trigger is reached', async () => {
    const { fake, placed, row } = openStage()
    fake.print('NSE:INFY', 1490, 1)
    const id = await placed({ order_type: 'SL', trigger_price: 1500, price: 1501 })
    fake.print('NSE:INFY', 1505, 100)
    expect(await row(id)).toMatchObject({ status: 'OPEN', order_type: 'LIMIT', filled_quantity: 0, price: 1501 })
    fake.print('NSE:INFY', 1501, 100)
    expect((await row(id)).status).toBe('COMPLETE')
  })
})

describe('how long an order holds', () => {
  it('is a moment for an IOC: what does not fill at once is canceled', async () => {
    const { fake, placed, row } = openStage()
    fake.setBook('NSE:INFY', { asks: [{ price: 1500, quantity: 4 }] })
    expect(await row(await placed({ validity: 'IOC' }))).toMatchObject({
      status: 'CANCELLED',
      filled_quantity: 4,
      cancelled_quantity: 6,
    })
  })

  it('is some minutes for a TTL', async () => {
    const { placed, row, advance } = openStage()
    const id = await placed({ validity: 'TTL', validity_ttl: 2 })
    await advance(119_999)
    expect(await row(id)).toMatchObject({ status: 'OPEN', validity_ttl: 2 })
    await advance(1)
    expect((await row(id)).status).toBe('CANCELLED')
  })
})

describe('an order above the freeze quantity', () => {
  const large = { ...future, quantity: 65 * 60, autoslice: true, tag: 'big' }
  const rich = { behavior: { checksFunds: false } }

  it('is cut into slices, answered as a parent with children', async () => {
    const { place, rows } = openStage(rich)
    const { data } = await place(large)
    expect(data).toEqual({
      order_id: expect.any(String),
      children: [{ order_id: expect.any(String) }, { order_id: expect.any(String) }],
    })
    const book = await rows()
    expect(book.map(({ quantity }) => quantity)).toEqual([1755, 1755, 390])
    expect(book.map(({ tag }) => tag)).toEqual(['big', 'big', 'big'])
    expect(book[2].tags).toEqual(['big', 'autoslice', `autoslice:${data.order_id}`])
  })

  it('is answered as a list, and its slices may carry no tag', async () => {
    const { fake, place, rows } = openStage({ behavior: { ...rich.behavior, slices: 'list', taggedSlices: false } })
    const { data } = await place(large)
    expect(data).toHaveLength(3)
    expect((await rows()).map(({ tag }) => tag)).toEqual(['big', null, null])
    // They are of the order all the same.
    expect(fake.venue.listOrders().map(({ clientOrderId }) => clientOrderId)).toEqual(['big', 'big', 'big'])
  })

  it('may be taken in part, with 200 all the same', async () => {
    for (const slices of ['list', 'children'] as const) {
      const { fake, place, rows } = openStage({ behavior: { checksFunds: false, slices } })
      fake.faults.add({ kind: 'slices-refused', from: 2 }, { times: 1 })
      const { status, data } = await place(large)
      const results = slices === 'list' ? data.slice(1) : data.children
      expect(status).toBe(200)
      expect(results[0].error).toMatchObject({ code: 429, error_type: 'NetworkException', message: expect.any(String) })
      expect(await rows()).toHaveLength(1)
    }
  })

  it('cannot be more than ten slices', async () => {
    const { place } = openStage(rich)
    expect((await place({ ...large, quantity: 65 * 27 * 10 })).status).toBe(200)
    expect((await place({ ...large, quantity: 65 * 27 * 10 + 65 })).status).toBe(400)
  })
})

describe('an iceberg', () => {
  const iceberg = { quantity: 10, iceberg_legs: 3, iceberg_quantity: 4, tag: 'ice' }

  it('shows one leg after the other, each an order of its own', async () => {
    const { fake, place, rows } = openStage()
    await place(iceberg, 'iceberg')
    expect(await rows()).toMatchObject([
      {
        variety: 'iceberg',
        quantity: 4,
        tag: 'ice',
        meta: { iceberg: { leg: 1, legs: 3, leg_quantity: 4, total_quantity: 10, remaining_quantity: 6 } },
      },
    ])
    for (let i = 0; i < 3; i++) fake.print('NSE:INFY', 1500, 4)
    const book = await rows()
    expect(book.map(({ status, quantity, tag }) => [status, quantity, tag])).toEqual([
      ['COMPLETE', 4, 'ice'],
      ['COMPLETE', 4, 'ice'],
      ['COMPLETE', 2, 'ice'],
    ])
  })

  it('ends with a leg that is canceled', async () => {
    const { fake, placed, rows, ask } = openStage()
    const id = await placed(iceberg, 'iceberg')
    await ask('DELETE', `/orders/iceberg/${id}`)
    fake.print('NSE:INFY', 1500, 10)
    expect(await rows()).toHaveLength(1)
  })

  it.each([[{ iceberg_legs: 1 }], [{ iceberg_legs: 51 }], [{ iceberg_quantity: 1 }], [{ iceberg_quantity: 9 }]])(
    'has 2 to 50 legs that make up the whole: not %j',
    async (fields) => {
      const { place } = openStage()
      expect((await place({ ...iceberg, ...fields }, 'iceberg')).status).toBe(400)
    },
  )
})

describe('a cover order', () => {
  const cover = { product: 'MIS', trigger_price: 1480 }

  it('is followed by its stop, and is closed by it', async () => {
    const { fake, placed, rows, ask } = openStage()
    const id = await placed(cover, 'co')
    fake.print('NSE:INFY', 1500, 10)
    const [entry, stop] = await rows()
    expect(entry).toMatchObject({ status: 'COMPLETE', product: 'CO', variety: 'co' })
    expect(stop).toMatchObject({
      status: 'TRIGGER PENDING',
      transaction_type: 'SELL',
      trigger_price: 1480,
      parent_order_id: id,
    })
    expect((await ask('PUT', `/orders/co/${stop.order_id}`, { trigger_price: 1490 })).status).toBe(200)
    fake.print('NSE:INFY', 1490, 10)
    expect((await rows())[1].status).toBe('COMPLETE')
    expect(fake.venue.listPositions()[0]?.quantity.toNumber()).toBe(0)
  })

  it('is left by its stop at the market, and keeps the type of its entry', async () => {
    const { fake, placed, rows, ask } = openStage()
    const id = await placed(cover, 'co')
    expect((await ask('PUT', `/orders/co/${id}`, { order_type: 'MARKET' })).status).toBe(400)
    fake.print('NSE:INFY', 1500, 10)
    fake.setBook('NSE:INFY', { bids: [{ price: 1499, quantity: 10 }] })
    const [, stop] = await rows()
    expect((await ask('DELETE', `/orders/co/${stop.order_id}`, { parent_order_id: id })).status).toBe(200)
    expect((await rows())[1]).toMatchObject({ status: 'COMPLETE', average_price: 1499 })
  })
})

describe('an order after hours', () => {
  it('waits for the open, and is told of to nobody meanwhile', async () => {
    const { fake, placed, row, clock, advance } = openStage({ calendar: nse() })
    clock.advanceTo(Date.UTC(2026, 0, 5, 12))
    const told: unknown[] = []
    fake.feed.onOrder((_, order) => told.push(order['status']))
    const id = await placed({}, 'amo')
    expect(await row(id)).toMatchObject({ status: 'AMO REQ RECEIVED', variety: 'amo', exchange_order_id: null })
    await advance(Date.UTC(2026, 0, 6, 3, 45) - clock.now())
    expect((await row(id)).status).toBe('OPEN')
    expect(told).toEqual([])
  })

  it('is all that is taken after hours, and is not taken before', async () => {
    const { place, clock } = openStage({ calendar: nse() })
    expect((await place({}, 'amo')).status).toBe(400)
    clock.advanceTo(Date.UTC(2026, 0, 5, 12))
    expect((await place()).status).toBe(400)
  })

  it('comes in with the new day where markets never close, and can be canceled before', async () => {
    const { fake, placed, row, ask } = openStage()
    const [kept, gone] = [await placed({}, 'amo'), await placed({}, 'amo')]
    expect((await ask('DELETE', `/orders/amo/${gone}`)).status).toBe(200)
    expect((await row(gone)).status).toBe('CANCELLED AMO')
    fake.endDay()
    expect((await row(kept)).status).toBe('OPEN')
  })
})

describe('an order that is stuck', () => {
  it('stays where it is for its time, then goes on', async () => {
    const { fake, placed, row, advance } = openStage()
    fake.faults.add({ kind: 'stuck', at: 'OPEN PENDING', ms: 60_000 }, { times: 1 })
    const id = await placed()
    await advance(59_999)
    expect((await row(id)).status).toBe('OPEN PENDING')
    await advance(1)
    expect((await row(id)).status).toBe('OPEN')
  })
})

describe('an order for an auction', () => {
  it('names the auction, and rests', async () => {
    const holdings = [{ instrument: 'NSE:INFY', quantity: 10, averagePrice: 1400 }] as const
    const { ask, place, placed, row } = openStage({ users: [{ userId: 'A', apiKey: 'k', apiSecret: 's', holdings }] })
    const [{ auction_number }] = (await ask('GET', '/portfolio/holdings/auctions')).data
    const sell = { transaction_type: 'SELL', price: 1500 }
    expect((await place(sell, 'auction')).status).toBe(400)
    expect(await row(await placed({ ...sell, auction_number }, 'auction'))).toMatchObject({
      variety: 'auction',
      auction_number,
      status: 'OPEN',
    })
  })
})
