import type { BrokerReport } from '@shagun/core/adapter'
import { describe, expect, it } from 'vitest'
import { percentFees } from './fees.ts'
import { openSession } from './testing/session.ts'

const order = { side: 'buy', type: 'limit', limitPrice: 100, quantity: 5 } as const

function told(reports: readonly BrokerReport[]): string[] {
  return reports.map((report) => {
    if (report.type === 'fill') return `fill ${report.fill.quantity} at ${report.fill.price}`
    if (report.type !== 'order') return report.type
    const { lifecycle, filledQuantity, quantity, averagePrice } = report.order
    return `${lifecycle} ${filledQuantity}/${quantity}${averagePrice === undefined ? '' : ` at ${averagePrice}`}`
  })
}

/** An order that is taken, filled in part, changed, filled on, and canceled. */
async function live(reports?: 'fills' | 'orders' | 'both') {
  const session = await openSession({ fees: percentFees('0.1'), ...(reports && { reports }) })
  const placed = session.place(order)
  session.print(100, 1)
  session.modify(placed, { quantity: 4 })
  session.print(98, 1)
  session.broker.cancel(placed)
  return session
}

describe('reports', () => {
  it('tell each fill by itself where nothing else is asked for', async () => {
    for (const reports of [undefined, 'fills'] as const)
      expect(told((await live(reports)).reports)).toEqual([
        'fill 1 at 100',
        'working 1/4 at 100',
        'fill 1 at 98',
        'canceled 2/4 at 99',
      ])
  })

  it('of orders tell what is taken and how much of it is filled, and leave fills and fees to the trade book', async () => {
    const { reports, broker } = await live('orders')
    expect(told(reports)).toEqual([
      'working 0/5',
      'working 1/5 at 100',
      'working 1/4 at 100',
      'working 2/4 at 99',
      'canceled 2/4 at 99',
    ])
    const { fills } = await broker.fetchSnapshot()
    expect(fills.map(({ fees }) => fees?.toFixed())).toEqual(['0.1', '0.098'])
  })

  it('of both kinds tell first the row, then the fill', async () => {
    const { reports } = await live('both')
    expect(told(reports).slice(0, 5)).toEqual([
      'working 0/5',
      'working 1/5 at 100',
      'fill 1 at 100',
      'working 1/4 at 100',
      'working 2/4 at 99',
    ])
  })

  it('of orders tell of the last fill that the order is filled', async () => {
    const { reports, place, print } = await openSession({ reports: 'orders' })
    place(order)
    print(100, 5)
    expect(told(reports)).toEqual(['working 0/5', 'filled 5/5 at 100'])
  })

  it('of orders tell of one that was placed by hand, too; whoever cancels it then is in time', async () => {
    const { broker, print } = await openSession({ reports: 'orders' })
    print(100, 1)
    await broker.connect((report) => {
      if (report.type !== 'order' || report.order.lifecycle !== 'working') return
      const { brokerOrderId, instrument } = report.order
      broker.cancel({ brokerOrderId, instrument, clientOrderId: '' as never, note: {} })
    })
    broker.venue.placeOutside({ instrument: 'X:A', side: 'buy', quantity: 1 })
    expect(broker.venue.listOrders()).toMatchObject([{ lifecycle: 'canceled' }])
    expect(broker.venue.listFills()).toEqual([])
  })
})
