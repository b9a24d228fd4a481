import { describe, expect, it } from 'vitest'
import { limitOrder, started } from '../stage.fixture.ts'

describe('a way out of a position', () => {
  it('still goes out when the limit of the minute is used up but for what is kept for it', async () => {
    const { trader, fake, during, pass } = await started({}, { orderLimits: { perMinute: 20 } })
    await during(trader.place({ ...limitOrder, limitPrice: '1520' }))
    fake.print('NSE:INFY', '1520', 100)
    await pass(61_000)
    expect(trader.view.getQuantity('NSE:INFY').toNumber()).toBe(10)
    for (let i = 0; i < 18; i++)
      expect((await during(trader.place({ ...limitOrder, quantity: 1 }))).outcome).toBe('accepted')
    // Neither an entry nor more than is held.
    for (const order of [limitOrder, { ...limitOrder, side: 'sell', quantity: 11 } as const])
      expect(await during(trader.place(order))).toMatchObject({
        outcome: 'rejected',
        evidence: { vendorCode: 'rate-limited' },
      })
    const exit = { ...limitOrder, side: 'sell', limitPrice: '1510' } as const
    expect((await during(trader.place(exit))).outcome).toBe('accepted')
  })
})
