import { createInstrument, createTrader, memory } from '@shagun/core'
import { expect, it } from 'vitest'
import { infy, limitOrder, started } from '../stage.fixture.ts'
import { zerodha } from '../zerodha.ts'

const entry = { ...limitOrder, limitPrice: '1520' } as const
const exit = { instrument: infy, side: 'sell', quantity: 10, product: 'delivery', timeInForce: 'gtc' } as const
const stop = { ...exit, type: 'stop-limit', stopPrice: '1450', limitPrice: '1448' } as const
const target = { ...exit, type: 'limit', limitPrice: '1600' } as const

it.each([1, 5, 12])(
  'a trigger that was reached on a day which nobody saw, %i days ago, leaves equal books',
  async (days) => {
    const stage = await started()
    const { fake, environment, broker, clock, during, pass } = stage
    const storage = memory()
    const open = () =>
      createTrader({
        broker: zerodha({ account: broker.account }, environment),
        storage,
        instruments: [createInstrument({ id: infy, currency: 'INR', tickSize: '0.05' })],
      })
    await during(stage.trader.stop())
    const first = open()
    await during(first.start())
    await during(first.place(entry))
    fake.print(infy, '1520', 100)
    await pass(1_000)
    await during(first.placeGroup({ kind: 'oco', legs: [target, stop] }))
    await during(first.stop())
    for (let i = 0; i < 2; i++) {
      fake.print(infy, '1449', 100)
      await pass(1_000)
    }
    for (let day = 0; day < days; day++) {
      fake.endDay()
      clock.advanceTo(clock.now() + 86_400_000)
    }
    broker.account.setAccessToken(fake.session().accessToken)
    const second = open()
    await during(second.start())
    await pass(120_000)
    const [, left, reached] = [...second.view.orders.values()]
    expect(reached).toMatchObject({ lifecycle: 'expired', certainty: 'quarantined' })
    expect(['canceled', 'expired']).toContain(left!.lifecycle)
    expect(second.view.getQuantity(infy).toNumber()).toBe(0)
    expect(second.view.cash.get('INR')?.toFixed()).toBe(fake.venue.getCash()['INR']?.toFixed())
    expect(await during(second.place(entry))).toMatchObject({ outcome: 'accepted' })
    await during(second.stop())
  },
)
