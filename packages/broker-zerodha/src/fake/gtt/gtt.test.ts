import { describe, expect, it } from 'vitest'
import { openStage } from '../stage.fixture.ts'

function form(type: 'single' | 'two-leg', triggers: number[], side = 'SELL', lastPrice = 1500) {
  const order = {
    exchange: 'NSE',
    tradingsymbol: 'INFY',
    transaction_type: side,
    quantity: 10,
    order_type: 'LIMIT',
    product: 'MIS',
  }
  return {
    type,
    condition: JSON.stringify({
      exchange: 'NSE',
      tradingsymbol: 'INFY',
      trigger_values: triggers,
      last_price: lastPrice,
    }),
    orders: JSON.stringify(triggers.map((price) => ({ ...order, price }))),
  }
}

describe('a trigger', () => {
  it('waits for its price, then places its order, which carries no tag', async () => {
    const { fake, ask, rows } = openStage()
    const { data } = await ask('POST', '/gtt/triggers', form('single', [1450]))
    const path = `/gtt/triggers/${data.trigger_id}`
    expect((await ask('GET', path)).data).toMatchObject({
      id: data.trigger_id,
      user_id: 'AB1234',
      type: 'single',
      status: 'active',
      created_at: '2026-01-05 09:30:00',
      expires_at: '2027-01-05 09:30:00',
      condition: { instrument_token: 256_257, trigger_values: [1450], last_price: 1500 },
      orders: [{ price: 1450, result: null }],
    })
    fake.print('NSE:INFY', 1451, 1)
    expect(await rows()).toEqual([])
    fake.print('NSE:INFY', 1449, 1)
    const [order] = await rows()
    expect(order).toMatchObject({ transaction_type: 'SELL', price: 1450, tag: null, status: 'OPEN' })
    const gtt = (await ask('GET', path)).data
    expect(gtt.status).toBe('triggered')
    expect(gtt.orders[0].result).toMatchObject({
      triggered_at: 1449,
      order_result: { status: 'success', order_id: order.order_id, rejection_reason: '' },
    })
    expect(JSON.parse(gtt.orders[0].result.meta)).toMatchObject({ gtt: data.trigger_id })
    fake.print('NSE:INFY', 1449, 1)
    expect(await rows()).toHaveLength(1)
  })

  it('with two legs fires the one whose price comes first, and only that', async () => {
    for (const [price, leg] of [
      [1400, 0],
      [1600, 1],
    ] as const) {
      const { fake, ask, rows } = openStage()
      const { data } = await ask('POST', '/gtt/triggers', form('two-leg', [1400, 1600]))
      fake.print('NSE:INFY', price, 1)
      fake.print('NSE:INFY', price === 1400 ? 1600 : 1400, 1)
      expect(await rows()).toMatchObject([{ price }])
      const { orders } = (await ask('GET', `/gtt/triggers/${data.trigger_id}`)).data
      expect(orders[leg].result).not.toBeNull()
      expect(orders[1 - leg].result).toBeNull()
    }
  })

  it('that was triggered may have an order that was not taken', async () => {
    const { fake, ask, rows } = openStage()
    const body = form('single', [1450])
    const orders = body.orders.replace('"quantity":10', '"quantity":100000')
    await ask('POST', '/gtt/triggers', { ...body, orders })
    fake.print('NSE:INFY', 1450, 1)
    expect((await rows())[0].status).toBe('REJECTED')
    const [gtt] = (await ask('GET', '/gtt/triggers')).data
    expect(gtt).toMatchObject({
      status: 'triggered',
      orders: [{ result: { order_result: { status: 'failed', rejection_reason: expect.stringContaining('funds') } } }],
    })
  })

  it('is replaced whole, and deleted', async () => {
    const { fake, ask, rows, advance } = openStage()
    const { data } = await ask('POST', '/gtt/triggers', form('single', [1450]))
    const path = `/gtt/triggers/${data.trigger_id}`
    expect((await ask('PUT', path, form('two-leg', [1300, 1700]))).data).toEqual(data)
    fake.print('NSE:INFY', 1450, 1)
    expect(await rows()).toEqual([])
    expect((await ask('DELETE', path)).data).toEqual(data)
    expect((await ask('DELETE', path)).status).toBe(400)
    fake.print('NSE:INFY', 1200, 1)
    expect(await rows()).toEqual([])
    expect((await ask('GET', '/gtt/triggers')).data).toMatchObject([{ status: 'deleted', type: 'two-leg' }])
    await advance(8 * 86_400_000)
    expect((await ask('GET', '/gtt/triggers')).data).toEqual([])
    expect((await ask('GET', path)).data.status).toBe('deleted')
  })

  it('lives on through days, for a year', async () => {
    const { fake, ask, rows, advance } = openStage()
    await ask('POST', '/gtt/triggers', form('single', [1450]))
    fake.endDay()
    await advance(365 * 86_400_000)
    fake.print('NSE:INFY', 1450, 1)
    expect(await rows()).toEqual([])
    expect((await ask('GET', '/gtt/triggers')).data).toMatchObject([{ status: 'expired' }])
  })

  it.each([
    ['two prices for one leg', form('single', [1400, 1600])],
    ['one price for two legs', form('two-leg', [1400])],
    ['two prices on one side', form('two-leg', [1300, 1400])],
    ['a price that is there', form('single', [1500])],
    ['a price off the tick', form('single', [1450.03])],
    ['no JSON', { ...form('single', [1450]), orders: '[' }],
    ['no such type', { ...form('single', [1450]), type: 'three-leg' }],
  ])('is refused with %s', async (_what, fields) => {
    const { ask } = openStage()
    expect(await ask('POST', '/gtt/triggers', fields)).toMatchObject({ status: 400, type: 'InputException' })
  })

  it('that is not there is not found', async () => {
    expect((await openStage().ask('GET', '/gtt/triggers/1')).status).toBe(404)
  })
})
