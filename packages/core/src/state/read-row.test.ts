import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Decimal } from '../model/decimal.ts'
import type { JournalEvent, JournalEventOf } from '../model/events.ts'
import type { BrokerOrderId } from '../model/ids.ts'
import { applyOrderEvent, recountFills } from './apply-order-event.ts'
import type { Reading } from './judge.ts'
import type { OrderFact } from './order-table.ts'
import { broker1, broker2, fillOf, rowOf, trackedOf, tradeOf } from './orders.fixture.ts'
import { readBrokerOrder } from './read-row.ts'
import { readBrokerFill } from './read-trade.ts'
import type { TrackedOrder } from './tracked-order.ts'

/** Applies what was read, as the account does. */
function take(tracked: TrackedOrder, reading: Reading): readonly JournalEvent[] {
  for (const event of reading.events) {
    if (event.type === 'fill.corrected') {
      const at = tracked.fills.findIndex(({ fillId }) => fillId === event.replaces)
      tracked.fills = tracked.fills.toSpliced(at, 1, ...(event.fill.quantity.isZero() ? [] : [event.fill]))
      tracked.order = recountFills(tracked.order, tracked.fills)
      continue
    }
    tracked.order = applyOrderEvent(tracked.order, event as JournalEventOf<OrderFact>, tracked.change)
    if (event.type === 'order.filled') tracked.fills.push(event.fill)
    if (event.type === 'order.part-closed')
      tracked.closed = new Map(tracked.closed).set(event.brokerOrderId, { ending: event.ending })
  }
  return reading.events
}

function fillsOf(events: readonly JournalEvent[]): string[] {
  return events.filter((event) => event.type === 'order.filled').map(({ fill }) => `${fill.quantity} at ${fill.price}`)
}

describe('a row of the order book', () => {
  it('looks at each fill that is booked once, however many rows tell of them', () => {
    const tracked = trackedOf()
    let asked = 0
    const list = Array.from({ length: 10_000 }, (_, i) => fillOf(1, 10, { fillId: `f${i}` }))
    tracked.fills = new Proxy(list, {
      get(target, key, receiver) {
        if (typeof key === 'string' && /^\d+$/.test(key)) asked++
        return Reflect.get(target, key, receiver)
      },
    })
    for (let i = 0; i < 10; i++) readBrokerOrder(tracked, rowOf('working', 10_000, 10), i)
    expect(asked).toBeLessThanOrEqual(10_000)
  })

  it('turns cumulative quantities into increments at the price that explains the average', () => {
    const tracked = trackedOf()
    expect(fillsOf(take(tracked, readBrokerOrder(tracked, rowOf('working', 40, '10'), 1)))).toEqual(['40 at 10'])
    // 100 at 16 less 40 at 10 is 60 at 20.
    expect(fillsOf(take(tracked, readBrokerOrder(tracked, rowOf('filled', 100, '16'), 2)))).toEqual(['60 at 20'])
    expect(tracked.order.lifecycle).toBe('filled')
  })

  it('tells nothing when it is read again, or when it is older than what is known', () => {
    const tracked = trackedOf()
    take(tracked, readBrokerOrder(tracked, rowOf('working', 60, '10'), 1))
    expect(readBrokerOrder(tracked, rowOf('working', 60, '10'), 2).events).toEqual([])
    expect(readBrokerOrder(tracked, rowOf('working', 20, '10'), 3).events).toEqual([])
  })

  it('accepts an order that is seen for the first time, with the note that addresses it', () => {
    const tracked = trackedOf({ lifecycle: 'submitted', brokerOrderIds: [] })
    const { events } = readBrokerOrder(tracked, rowOf('working', 0, undefined, { note: { variety: 'regular' } }), 5)
    expect(events).toEqual([
      {
        type: 'order.accepted',
        time: 5,
        clientOrderId: 'order1',
        brokerOrderIds: [broker1],
        complete: true,
        note: { variety: 'regular' },
      },
    ])
  })

  it('books the fill that comes with a cancellation before closing the order', () => {
    const tracked = trackedOf()
    const events = take(tracked, readBrokerOrder(tracked, rowOf('canceled', 30, '10'), 1))
    expect(events.map(({ type }) => type)).toEqual(['order.filled', 'order.canceled'])
    expect(tracked.order.lifecycle).toBe('canceled')
  })

  it('closes an order of several broker orders with the last of them', () => {
    const tracked = trackedOf({ brokerOrderIds: [broker1, broker2] })
    expect(take(tracked, readBrokerOrder(tracked, rowOf('canceled', 0), 1))).toMatchObject([
      { type: 'order.part-closed', brokerOrderId: broker1, ending: 'canceled' },
    ])
    const last = take(tracked, readBrokerOrder(tracked, rowOf('canceled', 0, undefined, { brokerOrderId: broker2 }), 2))
    expect(last.map(({ type }) => type)).toEqual(['order.canceled'])
  })

  it('ends an order whose parts ended differently in one way, whichever of them is heard of first', () => {
    const part = (brokerOrderId: BrokerOrderId, lifecycle: 'canceled' | 'rejected') =>
      rowOf(lifecycle, 0, undefined, { brokerOrderId, quantity: new Decimal(50) })
    const rows = [part(broker1, 'canceled'), part(broker2, 'rejected')]
    for (const heard of [rows, rows.toReversed()]) {
      const tracked = trackedOf({ brokerOrderIds: [broker1, broker2] })
      for (const row of heard) take(tracked, readBrokerOrder(tracked, row, 1))
      expect(tracked.order.lifecycle).toBe('canceled')
    }
  })

  it('of one part does not change the terms of an order that has others, also where those are over', () => {
    const tracked = trackedOf()
    const rejected = rowOf('rejected', 0, undefined, { brokerOrderId: broker2, quantity: new Decimal(60) })
    const working = rowOf('working', 0, undefined, { quantity: new Decimal(40) })
    take(tracked, readBrokerOrder(tracked, rejected, 1))
    expect(readBrokerOrder(tracked, working, 2, 'fresh').events).toEqual([])
  })

  it('books and quarantines what goes beyond the quantity', () => {
    const tracked = trackedOf()
    const events = take(tracked, readBrokerOrder(tracked, rowOf('filled', 130, '10'), 1))
    expect(fillsOf(events)).toEqual(['130 at 10'])
    expect(events.at(-1)).toMatchObject({
      type: 'order.quarantined',
      reason: 'the broker filled more than was ordered',
    })
  })

  it('leaves a filled order filled when it is canceled', () => {
    const tracked = trackedOf()
    take(tracked, readBrokerOrder(tracked, rowOf('filled', 100, '10'), 1))
    take(tracked, readBrokerOrder(tracked, rowOf('canceled', 100, '10'), 2))
    expect(tracked.order).toMatchObject({ lifecycle: 'filled', certainty: 'confirmed' })
  })

  it('confirms a modification only when it shows the new terms', () => {
    const tracked = trackedOf({ pending: 'modify' })
    tracked.change = { limitPrice: new Decimal('1490') }
    const old = rowOf('working', 0, undefined, { limitPrice: new Decimal('1500.05') })
    const now = rowOf('working', 0, undefined, { limitPrice: new Decimal('1490') })
    expect(readBrokerOrder(tracked, old, 1).events).toEqual([])
    expect(readBrokerOrder(tracked, now, 2).events).toMatchObject([{ type: 'order.modified', change: tracked.change }])
  })

  it('gives exactly the true quantity and value, however often and in whatever order rows come', () => {
    const parts = fc.array(
      fc.record({ quantity: fc.integer({ min: 1, max: 20 }), price: fc.integer({ min: 1, max: 99 }) }),
      { minLength: 1, maxLength: 5 },
    )
    fc.assert(
      fc.property(parts, fc.array(fc.nat(), { maxLength: 20 }), (trades, order) => {
        let [quantity, value] = [0, 0]
        const rows = trades.map((trade) => {
          quantity += trade.quantity
          value += trade.quantity * trade.price
          return rowOf('working', quantity, new Decimal(value).div(quantity).toString())
        })
        const tracked = trackedOf()
        for (const pick of order) take(tracked, readBrokerOrder(tracked, rows[pick % rows.length]!, 1))
        take(tracked, readBrokerOrder(tracked, rows.at(-1)!, 1))
        expect(tracked.order.filledQuantity.toNumber()).toBe(quantity)
        expect(tracked.order.averagePrice!.times(quantity).minus(value).abs().lt('1e-30')).toBe(true)
      }),
    )
  })
})

describe('a row of the trade book', () => {
  it('is booked once, with its fees', () => {
    const tracked = trackedOf()
    const row = { ...tradeOf('T1', 40, '10'), fees: new Decimal('0.35') }
    const [event] = take(tracked, readBrokerFill(tracked, row, 1))
    expect(event).toMatchObject({ type: 'order.filled', fill: { fillId: 'T1', fees: row.fees, provisional: false } })
    expect(readBrokerFill(tracked, row, 2)).toEqual({ events: [], ignored: ['fill T1 is booked already'] })
  })

  it('takes the place of a provisional fill, with its own price and fees', () => {
    const tracked = trackedOf()
    take(tracked, readBrokerOrder(tracked, rowOf('working', 40, '10'), 1))
    const [event] = take(tracked, readBrokerFill(tracked, { ...tradeOf('T1', 40, '10.05'), fees: new Decimal(1) }, 2))
    expect(event).toMatchObject({
      type: 'fill.corrected',
      replaces: 'B1@40',
      fill: { fillId: 'T1', provisional: false },
    })
    expect(tracked.order.averagePrice?.toString()).toBe('10.05')
  })

  it('ends at the true trades, however they are cut and mixed with cumulative updates', () => {
    const parts = fc.array(
      fc.record({ quantity: fc.integer({ min: 1, max: 20 }), price: fc.integer({ min: 50, max: 99 }) }),
      { minLength: 1, maxLength: 5 },
    )
    fc.assert(
      fc.property(parts, fc.array(fc.nat(99), { minLength: 10, maxLength: 10 }), (trades, ranks) => {
        let [quantity, value] = [0, 0]
        const reports = trades.flatMap((trade, i) => {
          quantity += trade.quantity
          value += trade.quantity * trade.price
          const row = rowOf('working', quantity, new Decimal(value).div(quantity).toString())
          const fill = tradeOf(`T${i}`, trade.quantity, trade.price)
          return [
            { rank: ranks[i * 2]!, read: (to: TrackedOrder) => readBrokerOrder(to, row, 1) },
            { rank: ranks[i * 2 + 1]!, read: (to: TrackedOrder) => readBrokerFill(to, fill, 1) },
          ]
        })
        const tracked = trackedOf()
        for (const { read } of reports.sort((a, b) => a.rank - b.rank)) take(tracked, read(tracked))
        expect(tracked.order.filledQuantity.toNumber()).toBe(quantity)
        expect(tracked.order.averagePrice!.times(quantity).minus(value).abs().lt('1e-30')).toBe(true)
        expect(tracked.fills.map(({ fillId }) => fillId).sort()).toEqual(trades.map((_, i) => `T${i}`))
      }),
    )
  })

  it('leaves nothing to a cumulative update that tells the same', () => {
    const tracked = trackedOf()
    take(tracked, readBrokerFill(tracked, tradeOf('T1', 40, '10'), 1))
    expect(readBrokerOrder(tracked, rowOf('working', 40, '10'), 2).events).toEqual([])
  })

  it('is booked and quarantined for an order that the broker had rejected', () => {
    const tracked = trackedOf({ lifecycle: 'rejected' })
    const events = take(tracked, readBrokerFill(tracked, tradeOf('T1', 40, '10'), 1))
    expect(events.map(({ type }) => type)).toEqual(['order.filled', 'order.quarantined'])
    expect(fillsOf(events)).toEqual([`${fillOf(40, 10).quantity} at 10`])
  })
})
