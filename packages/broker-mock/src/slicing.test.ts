import { createInstrument, Decimal } from '@shagun/core'
import { approve } from '@shagun/core/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { slice } from './slicing.ts'
import { openSession } from './testing/session.ts'

const buy = { side: 'buy', type: 'limit', limitPrice: 100 } as const

describe('an order above the size that is sliced', () => {
  it('becomes several orders that share its client order id, as large as may be', async () => {
    const { ask, broker } = await openSession({ sliceAbove: 100 })
    expect(ask({ ...buy, quantity: 250 })).toEqual({ outcome: 'accepted', brokerOrderIds: ['M1', 'M2', 'M3'] })
    const [first] = broker.venue.listOrders()
    const rows = await broker.findOrders(first!.clientOrderId!)
    expect(rows.map(({ quantity }) => quantity.toFixed())).toEqual(['100', '100', '50'])
  })

  it('is taken whole where it is not above it', async () => {
    const { ask, broker } = await openSession({ sliceAbove: 100 })
    expect(ask({ ...buy, quantity: 100 })).toEqual({ outcome: 'accepted', brokerOrderIds: ['M1'] })
    expect(broker.venue.listOrders().map(({ quantity }) => quantity.toFixed())).toEqual(['100'])
  })

  it('is refused for what would take more slices than there may be', async () => {
    const { ask } = await openSession({ sliceAbove: 100, maxSlices: 2 })
    const reply = ask({ ...buy, quantity: 250 })
    expect(reply).toMatchObject({
      outcome: 'accepted',
      brokerOrderIds: ['M1', 'M2'],
      refused: { evidence: { reason: 'Takes an order in 2 slices of 100 at most; 50 of 250 are not taken.' } },
    })
    expect(reply.outcome === 'accepted' && reply.refused?.quantity.toFixed()).toBe('50')
  })

  it('has slices that are filled and canceled each by itself', async () => {
    const { place, broker, print } = await openSession({ sliceAbove: 2 })
    const { clientOrderId, ...order } = place({ ...buy, quantity: 5 })
    print(100, 3)
    broker.cancel({ ...order, clientOrderId, brokerOrderId: 'M2' as typeof order.brokerOrderId })
    const rows = await broker.findOrders(clientOrderId)
    expect(rows.map(({ lifecycle, filledQuantity }) => `${lifecycle} ${filledQuantity}`)).toEqual([
      'filled 2',
      'canceled 1',
      'working 0',
    ])
  })

  it('is sliced in whole lots', async () => {
    const future = createInstrument({ id: 'X:A', kind: 'future', currency: 'USD', lotSize: 65 })
    const { ask, broker } = await openSession({ instruments: [future], sliceAbove: 200 })
    ask({ ...buy, quantity: 455 })
    expect(broker.venue.listOrders().map(({ quantity }) => quantity.toFixed())).toEqual(['195', '195', '65'])
  })

  it('may have any client order id, also one that the venue has seen: a duplicate is there to be seen', async () => {
    const { broker } = await openSession()
    const terms = approve(broker, { instrument: 'X:A', quantity: 1, ...buy })
    broker.place(terms)
    broker.place(terms)
    expect(broker.venue.listOrders()).toMatchObject([
      { brokerOrderId: 'M1', clientOrderId: terms.clientOrderId },
      { brokerOrderId: 'M2', clientOrderId: terms.clientOrderId },
    ])
    expect(await broker.findOrders(terms.clientOrderId)).toHaveLength(2)
  })
})

describe('whatever the sizes', () => {
  it('slices and what is refused are the order, and no slice is too large, too many or off the lot', () => {
    const size = fc.integer({ min: 1, max: 500 })
    const most = fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined })
    fc.assert(
      fc.property(size, size, fc.integer({ min: 1, max: 40 }), most, (lots, above, lot, maxSlices) => {
        const quantity = lots * lot
        const sliceAbove = new Decimal(Math.max(above, lot))
        const { taken, refused } = slice(new Decimal(quantity), new Decimal(lot), { sliceAbove, maxSlices })
        const sizes = taken.map(Number)
        expect(sizes.reduce((sum, each) => sum + each, refused?.toNumber() ?? 0)).toBe(quantity)
        for (const each of sizes) {
          expect(each).toBeGreaterThan(0)
          expect(each).toBeLessThanOrEqual(sliceAbove.toNumber())
          expect(each % lot).toBe(0)
        }
        if (refused !== undefined) expect(sizes).toHaveLength(maxSlices ?? 0)
      }),
    )
  })
})
