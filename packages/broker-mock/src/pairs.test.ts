import { Decimal, type OrderRequest } from '@shagun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openTrading } from './testing/trading.ts'

const exit = { instrument: 'X:A', side: 'sell', quantity: 10, timeInForce: 'gtc' } as const
const stop = { ...exit, type: 'stop', stopPrice: 95 } as const
const stopLimit = { ...exit, type: 'stop-limit', stopPrice: 95, limitPrice: 94 } as const
const target = { ...exit, type: 'limit', limitPrice: 110 } as const

/** Ten shares held at 100, and a pair of ways out of them. */
async function holding(legs: readonly OrderRequest[]) {
  const trading = await openTrading('oco')
  await trading.trader.place({ instrument: 'X:A', side: 'buy', quantity: 10, type: 'market' })
  await trading.play([100, 100, 100, 100])
  const ids = (await trading.placeGroup(legs)).map(({ order }) => order.terms.clientOrderId)
  return { ...trading, ids, states: () => trading.states(ids) }
}

describe('a pair of orders', () => {
  it('fills one of them, and the other one is canceled', async () => {
    for (const [prices, states] of [
      [
        [100, 111, 99, 105],
        ['canceled', 'filled'],
      ],
      [
        [100, 101, 94, 95],
        ['filled', 'canceled'],
      ],
    ] as const) {
      const stage = await holding([stop, target])
      await stage.play(prices)
      expect(stage.states()).toEqual(states)
      expect(stage.held()).toBe(0)
    }
  })

  it('takes the worse one where a bar reaches both, and never sells twice', async () => {
    const stage = await holding([target, stop])
    await stage.play([100, 111, 94, 100])
    expect(stage.states()).toEqual(['canceled', 'filled'])
    expect(stage.held()).toBe(0)
  })

  it('is decided once the stop is reached, though its limit does not fill yet', async () => {
    const stage = await holding([target, stopLimit])
    await stage.play([93, 93, 92, 93])
    expect(stage.states()).toEqual(['canceled', 'working'])
    await stage.play([94, 111, 94, 111])
    expect(stage.states()).toEqual(['canceled', 'filled'])
    expect(stage.held()).toBe(0)
  })

  it('is decided by a print that fills a part, and what is left of that one goes on', async () => {
    const stage = await holding([stopLimit, target])
    await stage.print(110, 4)
    expect(stage.states()).toEqual(['canceled', 'working'])
    await stage.print(94, 100)
    expect(stage.held()).toBe(6)
    await stage.print(110, 100)
    expect(stage.states()).toEqual(['canceled', 'filled'])
  })

  it('ends with one that is canceled', async () => {
    const stage = await holding([stop, target])
    expect(await stage.trader.cancel(stage.ids[0]!)).toEqual({ outcome: 'requested' })
    expect(stage.states()).toEqual(['canceled', 'canceled'])
    await stage.play([100, 120, 80, 100])
    expect(stage.held()).toBe(10)
  })

  it('never trades more than one of them, whatever is printed', async () => {
    const prints = fc.array(
      fc.record({ price: fc.integer({ min: 88, max: 116 }), quantity: fc.integer({ min: 1, max: 14 }) }),
    )
    await fc.assert(
      fc.asyncProperty(prints, fc.constantFrom(stop, stopLimit), async (tape, way) => {
        const stage = await holding([way, target])
        for (const { price, quantity } of tape) await stage.print(price, quantity)
        const filled = stage.ids.map((id) => stage.trader.view.orders.get(id)!.filledQuantity)
        expect(filled.filter((quantity) => quantity.gt(0)).length).toBeLessThanOrEqual(1)
        expect(Decimal.sum(...filled).toNumber()).toBe(10 - stage.held())
        await stage.trader.stop()
      }),
      { numRuns: 60 },
    )
  })
})
