import { describe, expect, it } from 'vitest'
import { infy, limitOrder, started } from '../stage.fixture.ts'

describe('a way out', () => {
  it('waits behind no order that was placed before it: neither a cancel, nor what closes a position or protects it', async () => {
    const { trader, broker, fake, clock, during, pass } = await started()
    await during(trader.place({ ...limitOrder, limitPrice: '1520' }))
    fake.print(infy, '1520', 100)
    await pass(1_000)
    await during(broker.fetchSnapshot())
    const { order } = await during(trader.place(limitOrder))
    const others = Promise.all(Array.from({ length: 200 }, () => trader.place(limitOrder)))
    await pass(100)
    const begin = clock.now()
    const canceled = trader.cancel(order.terms.clientOrderId)
    const closed = trader.place({ ...limitOrder, side: 'sell', limitPrice: '1500' })
    const exit = { ...limitOrder, side: 'sell', timeInForce: 'gtc', limitPrice: '1448' } as const
    const legs = [{ ...exit, type: 'stop-limit', stopPrice: '1450' } as const, { ...exit, limitPrice: '1600' }]
    const guarded = trader.placeGroup({ kind: 'oco', legs })
    expect(await during(canceled)).toEqual({ outcome: 'requested' })
    expect(await during(closed)).toMatchObject({ outcome: 'accepted' })
    expect(await during(guarded)).toMatchObject([{ outcome: 'accepted' }, { outcome: 'accepted' }])
    expect(clock.now() - begin).toBeLessThan(2_000)
    await during(others)
    expect(fake.requests.filter(({ status }) => status === 429)).toEqual([])
  })

  it('is tried though orders and other ways out have failed, again and again', async () => {
    const { trader, fake, during } = await started()
    const { order } = await during(trader.place(limitOrder))
    fake.faults.add({ kind: 'error-before', status: 503, as: 'json' }, { at: ['place', 'cancel'], times: 20 })
    for (let i = 0; i < 8; i++) await during(trader.place(limitOrder))
    const before = fake.count('cancel')
    for (let i = 0; i < 8; i++) await during(trader.cancel(order.terms.clientOrderId))
    expect(fake.count('cancel') - before).toBeGreaterThanOrEqual(8)
  })
})
