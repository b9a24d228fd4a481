import { describe, expect, it } from 'vitest'
import { openSession } from './testing/session.ts'

const buy = { side: 'buy', type: 'limit', limitPrice: 100, quantity: 2 } as const

/** A day with an order that is filled, one for the day, one until it is canceled and one at once; then its end. */
async function endDay(books: 'kept' | 'daily') {
  const session = await openSession({ books, cash: 1000 })
  const filled = session.place({ ...buy, limitPrice: 102 })
  session.print(100, 2)
  const day = session.place({ ...buy, limitPrice: 90, timeInForce: 'day' })
  const lasting = session.place({ ...buy, timeInForce: 'gtc' })
  const immediate = session.place({ ...buy, timeInForce: 'ioc' })
  session.reports.length = 0
  session.broker.venue.endDay()
  return { ...session, filled, day, lasting, immediate }
}

describe('the end of a day', () => {
  it('expires what was for the day or at once, and says so; what lasts until it is canceled stays', async () => {
    const { reports, broker, print, traded } = await endDay('kept')
    expect(reports).toMatchObject([
      { type: 'order', order: { brokerOrderId: 'M2', lifecycle: 'expired' } },
      { type: 'order', order: { brokerOrderId: 'M4', lifecycle: 'expired' } },
    ])
    expect(broker.venue.listOrders().map(({ lifecycle }) => lifecycle)).toEqual([
      'filled',
      'expired',
      'working',
      'expired',
    ])
    print(80, 100)
    expect(traded()).toEqual(['M1 2 at 100', 'M3 2 at 80'])
  })

  it('changes nothing of what is shown where books are kept', async () => {
    const { broker, filled } = await endDay('kept')
    const { orders, fills } = await broker.fetchSnapshot()
    expect(orders).toHaveLength(4)
    expect(fills).toHaveLength(1)
    expect(await broker.findOrders(filled.clientOrderId)).toHaveLength(1)
  })

  it('leaves, where books are daily, only working orders to be read, and what comes', async () => {
    const { broker, filled, day, lasting, place, print } = await endDay('daily')
    expect((await broker.fetchSnapshot()).orders.map(({ brokerOrderId }) => brokerOrderId)).toEqual(['M3'])
    expect((await broker.fetchSnapshot()).fills).toEqual([])
    expect(await broker.findOrders(filled.clientOrderId)).toEqual([])
    expect(await broker.findOrders(day.clientOrderId)).toEqual([])
    expect(await broker.findOrders(lasting.clientOrderId)).toHaveLength(1)
    const fresh = place(buy)
    print(100, 2)
    const { orders, fills } = await broker.fetchSnapshot()
    expect(orders).toMatchObject([
      { brokerOrderId: 'M3', lifecycle: 'filled' },
      { brokerOrderId: 'M5', lifecycle: 'working' },
    ])
    expect(fills).toMatchObject([{ fillId: 'F2', brokerOrderId: 'M3' }])
    expect(await broker.findOrders(fresh.clientOrderId)).toHaveLength(1)
  })

  it('shows what was closed since the last one until the next', async () => {
    const { broker, lasting, print } = await endDay('daily')
    print(100, 2)
    expect(await broker.findOrders(lasting.clientOrderId)).toMatchObject([{ lifecycle: 'filled' }])
    broker.venue.endDay()
    expect(await broker.findOrders(lasting.clientOrderId)).toEqual([])
    expect((await broker.fetchSnapshot()).fills).toEqual([])
  })

  it('leaves positions and cash as they are', async () => {
    const { broker } = await endDay('daily')
    const { positions, cash } = await broker.fetchSnapshot()
    expect(positions.map(({ quantity }) => quantity.toFixed())).toEqual(['2'])
    expect(cash['USD']?.toFixed()).toBe('800')
  })

  it('hides nothing of what is true', async () => {
    const { broker } = await endDay('daily')
    expect(broker.venue.listOrders()).toHaveLength(4)
    expect(broker.venue.listFills()).toHaveLength(1)
    expect(broker.venue.listPositions()).toHaveLength(1)
    expect(broker.venue.getCash()['USD']?.toFixed()).toBe('800')
  })

  it('is over before anybody hears of what expired: what they do about it is of the new day', async () => {
    const { broker, place, print } = await openSession({ books: 'daily' })
    print(100, 1)
    place({ ...buy, timeInForce: 'day' })
    await broker.connect((report) => {
      if (report.type === 'order' && report.order.lifecycle === 'expired')
        broker.venue.placeOutside({ instrument: 'X:A', side: 'buy', quantity: 1 })
    })
    broker.venue.endDay()
    const { orders, fills } = await broker.fetchSnapshot()
    expect(orders).toMatchObject([{ brokerOrderId: 'M2', lifecycle: 'filled' }])
    expect(fills).toHaveLength(1)
  })
})
