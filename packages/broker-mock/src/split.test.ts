import { describe, expect, it } from 'vitest'
import { openSession } from './testing/session.ts'

const buy = { side: 'buy', type: 'limit', limitPrice: 100 } as const

function told(positions: readonly { readonly quantity: unknown; readonly averagePrice: unknown }[]): string[] {
  return positions.map(({ quantity, averagePrice }) => `${quantity} at ${averagePrice}`)
}

describe('a split', () => {
  it('turns what is held into new shares at new prices, and moves no money', async () => {
    const { broker, place, print } = await openSession({ cash: 1000 })
    place({ ...buy, quantity: 4 })
    place({ ...buy, product: 'intraday' })
    place({ ...buy, instrument: 'X:B' })
    print(100, 5)
    print(100, 1, 'X:B')
    broker.applySplit('X:A', 5)
    expect(told(broker.venue.listPositions())).toEqual(['20 at 20', '5 at 20', '1 at 100'])
    expect(broker.cash.toFixed()).toBe('400')
    place({ side: 'sell', type: 'market', quantity: 20 })
    print(21, 20)
    expect(broker.venue.listPositions()[0]?.realizedProfit.toFixed()).toBe('20')
  })

  it('turns the rest of working orders and their prices, and says so', async () => {
    const { broker, place, print, traded, row, reports } = await openSession()
    const limit = place({ ...buy, quantity: 4, limitPrice: '100.01' })
    const stop = place({ side: 'buy', type: 'stop-limit', stopPrice: 110, limitPrice: 111 })
    print(100, 1)
    reports.length = 0
    broker.applySplit('X:A', '2')
    expect(reports).toMatchObject([
      { type: 'order', order: { brokerOrderId: 'M1', lifecycle: 'working' } },
      { type: 'order', order: { brokerOrderId: 'M2', lifecycle: 'working' } },
    ])
    const { quantity, filledQuantity, limitPrice } = await row(limit)
    expect(`${filledQuantity}/${quantity} at ${limitPrice}`).toBe('1/7 at 50.01')
    expect((await row(stop)).stopPrice?.toFixed()).toBe('55')
    print(50, 100)
    print(55, 100)
    expect(traded()).toEqual(['M1 1 at 100', 'M1 6 at 50', 'M2 2 at 55'])
  })

  it('leaves orders in their places', async () => {
    const { broker, place, modify, print, traded } = await openSession()
    const first = place({ ...buy, limitPrice: 90 })
    place(buy)
    modify(first, { limitPrice: 100 })
    broker.applySplit('X:A', 2)
    print(50, 2)
    expect(traded()).toEqual(['M2 2 at 50'])
  })

  it('cancels an order of which nothing is left where shares are joined', async () => {
    const { broker, place, row } = await openSession()
    const small = place({ ...buy, quantity: 9 })
    const large = place({ ...buy, quantity: 29 })
    broker.applySplit('X:A', '0.1')
    expect(await row(small)).toMatchObject({ lifecycle: 'canceled', reason: 'A split left nothing of it.' })
    const { quantity, limitPrice } = await row(large)
    expect(`${quantity} at ${limitPrice}`).toBe('2 at 1000')
  })

  it('turns the limit that a protection gave', async () => {
    const { broker, place, print, traded } = await openSession({ marketProtection: 1 })
    print(100, 1)
    place({ side: 'buy', type: 'market', quantity: 1, timeInForce: 'gtc' })
    broker.applySplit('X:A', 2)
    print(60, 5)
    print(50, 5)
    expect(traded()).toEqual(['M1 2 at 50'])
  })

  it('turns the last price', async () => {
    const { broker, print, traded } = await openSession()
    print(100, 1)
    broker.applySplit('X:A', 5)
    broker.venue.placeOutside({ instrument: 'X:A', side: 'buy', quantity: 1 })
    expect(traded()).toEqual(['M1 1 at 20'])
  })

  it('of what nobody has traded or ordered does nothing', async () => {
    const { broker, reports } = await openSession()
    broker.applySplit('X:A', 5)
    expect(reports).toEqual([])
    expect(() => broker.venue.placeOutside({ instrument: 'X:A', side: 'buy', quantity: 1 })).toThrow(/price/)
  })

  it.each([0, -2, 'five', Number.NaN])('cannot have the ratio %o', async (ratio) => {
    const { broker } = await openSession()
    expect(() => broker.applySplit('X:A', ratio)).toThrow(
      expect.objectContaining({
        code: 'invalid-options',
        message: `ratio is ${ratio}; expected new shares for an old one, above 0.`,
      }),
    )
  })
})
