import { createInstrument } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { percentFees } from './fees.ts'
import { minute, monday, openSession } from './testing/session.ts'

const outside = { instrument: 'X:A', side: 'buy', quantity: 2 } as const

describe('an order that is placed by hand', () => {
  it('fills at once at the price of the last print, with its fees, under an id that is not ours', async () => {
    const { broker, print, reports } = await openSession({ cash: 1000, fees: percentFees('0.1') })
    print(99, 1)
    print(100, 1)
    broker.venue.placeOutside(outside)
    expect(reports).toMatchObject([{ type: 'fill', fill: { fillId: 'F1', brokerOrderId: 'M1' } }])
    const [order] = broker.venue.listOrders()
    expect(order).toMatchObject({ brokerOrderId: 'M1', lifecycle: 'filled' })
    expect(order).not.toHaveProperty('clientOrderId')
    expect(broker.cash.toFixed()).toBe('799.8')
  })

  it('fills at the price that a bar last showed', async () => {
    const { broker, play, traded } = await openSession()
    play([100, 103, 97, 102])
    broker.venue.placeOutside(outside)
    expect(traded()).toEqual(['M1 2 at 102'])
  })

  it('is held as it says, or as the broker does by default', async () => {
    const { broker, print } = await openSession()
    print(100, 1)
    broker.venue.placeOutside(outside)
    broker.venue.placeOutside({ ...outside, product: 'intraday' })
    expect(broker.venue.listPositions().map(({ product }) => product)).toEqual(['delivery', 'intraday'])
  })

  it('stands as a rejected row where it cannot be paid, or sells what is not held', async () => {
    const { broker, print, reports, traded } = await openSession({ cash: 100 })
    print(100, 1)
    broker.venue.placeOutside(outside)
    broker.venue.placeOutside({ ...outside, side: 'sell' })
    const rows = [
      { lifecycle: 'rejected', reason: 'Needs 200 USD and has 100.' },
      { lifecycle: 'rejected', reason: 'Sells 2 X:A and holds 0; short selling is off.' },
    ]
    expect(broker.venue.listOrders()).toMatchObject(rows)
    expect(reports).toMatchObject(rows.map((order) => ({ type: 'order', order })))
    expect(traded()).toEqual([])
  })

  it('takes nothing of a print, and needs none', async () => {
    const { broker, print, place, traded, whenFilled } = await openSession()
    place({ side: 'buy', type: 'market', quantity: 2 })
    place({ side: 'buy', type: 'market', quantity: 2 })
    whenFilled(() => broker.venue.placeOutside(outside))
    print(100, 4)
    expect(traded()).toEqual(['M1 2 at 100', 'M3 2 at 100', 'M2 2 at 100'])
  })

  it('is refused where there is no price yet, or nothing that could be ordered', async () => {
    const instruments = [createInstrument({ id: 'X:A', currency: 'USD', lotSize: 5 })]
    const { broker, print } = await openSession({ instruments })
    const field = (order: Parameters<typeof broker.venue.placeOutside>[0]) => {
      try {
        broker.venue.placeOutside(order)
        return expect.unreachable()
      } catch (error) {
        expect(error).toMatchObject({ code: 'invalid-order' })
        return (error as Error).message
      }
    }
    expect(field({ ...outside, instrument: 'X:B' })).toBe(
      'The instrument of an outside order is X:B; expected one that the mock lists.',
    )
    expect(field({ ...outside, quantity: 5 })).toBe(
      'The instrument of an outside order is X:A; expected one with a price: print a trade or show a bar of it first.',
    )
    print(100, 1)
    for (const quantity of [2, 0, -5, 'five', Number.NaN])
      expect(field({ ...outside, quantity })).toBe(
        `The quantity of an outside order is ${quantity}; expected a multiple of 5 above 0.`,
      )
    expect(broker.venue.listOrders()).toEqual([])
  })

  it('happens when the clock says', async () => {
    const { broker, print, clock } = await openSession()
    print(100, 1)
    clock.advanceTo(monday + minute)
    broker.venue.placeOutside(outside)
    expect(broker.venue.listFills()).toMatchObject([{ time: monday + minute }])
  })
})
