import { approve } from '@shagun/core/testing'
import { describe, expect, it } from 'vitest'
import { limitOrder, started } from '../stage.fixture.ts'
import { zerodha } from '../zerodha.ts'

const waiting = { ...limitOrder, timeInForce: 'gtc' } as const

describe('an order that could not be sent', () => {
  it.each([
    ['there is no telling what the day has used', () => Promise.reject(new Error('the store is down'))],
    ['its limits are too small for it', async () => undefined],
  ])('is rejected and not unconfirmed, where %s', async (_, load) => {
    const orderLimits = { perMinute: 10 }
    const { broker, fake, environment, during } = await started()
    const [{ apiKey, accessToken }, limitStore] = [fake.session(), { load, async save() {} }]
    const strict = zerodha({ apiKey, accessToken, limitStore, orderLimits, displayAs: 'iceberg' }, environment)
    const order = approve(broker, { ...limitOrder, quantity: 30, displayQuantity: 1 })
    expect(await during(strict.place(order))).toMatchObject({ outcome: 'rejected' })
    expect(fake.count('place')).toBe(0)
  })

  it.each([limitOrder, waiting])(
    'is rejected and not unconfirmed, where a vault does not open: $timeInForce',
    async (order) => {
      const { broker, fake, environment, during } = await started()
      const { apiKey } = fake.session()
      const closed = zerodha(
        { apiKey, accessToken: () => Promise.reject(new Error('the vault is closed')) },
        environment,
      )
      expect(await during(closed.place(approve(broker, order)))).toMatchObject({
        outcome: 'rejected',
        evidence: { reason: expect.stringContaining('the vault is closed'), vendorCode: 'unauthenticated' },
      })
    },
  )

  it.each([limitOrder, waiting])('does not go out late, once a slow vault has opened: $timeInForce', async (order) => {
    const { broker, fake, environment, during, pass } = await started()
    const { apiKey, accessToken } = fake.session()
    const { promise, resolve } = Promise.withResolvers<string>()
    const slow = zerodha({ apiKey, accessToken: () => promise }, environment)
    const placed = slow.place(approve(broker, order))
    await pass(60_000)
    resolve(accessToken)
    expect(await during(placed)).toMatchObject({ outcome: 'rejected' })
    expect(fake.count('place') + fake.count('place-gtt')).toBe(0)
  })

  it('does not go out late, once a slow store has told what the day has used', async () => {
    const { broker, fake, environment, during, pass } = await started()
    const { promise, resolve } = Promise.withResolvers<undefined>()
    const limitStore = { load: () => promise, async save() {} }
    const slow = zerodha({ ...fake.session(), limitStore }, environment)
    const placed = slow.place(approve(broker, limitOrder))
    await pass(60_000)
    resolve(undefined)
    expect(await during(placed)).toMatchObject({ outcome: 'rejected' })
    expect(fake.count('place')).toBe(0)
  })
})
