import { describe, expect, it } from 'vitest'
import { openStage, type Wire } from '../stage.fixture.ts'

const sell = { transaction_type: 'SELL', price: 1400 }

describe('positions', () => {
  it('have 29 fields, with what the day did', async () => {
    const { fake, placed, ask } = openStage()
    await placed({ product: 'MIS' })
    fake.print('NSE:INFY', 1500, 10)
    await placed({ ...sell, product: 'MIS', quantity: 4 })
    fake.print('NSE:INFY', 1510, 4)
    const { net, day } = (await ask('GET', '/portfolio/positions')).data
    expect(net).toEqual(day)
    expect(Object.keys(net[0])).toHaveLength(29)
    expect(net[0]).toMatchObject({
      tradingsymbol: 'INFY',
      product: 'MIS',
      quantity: 6,
      overnight_quantity: 0,
      average_price: 1500,
      last_price: 1510,
      buy_quantity: 10,
      buy_value: 15_000,
      sell_quantity: 4,
      sell_value: 6_040,
      value: -8_960,
      pnl: 100,
      realised: 40,
      unrealised: 60,
      day_buy_quantity: 10,
      day_sell_price: 1510,
    })
  })

  it('stay when nothing is left of them', async () => {
    const { fake, placed, ask } = openStage()
    await placed({ product: 'MIS' })
    fake.print('NSE:INFY', 1500, 10)
    await placed({ ...sell, product: 'MIS' })
    fake.print('NSE:INFY', 1500, 10)
    expect((await ask('GET', '/portfolio/positions')).data.net).toMatchObject([{ quantity: 0, average_price: 0 }])
  })

  it('are kept by product: another product opens another one', async () => {
    const { fake, placed, ask } = openStage()
    await placed({ product: 'MIS' })
    await placed({ product: 'CNC' })
    fake.print('NSE:INFY', 1500, 20)
    const { net } = (await ask('GET', '/portfolio/positions')).data
    expect(net.map(({ product, quantity }: Wire) => [product, quantity])).toEqual([
      ['MIS', 10],
      ['CNC', 10],
    ])
  })

  it('are converted to another product, at what they cost', async () => {
    const { fake, placed, ask } = openStage()
    await placed({ product: 'MIS' })
    fake.print('NSE:INFY', 1500, 10)
    const change = {
      exchange: 'NSE',
      tradingsymbol: 'INFY',
      transaction_type: 'BUY',
      position_type: 'day',
      quantity: 4,
      old_product: 'MIS',
      new_product: 'CNC',
    }
    expect(await ask('PUT', '/portfolio/positions', change)).toMatchObject({ status: 200, data: true })
    const { net } = (await ask('GET', '/portfolio/positions')).data
    expect(net).toMatchObject([
      { product: 'MIS', quantity: 6, average_price: 1500 },
      { product: 'CNC', quantity: 4, average_price: 1500 },
    ])
    expect((await ask('PUT', '/portfolio/positions', { ...change, quantity: 7 })).status).toBe(400)
    expect((await ask('PUT', '/portfolio/positions', { ...change, transaction_type: 'SELL' })).status).toBe(400)
  })
})

describe('a day that ends', () => {
  it('makes holdings of what was bought for delivery, first on their way', async () => {
    const { fake, placed, ask } = openStage()
    await placed()
    fake.print('NSE:INFY', 1500, 10)
    expect((await ask('GET', '/portfolio/holdings')).data).toEqual([])
    fake.endDay()
    expect((await ask('GET', '/portfolio/positions')).data.net).toEqual([])
    const [holding] = (await ask('GET', '/portfolio/holdings')).data
    expect(holding).toMatchObject({
      isin: 'INE009A01021',
      quantity: 0,
      t1_quantity: 10,
      opening_quantity: 10,
      average_price: 1500,
      close_price: 1500,
    })
    fake.endDay()
    expect((await ask('GET', '/portfolio/holdings')).data).toMatchObject([{ quantity: 10, t1_quantity: 0 }])
    await placed({ ...sell, quantity: 4 })
    fake.print('NSE:INFY', 1510, 4)
    expect((await ask('GET', '/portfolio/holdings')).data).toMatchObject([
      { quantity: 6, used_quantity: 4, opening_quantity: 10, realised_quantity: 10 },
    ])
    expect((await ask('GET', '/portfolio/positions')).data.net).toMatchObject([{ product: 'CNC', quantity: -4 }])
    expect(fake.venue.listPositions()[0]?.quantity.toNumber()).toBe(6)
  })

  it('closes what was for the day, and carries contracts on', async () => {
    const { fake, placed, ask } = openStage()
    await placed({ product: 'MIS' })
    await placed({ exchange: 'NFO', tradingsymbol: 'NIFTY29DECFUT', product: 'NRML', quantity: 65, price: 25_000 })
    fake.print('NSE:INFY', 1500, 10)
    fake.print('NFO:NIFTY29DECFUT', 25_000, 65)
    fake.print('NFO:NIFTY29DECFUT', 25_100, 65)
    fake.endDay()
    expect((await ask('GET', '/portfolio/positions')).data).toMatchObject({
      net: [
        {
          product: 'NRML',
          quantity: 65,
          overnight_quantity: 65,
          average_price: 25_000,
          close_price: 25_100,
          pnl: 6_500,
          m2m: 0,
        },
      ],
      day: [],
    })
    expect(fake.venue.listOrders().at(-1)).toMatchObject({ side: 'sell', lifecycle: 'filled' })
  })

  it('takes what the trades cost, to the paisa', async () => {
    const { fake, placed } = openStage()
    await placed({ quantity: 100 })
    fake.print('NSE:INFY', 1500, 100)
    expect(fake.venue.getCash()['INR']?.toFixed()).toBe('850000')
    fake.endDay()
    // 0.1 % tax, 0.00307 % to the exchange, 0.0001 % to SEBI, 18 % of both, 0.015 % stamp.
    const cost = 150 + 4.605 + 0.15 + 0.18 * (4.605 + 0.15) + 22.5
    expect(fake.venue.getCash()['INR']?.toNumber()).toBe(850_000 - Number(cost.toFixed(2)))
  })
})

describe('funds', () => {
  it('are less what orders and positions block, by the leverage of the product', async () => {
    const { fake, placed, ask } = openStage()
    const net = async () => (await ask('GET', '/user/margins/equity')).data.net
    expect(await net()).toBe(1_000_000)
    await placed({ product: 'MIS' })
    expect(await net()).toBe(997_000)
    fake.print('NSE:INFY', 1500, 10)
    expect(await net()).toBe(997_000)
    await placed({ ...sell, product: 'MIS' })
    fake.print('NSE:INFY', 1510, 10)
    expect((await ask('GET', '/user/margins')).data.equity).toMatchObject({
      net: 1_000_100,
      available: { opening_balance: 1_000_000, live_balance: 1_000_100, intraday_payin: 0 },
      utilised: { debits: 0, m2m_realised: 100 },
    })
  })

  it('tell cash exactly: that of the morning, and what the day moved', async () => {
    const { fake, placed, ask } = openStage()
    await placed({ price: '1500.05', quantity: 7 })
    fake.print('NSE:INFY', '1500.05', 7)
    await placed({ price: '1499.95', product: 'MIS', quantity: 3 })
    fake.print('NSE:INFY', '1499.95', 3)
    const { available } = (await ask('GET', '/user/margins/equity')).data
    const { net } = (await ask('GET', '/portfolio/positions')).data
    const moved = net.reduce((sum: number, row: Wire) => sum + row.day_sell_value - row.day_buy_value, 0)
    expect(available.opening_balance + available.intraday_payin + moved).toBe(fake.venue.getCash()['INR']?.toNumber())
  })
})

describe('calculators', () => {
  const future = {
    exchange: 'NFO',
    tradingsymbol: 'NIFTY29DECFUT',
    transaction_type: 'BUY',
    variety: 'regular',
    product: 'NRML',
    order_type: 'LIMIT',
    quantity: 65,
    price: 25_000,
    trigger_price: 0,
  }

  it('tell what an order takes', async () => {
    const { askJson } = openStage()
    const share = { ...future, exchange: 'NSE', tradingsymbol: 'INFY', product: 'MIS', quantity: 10, price: 1500 }
    const { data } = await askJson('/margins/orders', [share, future])
    expect(data).toMatchObject([
      { type: 'equity', tradingsymbol: 'INFY', var: 3_000, total: 3_000, leverage: 5, charges: { stamp_duty: 0.45 } },
      { span: 162_500, exposure: 81_250, total: 243_750 },
    ])
  })

  it('tell what a basket takes, less where one closes the other', async () => {
    const { askJson } = openStage()
    const { data } = await askJson('/margins/basket?consider_positions=false', [
      future,
      { ...future, transaction_type: 'SELL', price: 25_100 },
    ])
    expect(data.initial.total).toBe(243_750 + 244_725)
    expect(data.final.total).toBe(0)
    expect(data.orders).toHaveLength(2)
    expect(data.charges.transaction_tax).toBeCloseTo(25_100 * 65 * 0.0005)
  })

  it('write a contract note', async () => {
    const { askJson } = openStage()
    const { data } = await askJson('/charges/orders', [{ ...future, order_id: '1', average_price: 25_000 }])
    expect(data).toMatchObject([
      { order_id: '1', transaction_type: 'BUY', quantity: 65, charges: { brokerage: 20, transaction_tax_type: 'stt' } },
    ])
    expect((await askJson('/charges/orders', {})).status).toBe(400)
  })
})
