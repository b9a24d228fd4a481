import { nse } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { openStage, type Wire } from '../stage.fixture.ts'

const historical = '/instruments/historical/256257'

describe('quotes', () => {
  it('tell all of an instrument, five levels on each side', async () => {
    const { fake, ask, placed } = openStage()
    fake.print('NSE:INFY', 1500, 5)
    fake.endDay()
    fake.print('NSE:INFY', 1510, 3)
    fake.print('NSE:INFY', 1490, 1)
    fake.setBook('NSE:INFY', { bids: [{ price: 1480, quantity: 7, orders: 2 }], asks: [{ price: 1600, quantity: 9 }] })
    await placed({ price: 1450, quantity: 10 })
    const { data } = await ask('GET', '/quote', { i: 'NSE:INFY' })
    const none = { price: 0, quantity: 0, orders: 0 }
    expect(data['NSE:INFY']).toEqual({
      instrument_token: 256_257,
      timestamp: '2026-01-05 09:30:00',
      last_trade_time: '2026-01-05 09:30:00',
      last_price: 1490,
      last_quantity: 1,
      buy_quantity: 17,
      sell_quantity: 9,
      volume: 4,
      average_price: 1505,
      oi: 0,
      oi_day_high: 0,
      oi_day_low: 0,
      net_change: -10,
      lower_circuit_limit: 1200,
      upper_circuit_limit: 1800,
      ohlc: { open: 1510, high: 1510, low: 1490, close: 1500 },
      depth: {
        buy: [{ price: 1480, quantity: 7, orders: 2 }, { price: 1450, quantity: 10, orders: 1 }, none, none, none],
        sell: [{ price: 1600, quantity: 9, orders: 1 }, none, none, none, none],
      },
    })
  })

  it('leave out what is not listed, take tokens, and have no depth of an index', async () => {
    const { fake, ask } = openStage()
    fake.print('NSE:NIFTY 50', '25000.15', 1)
    const url = '/quote?i=NSE:NIFTY%2050&i=NSE:NOPE&i=256257'
    const { data } = await ask('GET', url)
    expect(Object.keys(data).sort()).toEqual(['256257', 'NSE:NIFTY 50'])
    expect(data['NSE:NIFTY 50']).not.toHaveProperty('depth')
    expect((await ask('GET', '/quote/ltp?i=NSE:NIFTY%2050')).data).toEqual({
      'NSE:NIFTY 50': { instrument_token: expect.any(Number), last_price: 25_000.15 },
    })
    expect((await ask('GET', '/quote/ohlc?i=NSE:INFY')).data['NSE:INFY']).toHaveProperty('ohlc')
  })

  it('are for 500 instruments, or 1000 of the short ones', async () => {
    const { ask } = openStage()
    const many = (count: number) => Array.from({ length: count }, (_, i) => `i=NSE:X${i}`).join('&')
    expect((await ask('GET', `/quote?${many(500)}`)).status).toBe(200)
    expect((await ask('GET', `/quote?${many(501)}`)).status).toBe(400)
    expect((await ask('GET', `/quote/ltp?${many(1000)}`)).status).toBe(200)
    expect((await ask('GET', `/quote/ltp?${many(1001)}`)).status).toBe(400)
  })
})

describe('candles', () => {
  it('are of the sessions of NSE, stamped by their open in Indian time', async () => {
    const { ask } = openStage()
    const { data } = await ask('GET', `${historical}/60minute`, {
      from: '2026-01-01 00:00:00',
      to: '2026-01-02 23:59:59',
    })
    const sessions = nse().sessions(Date.UTC(2025, 11, 31, 18, 30), Date.UTC(2026, 0, 2, 18, 29))
    expect(data.candles).toHaveLength(sessions.length * 7)
    expect(data.candles[0][0]).toBe('2026-01-01T09:15:00+0530')
    expect(data.candles[0]).toHaveLength(6)
    for (const [, open, high, low, close, volume] of data.candles) {
      expect(high).toBeGreaterThanOrEqual(Math.max(open, close))
      expect(low).toBeLessThanOrEqual(Math.min(open, close))
      expect(volume).toBeGreaterThanOrEqual(0)
    }
  })

  it('of a longer interval are made of those of a shorter one', async () => {
    const { ask } = openStage()
    const range = { from: '2026-01-02', to: '2026-01-02 23:59:59' }
    const read = async (interval: string) => (await ask('GET', `${historical}/${interval}`, range)).data.candles
    const [minutes, [day]] = [await read('minute'), await read('day')]
    expect(minutes).toHaveLength(375)
    expect(day).toEqual([
      '2026-01-02T00:00:00+0530',
      minutes[0][1],
      Math.max(...minutes.map((row: Wire) => row[2])),
      Math.min(...minutes.map((row: Wire) => row[3])),
      minutes.at(-1)[4],
      minutes.reduce((sum: number, row: Wire) => sum + row[5], 0),
    ])
  })

  it('hold what the exchange itself has seen', async () => {
    const { fake, ask, advance } = openStage()
    fake.print('NSE:INFY', 1500, 5)
    fake.print('NSE:INFY', 1510, 3)
    await advance(60_000)
    fake.print('NSE:INFY', 1505, 2)
    const range = { from: '2026-01-05 09:30:00', to: '2026-01-05 09:31:00', oi: 1 }
    expect((await ask('GET', `${historical}/minute`, range)).data.candles).toEqual([
      ['2026-01-05T09:30:00+0530', 1500, 1510, 1500, 1510, 8, 0],
      ['2026-01-05T09:31:00+0530', 1505, 1505, 1505, 1505, 2, 0],
    ])
  })

  it('never tell what has not happened yet', async () => {
    const { ask } = openStage()
    const range = { from: '2026-01-05', to: '2026-01-06' }
    const { candles } = (await ask('GET', `${historical}/minute`, range)).data
    expect(candles.at(-1)[0]).toBe('2026-01-05T09:29:00+0530')
  })

  it.each([
    ['minute', 60],
    ['5minute', 100],
    ['30minute', 200],
    ['60minute', 400],
    ['day', 2000],
  ])('of %s are for %i days a request', async (interval, days) => {
    const { ask } = openStage()
    const from = (more: number) =>
      new Date(Date.UTC(2026, 0, 5) - (days + more) * 86_400_000).toISOString().slice(0, 10)
    expect((await ask('GET', `${historical}/${interval}`, { from: from(0), to: '2026-01-05' })).status).toBe(200)
    expect(await ask('GET', `${historical}/${interval}`, { from: from(1), to: '2026-01-05' })).toMatchObject({
      status: 400,
      type: 'InputException',
      message: `interval exceeds max limit: ${days} days`,
    })
  })

  it('are refused for what makes no sense', async () => {
    const { ask } = openStage()
    const range = { from: '2026-01-02', to: '2026-01-03' }
    expect((await ask('GET', '/instruments/historical/1/day', range)).message).toBe('invalid token')
    expect((await ask('GET', `${historical}/week`, range)).message).toBe('invalid interval')
    expect((await ask('GET', `${historical}/day`, { ...range, from: 'x' })).message).toBe('invalid from date')
    expect((await ask('GET', `${historical}/day`, { ...range, continuous: 1 })).status).toBe(400)
  })
})

describe('instruments', () => {
  it('are a table, of all exchanges or of one', async () => {
    const { ask } = openStage()
    const { data, headers } = await ask('GET', '/instruments/NFO')
    expect(headers.get('content-type')).toBe('text/csv')
    expect(data).toBe(
      'instrument_token,exchange_token,tradingsymbol,name,last_price,expiry,strike,tick_size,lot_size,instrument_type,segment,exchange\n' +
        '257538,1006,NIFTY29DECFUT,NIFTY,0,2029-12-24,0,0.05,65,FUT,NFO-FUT,NFO\n',
    )
    expect((await ask('GET', '/instruments')).data).toContain('INDICES,NSE\n')
  })

  it('are as many as Kite has, made only when asked for, and each can be traded', async () => {
    const { ask, placed } = openStage({ dump: { rows: 100_000, seed: 5 } })
    const lines: string[] = (await ask('GET', '/instruments')).data.trimEnd().split('\n')
    expect(lines).toHaveLength(1 + 6 + 100_000)
    expect(new Set(lines.map((line) => line.slice(0, line.indexOf(',')))).size).toBe(lines.length)
    expect(lines.some((line) => line.includes('"DRAWN00001 STEEL, POWER & SONS"'))).toBe(true)
    expect(await placed({ tradingsymbol: 'DRAWN00001', quantity: 1, price: 500 })).toMatch(/^\d+$/)
    expect((await ask('GET', '/quote/ltp?i=NFO:NIFTY27JANFUT')).data).toHaveProperty('NFO:NIFTY27JANFUT')
  })
})
