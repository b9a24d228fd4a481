import { describe, expect, it } from 'vitest'
import { openStage } from '../stage.fixture.ts'

/** How many of so many requests at once are taken. */
async function admitted(count: number, ask: () => Promise<{ readonly status: number }>): Promise<number> {
  const answers = await Promise.all(Array.from({ length: count }, ask))
  return answers.filter(({ status }) => status !== 429).length
}

describe('a second of the clock', () => {
  it('has room for 10 orders, cancels and modifications of an account together', async () => {
    const { fake, placed, place, ask, advance } = openStage({ limits: {} })
    const id = await placed()
    expect(await admitted(5, () => ask('PUT', `/orders/regular/${id}`, { price: 1499 }))).toBe(5)
    expect(await admitted(10, () => place())).toBe(4)
    expect(await ask('DELETE', `/orders/regular/${id}`)).toMatchObject({ status: 429, message: 'Too many requests' })
    expect(fake.venue.listOrders()).toHaveLength(5)
    await advance(999)
    expect((await place()).status).toBe(429)
    await advance(1)
    expect((await place()).status).toBe(200)
  })

  it('begins with the second, not with the first request in it', async () => {
    const { place, advance } = openStage({ limits: {} })
    await advance(990)
    expect(await admitted(20, () => place())).toBe(10)
    await advance(10)
    expect(await admitted(20, () => place())).toBe(10)
  })

  it('has room for one quote, three requests for candles, and ten of all others', async () => {
    const { ask } = openStage({ limits: {} })
    const range = { from: '2026-01-05', to: '2026-01-05' }
    expect(await admitted(3, () => ask('GET', '/quote/ltp', { i: 'NSE:INFY' }))).toBe(1)
    expect(await admitted(5, () => ask('GET', '/instruments/historical/256257/day', range))).toBe(3)
    expect(await admitted(7, () => ask('GET', '/orders'))).toBe(7)
    expect(await admitted(7, () => ask('GET', '/portfolio/positions'))).toBe(3)
  })

  it('is counted for each account', async () => {
    const users = ['A', 'B'].map((userId) => ({ userId, apiKey: `key${userId}`, apiSecret: 'secret' }))
    const { place } = openStage({ users, limits: {} })
    expect(await admitted(12, () => place({}, 'regular', 'A'))).toBe(10)
    expect(await admitted(12, () => place({}, 'regular', 'B'))).toBe(10)
  })

  it('may say when to come again', async () => {
    const silent = openStage({ limits: { ordersPerSecond: 0 } })
    expect((await silent.place()).headers.get('retry-after')).toBeNull()
    const telling = openStage({ limits: { ordersPerSecond: 0 }, behavior: { retryAfterSec: 2 } })
    expect((await telling.place()).headers.get('retry-after')).toBe('2')
  })
})

describe('a minute', () => {
  it('has room for 400 orders', async () => {
    const { place, advance } = openStage({ limits: { ordersPerSecond: 1000 }, behavior: { checksFunds: false } })
    expect(await admitted(410, () => place())).toBe(400)
    await advance(60_000)
    expect((await place()).status).toBe(200)
  })
})

describe('a day', () => {
  it('has room for so many orders, refused ones and legs of icebergs included, exits too', async () => {
    const { fake, place, ask } = openStage({ limits: { ordersPerDay: 6, ordersPerSecond: 1000 } })
    const { data } = await place()
    expect((await place({ quantity: 0 })).status).toBe(400)
    expect((await place({ iceberg_legs: 3, iceberg_quantity: 4 }, 'iceberg')).status).toBe(200)
    for (let i = 0; i < 3; i++) await ask('PUT', `/orders/regular/${data.order_id}`, { price: 1499 - i })
    expect((await place()).status).toBe(200)
    const message = 'Maximum allowed order requests exceeded'
    expect(await place({ transaction_type: 'SELL', product: 'MIS' })).toMatchObject({ status: 400, message })
    expect((await ask('DELETE', `/orders/regular/${data.order_id}`)).status).toBe(200)
    fake.endDay()
    expect((await place()).status).toBe(200)
  })
})
