import { Decimal, type OrderRequest } from '@shagun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openTrading } from './testing/trading.ts'

const common = { instrument: 'X:A', quantity: 10, timeInForce: 'gtc' } as const
const entry = { ...common, side: 'buy', type: 'limit', limitPrice: 100 } as const
const target = { ...common, side: 'sell', type: 'limit', limitPrice: 110 } as const
const stop = { ...common, side: 'sell', type: 'stop', stopPrice: 95 } as const

async function openBracket(legs: readonly OrderRequest[] = [entry, target, stop]) {
  const trading = await openTrading('bracket')
  const placed = await trading.placeGroup(legs)
  const ids = placed.map(({ order }) => order.terms.clientOrderId)
  return { ...trading, placed, ids, states: () => trading.states(ids), filled: () => trading.filled(ids) }
}

describe('a bracket', () => {
  it('has no exits in the market before its entry is filled', async () => {
    const { print, states, filled } = await openBracket()
    await print(110, 50)
    expect(states()).toEqual(['working', 'working', 'working'])
    expect(filled()).toEqual([0, 0, 0])
  })

  it('has its exits in the market once its entry is filled, of which one cancels the other', async () => {
    for (const [price, states] of [
      [110, ['filled', 'filled', 'canceled']],
      [95, ['filled', 'canceled', 'filled']],
    ] as const) {
      const stage = await openBracket()
      await stage.print(100, 10)
      await stage.print(price, 50)
      expect(stage.states()).toEqual(states)
      expect(stage.held()).toBe(0)
    }
  })

  it('lets its exits fill in the bar whose open filled the entry, the worse one first', async () => {
    const stage = await openBracket()
    await stage.play([99, 111, 94, 100])
    expect(stage.states()).toEqual(['filled', 'canceled', 'filled'])
  })

  it('has exits for the part that was filled, and ends the rest of the entry once one trades', async () => {
    const stage = await openBracket()
    await stage.print(100, 4)
    await stage.print(110, 50)
    expect(stage.filled()).toEqual([4, 4, 0])
    expect(stage.states()).toEqual(['canceled', 'canceled', 'canceled'])
    expect(stage.held()).toBe(0)
  })

  it('has exits for all that is held in new shares after a split', async () => {
    const stage = await openBracket()
    await stage.print(100, 4)
    stage.broker.applySplit('X:A', 2)
    expect(stage.broker.venue.listPositions()[0]?.quantity.toFixed()).toBe('8')
    await stage.print(50, 12)
    await stage.print(55, 50)
    expect(stage.broker.venue.listPositions()[0]?.quantity.toFixed()).toBe('0')
  })

  it('has exits for more as more is filled', async () => {
    const stage = await openBracket()
    await stage.print(100, 4)
    await stage.print(100, 3)
    await stage.print(110, 5)
    expect(stage.filled()).toEqual([7, 5, 0])
    await stage.print(110, 50)
    expect(stage.filled()).toEqual([7, 7, 0])
    expect(stage.states()).toEqual(['canceled', 'canceled', 'canceled'])
  })

  it('ends with an entry that comes to nothing', async () => {
    const stage = await openBracket()
    await stage.trader.cancel(stage.ids[0]!)
    expect(stage.states()).toEqual(['canceled', 'canceled', 'canceled'])
  })

  it('ends with an entry that was for the day', async () => {
    const stage = await openBracket([{ ...entry, timeInForce: 'day' }, target, stop])
    stage.broker.venue.endDay()
    await stage.trader.idle()
    expect(stage.states()).toEqual(['expired', 'canceled', 'canceled'])
  })

  it('keeps its exits where the rest of its entry is canceled', async () => {
    const stage = await openBracket()
    await stage.print(100, 4)
    await stage.trader.cancel(stage.ids[0]!)
    expect(stage.states()).toEqual(['canceled', 'working', 'working'])
    await stage.print(95, 50)
    expect(stage.filled()).toEqual([4, 0, 4])
    expect(stage.held()).toBe(0)
  })

  it('ends with an exit that is canceled before', async () => {
    const stage = await openBracket()
    await stage.trader.cancel(stage.ids[2]!)
    expect(stage.states()).toEqual(['canceled', 'canceled', 'canceled'])
  })

  it.each([
    [{ ...target, side: 'buy' } as const, /on the other side/],
    [{ ...target, instrument: 'X:A', product: 'intraday' } as const, /for the instrument and product/],
    [{ ...target, quantity: 9 } as const, /for the quantity of its entry/],
  ])('is rejected where its exits are none: %o', async (exit, reason) => {
    const { placed } = await openBracket([entry, exit, stop])
    for (const placement of placed)
      expect(placement).toMatchObject({ outcome: 'rejected', evidence: { reason: expect.stringMatching(reason) } })
  })

  it('never sells more than it has bought, whatever is printed', async () => {
    let round = 0
    const prints = fc.array(
      fc.record({ price: fc.integer({ min: 92, max: 112 }), quantity: fc.integer({ min: 1, max: 8 }) }),
      { minLength: 3, maxLength: 15 },
    )
    await fc.assert(
      fc.asyncProperty(prints, async (tape) => {
        const stage = await openBracket()
        for (const { price, quantity } of [{ price: 100, quantity: 3 }, ...tape]) {
          await stage.print(price, quantity)
          const [bought, ...sold] = stage.filled()
          expect(Decimal.sum(...sold).toNumber()).toBeLessThanOrEqual(bought!)
          expect(sold.filter((quantity) => quantity > 0).length).toBeLessThanOrEqual(1)
          expect(stage.held()).toBe(bought! - Decimal.sum(...sold).toNumber())
          if (stage.held() === 0) round++
        }
        await stage.trader.stop()
      }),
      { numRuns: 60 },
    )
    expect(round).toBeGreaterThan(10)
  })
})
