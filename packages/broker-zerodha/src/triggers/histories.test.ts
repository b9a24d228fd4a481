import { createInstrument, createTrader, memory, seededRandom } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import type { FakeKiteFault } from '../fake/faults/fault.ts'
import type { FakeEndpoint } from '../fake/wire/request.ts'
import { infy, started } from '../stage.fixture.ts'
import { zerodha } from '../zerodha.ts'

const faults: readonly (readonly [FakeKiteFault, readonly FakeEndpoint[]])[] = [
  [{ kind: 'answer-lost' }, ['place-gtt', 'cancel-gtt', 'modify-gtt']],
  [{ kind: 'error-before', status: 503, as: 'json' }, ['place-gtt', 'gtts', 'orders', 'trades']],
  [{ kind: 'error-after', status: 502, as: 'html' }, ['place-gtt', 'cancel-gtt']],
  [{ kind: 'page' }, ['place-gtt', 'gtts', 'modify-gtt']],
  [{ kind: 'reset' }, ['place-gtt', 'cancel-gtt', 'quote']],
  [{ kind: 'half-body' }, ['gtts', 'orders']],
]

/** Orders that wait for their price, alone and in pairs, under faults and restarts, until all is quiet again. */
async function history(seed: number) {
  const random = seededRandom(seed)
  const oneOf = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const stage = await started({ seed })
  const { fake, environment, broker, during, pass } = stage
  await during(stage.trader.stop())
  const storage = memory()
  const quarantined: string[] = []
  const open = async () => {
    const trader = createTrader({
      broker: zerodha({ account: broker.account }, environment),
      storage,
      instruments: [createInstrument({ id: infy, currency: 'INR', tickSize: '0.05' })],
    })
    trader.on('order.quarantined', ({ reason }) => void quarantined.push(reason))
    // A start that fails is made again.
    for (;;)
      try {
        await during(trader.start())
        return trader
      } catch {
        await pass(2_000)
      }
  }
  let trader = await open()
  for (const [fault, at] of faults)
    if (random() < 0.5) fake.faults.add(fault, { at, probability: 0.4, times: 1 + Math.floor(random() * 3) })

  let last = 1520
  for (let step = 0; step < 25; step++) {
    const at = (ticks: number) => (last + ticks).toFixed(2)
    const order = { instrument: infy, quantity: 1 + Math.floor(random() * 9), timeInForce: 'gtc' } as const
    const far = 5 + Math.floor(random() * 20)
    const waiting = [...trader.view.orders.values()].filter(({ lifecycle }) => lifecycle === 'working')
    switch (oneOf(['single', 'pair', 'print', 'print', 'print', 'cancel', 'modify', 'restart', 'wait'] as const)) {
      case 'single':
        await during(trader.place({ ...order, side: 'buy', type: 'limit', limitPrice: at(-far) }))
        break
      case 'pair': {
        const exit = { ...order, side: 'sell' } as const
        await during(
          trader.placeGroup({
            kind: 'oco',
            legs: [
              { ...exit, type: 'stop-limit', stopPrice: at(-far), limitPrice: at(-far - 2) },
              { ...exit, type: 'limit', limitPrice: at(far) },
            ],
          }),
        )
        break
      }
      case 'print':
        last += Math.floor(random() * 41) - 20
        fake.print(infy, at(0), 1)
        await pass(oneOf([0, 100, 3_000]))
        fake.print(infy, at(oneOf([-3, 0, 3])), 1 + Math.floor(random() * 30))
        break
      case 'cancel':
        if (waiting.length > 0) await during(trader.cancel(oneOf(waiting).terms.clientOrderId))
        break
      case 'modify':
        if (waiting.length > 0) await during(trader.modify(oneOf(waiting).terms.clientOrderId, { quantity: 12 }))
        break
      case 'restart':
        await during(trader.stop())
        await pass(1_000)
        trader = await open()
        break
      case 'wait':
        await pass(oneOf([100, 1_000, 40_000]))
    }
    await pass(500)
  }
  fake.faults.clear()
  await pass(200_000)
  const theirs = fake.venue
    .listPositions()
    .reduce((sum, { quantity }) => sum.plus(quantity), trader.view.getQuantity(infy).times(0))
  const result = {
    quantities: [trader.view.getQuantity(infy).toFixed(), theirs.toFixed()],
    cash: [trader.view.cash.get('INR')?.toFixed(), fake.venue.getCash()['INR']?.toFixed()],
    filled: [...trader.view.orders.values()].reduce((sum, order) => sum + order.filledQuantity.toNumber(), 0),
    atVenue: fake.venue.listFills().reduce((sum, { quantity }) => sum + quantity.toNumber(), 0),
    open: [...trader.view.orders.values()].filter(
      ({ certainty, pending }) => certainty === 'unconfirmed' || pending !== 'none',
    ),
    quarantined,
  }
  await during(trader.stop())
  return result
}

describe('forty histories of what waits for a price', () => {
  it.each([1, 11, 21, 31])(
    'end with equal books and every fill booked once, from seed %i on',
    async (first) => {
      for (let seed = first; seed < first + 10; seed++) {
        const { quantities, cash, filled, atVenue, open, quarantined } = await history(seed)
        expect([seed, quantities[0], cash[0], filled]).toEqual([seed, quantities[1], cash[1], atVenue])
        expect([seed, open, quarantined]).toEqual([seed, [], []])
      }
    },
    120_000,
  )
})
