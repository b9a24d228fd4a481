import { createInstrument } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { percentFees } from './fees.ts'
import { type Ohlc, openSession } from './testing/session.ts'

const buy = { side: 'buy', type: 'limit', limitPrice: 100 } as const
const sell = { side: 'sell', type: 'limit', limitPrice: 100 } as const

describe('a print', () => {
  it('fills an order as far as its quantity goes, and the next one goes on', async () => {
    const { place, print, traded, row } = await openSession()
    const order = place({ ...buy, quantity: 10 })
    print(100, 3)
    print(98, 4)
    const partly = await row(order)
    expect(partly.lifecycle).toBe('working')
    expect(partly.filledQuantity.toFixed()).toBe('7')
    expect(partly.averagePrice?.times(7).toFixed(20)).toBe('692.00000000000000000000')
    print(99, 50)
    expect(traded()).toEqual(['M1 3 at 100', 'M1 4 at 98', 'M1 3 at 99'])
    const whole = await row(order)
    expect(whole.lifecycle).toBe('filled')
    expect(whole.averagePrice?.toFixed()).toBe('98.9')
  })

  it('fills limits that its price reaches, at its price, and no others', async () => {
    const { place, print, traded } = await openSession({ shortSelling: true })
    place({ ...buy, limitPrice: 101 })
    place({ ...buy, limitPrice: '99.99' })
    place({ ...sell, limitPrice: 99 })
    place({ ...sell, limitPrice: '100.01' })
    print(100, 10)
    expect(traded()).toEqual(['M1 1 at 100', 'M3 1 at 100'])
  })

  it('is one of its own instrument', async () => {
    const { place, print, traded } = await openSession()
    place({ side: 'buy', type: 'market' })
    print(100, 10, 'X:B')
    expect(traded()).toEqual([])
  })

  it('goes to market orders first, then to the limit furthest beyond it, then to the oldest', async () => {
    const { place, print, traded } = await openSession({ shortSelling: true })
    place({ ...buy, limitPrice: 101 })
    place({ ...buy, limitPrice: 103 })
    place({ ...buy, limitPrice: 101 })
    place({ ...sell, limitPrice: 98 })
    place({ side: 'buy', type: 'market' })
    print(100, 4)
    expect(traded().map((text) => text.slice(0, 2))).toEqual(['M5', 'M2', 'M4', 'M1'])
  })

  it('gives each fill its own fees', async () => {
    const { place, print, reports, broker } = await openSession({ cash: 1000, fees: percentFees('0.1') })
    place({ ...buy, quantity: 5 })
    print(100, 2)
    print(100, 3)
    expect(reports.map((report) => report.type === 'fill' && report.fill.fees?.toFixed())).toEqual(['0.2', '0.3'])
    expect(broker.cash.toFixed()).toBe('499.5')
  })

  it('trades whole lots only', async () => {
    const future = createInstrument({ id: 'X:A', kind: 'future', currency: 'USD', lotSize: 65 })
    const { place, print, traded } = await openSession({ instruments: [future] })
    place({ ...buy, quantity: 195 })
    print(100, 64)
    print(100, 150)
    expect(traded()).toEqual(['M1 130 at 100'])
  })

  it('fills no order beyond the last digit of its limit, also where a float has fewer', async () => {
    const coin = createInstrument({ id: 'X:A', kind: 'crypto', currency: 'USD', tickSize: '1e-18' })
    const { place, print, fills } = await openSession({ instruments: [coin] })
    place({ side: 'buy', type: 'limit', limitPrice: '0.123456789012345671' })
    print(Number('0.123456789012345671'), 1)
    expect(fills()).toEqual(['0.123456789012345671'])
  })

  it.each([
    ['price', Number.NaN, 1],
    ['quantity', 100, 0],
    ['quantity', 100, -1],
    ['quantity', 100, Number.POSITIVE_INFINITY],
  ] as const)('must have a %s that is one', async (field, price, quantity) => {
    const { print, place, traded } = await openSession()
    place({ side: 'buy', type: 'market' })
    expect(() => print(price, quantity)).toThrow(
      expect.objectContaining({ code: 'invalid-data', details: expect.objectContaining({ source: 'mock', field }) }),
    )
    expect(traded()).toEqual([])
  })
})

describe('a stop', () => {
  it('that a print triggers is a market order, and may fill in that print', async () => {
    const { place, print, traded } = await openSession()
    place({ side: 'buy', type: 'stop', stopPrice: 105, quantity: 3 })
    print(104, 10)
    expect(traded()).toEqual([])
    print(106, 2)
    print(90, 2)
    expect(traded()).toEqual(['M1 2 at 106', 'M1 1 at 90'])
  })

  it('with a limit is a limit order from then on', async () => {
    const { place, print, traded } = await openSession()
    place({ side: 'buy', type: 'stop-limit', stopPrice: 105, limitPrice: 106, quantity: 3 })
    print(107, 2)
    print(104, 1)
    print(106, 5)
    expect(traded()).toEqual(['M1 1 at 104', 'M1 2 at 106'])
  })

  it('stands behind the orders that were in the market when it was triggered', async () => {
    const { place, print, traded } = await openSession()
    place({ side: 'buy', type: 'stop', stopPrice: 105 })
    place({ side: 'buy', type: 'market' })
    print(105, 1)
    print(105, 1)
    expect(traded()).toEqual(['M2 1 at 105', 'M1 1 at 105'])
  })

  it('that a print has triggered is a market order for bars, too', async () => {
    const { place, print, play, traded } = await openSession()
    const quiet: Ohlc = [90, 91, 89, 90]
    place({ side: 'buy', type: 'stop', stopPrice: 105, quantity: 3 })
    print(105, 1)
    play(quiet)
    expect(traded()).toEqual(['M1 1 at 105', 'M1 2 at 90'])
  })
})

describe('time in force', () => {
  it('ioc: what the first print does not fill is canceled', async () => {
    const { place, print, row, traded } = await openSession()
    const order = place({ ...buy, quantity: 5, timeInForce: 'ioc' })
    print(100, 2)
    expect(traded()).toEqual(['M1 2 at 100'])
    expect(await row(order)).toMatchObject({ lifecycle: 'canceled' })
    expect((await row(order)).filledQuantity.toFixed()).toBe('2')
  })

  it('ioc: is canceled by a print that does not reach it', async () => {
    const { place, print, row } = await openSession()
    const order = place({ ...buy, timeInForce: 'ioc' })
    print(101, 2)
    expect(await row(order)).toMatchObject({ lifecycle: 'canceled' })
  })

  it('fok: is filled whole by the first print or not at all, and leaves what it does not take to others', async () => {
    const { place, print, row, traded } = await openSession()
    const all = place({ ...buy, limitPrice: 102, quantity: 5, timeInForce: 'fok' })
    place(buy)
    print(100, 4)
    expect(traded()).toEqual(['M2 1 at 100'])
    expect(await row(all)).toMatchObject({ lifecycle: 'canceled' })
    place({ ...buy, quantity: 5, timeInForce: 'fok' })
    print(100, 5)
    expect(traded()).toEqual(['M2 1 at 100', 'M3 5 at 100'])
  })
})

describe('what a listener does while a print is matched', () => {
  it('is for the next print where it is a new order, however good its price', async () => {
    const { place, print, traded, whenFilled } = await openSession()
    place({ ...buy, limitPrice: 102 })
    place({ ...buy, limitPrice: 101 })
    whenFilled(() => place({ side: 'buy', type: 'market' }))
    print(100, 10)
    expect(traded()).toEqual(['M1 1 at 100', 'M2 1 at 100'])
    print(100, 10)
    expect(traded().at(-1)).toBe('M3 1 at 100')
  })

  it('is for the next print where it is a new price', async () => {
    const { place, print, traded, whenFilled, modify } = await openSession()
    place({ ...buy, limitPrice: 102 })
    const second = place({ ...buy, limitPrice: 101 })
    const far = place({ ...buy, limitPrice: 90, timeInForce: 'ioc' })
    whenFilled(() => {
      modify(second, { limitPrice: 103 })
      modify(far, { limitPrice: 103 })
    })
    print(100, 10)
    expect(traded()).toEqual(['M1 1 at 100'])
    print(100, 10)
    expect(traded()).toEqual(['M1 1 at 100', 'M2 1 at 100', 'M3 1 at 100'])
  })

  it('counts at once where it is a cancellation', async () => {
    const { place, print, traded, whenFilled, broker } = await openSession()
    place({ ...buy, limitPrice: 102 })
    const second = place({ ...buy, limitPrice: 101 })
    place(buy)
    whenFilled(() => broker.cancel(second))
    print(100, 2)
    expect(traded()).toEqual(['M1 1 at 100', 'M3 1 at 100'])
  })

  it('is matched after that print where it is another print', async () => {
    const { place, print, traded, whenFilled } = await openSession()
    place({ ...buy, limitPrice: 102, quantity: 2 })
    place({ ...buy, limitPrice: 101, quantity: 2 })
    whenFilled(() => print(99, 1))
    print(100, 3)
    expect(traded()).toEqual(['M1 2 at 100', 'M2 1 at 100', 'M2 1 at 99'])
  })
})

describe('an order that is filled in part', () => {
  it('is canceled for the rest', async () => {
    const { place, print, broker, row, traded } = await openSession()
    const order = place({ ...buy, quantity: 5 })
    print(100, 2)
    expect(broker.cancel(order)).toEqual({ outcome: 'requested' })
    print(100, 5)
    expect(traded()).toEqual(['M1 2 at 100'])
    expect(await row(order)).toMatchObject({ lifecycle: 'canceled' })
  })

  it('cannot be given a quantity that it has filled already', async () => {
    const { place, print, modify, traded, row } = await openSession()
    const order = place({ ...buy, quantity: 5 })
    print(100, 2)
    for (const quantity of [1, 2])
      expect(modify(order, { quantity })).toEqual({
        outcome: 'rejected',
        evidence: { reason: 'M1 has filled 2; its quantity must be above that.' },
      })
    expect((await row(order)).quantity.toFixed()).toBe('5')
    modify(order, { quantity: 3 })
    print(100, 5)
    expect(traded()).toEqual(['M1 2 at 100', 'M1 1 at 100'])
  })

  it('keeps its place where it is made smaller, and goes to the end where it is made larger', async () => {
    for (const [quantity, first] of [
      [2, 'M1'],
      [4, 'M2'],
    ] as const) {
      const { place, print, modify, traded } = await openSession()
      const order = place({ ...buy, quantity: 3 })
      place({ ...buy, quantity: 3 })
      modify(order, { quantity })
      print(100, 1)
      expect(traded()).toEqual([`${first} 1 at 100`])
    }
  })

  it('waits for the next print where new prices would fill it', async () => {
    const { place, print, modify, traded } = await openSession()
    const order = place({ ...buy, limitPrice: 90 })
    print(100, 5)
    modify(order, { limitPrice: 110 })
    expect(traded()).toEqual([])
    print(105, 5)
    expect(traded()).toEqual(['M1 1 at 105'])
  })

  it('is canceled for the rest where that cannot be paid, and what it left goes to the next', async () => {
    const { place, print, traded, row } = await openSession({ cash: 250 })
    const order = place({ ...buy, limitPrice: 101, quantity: 5 })
    print(100, 2)
    place({ ...buy, limitPrice: 100, quantity: 1 })
    print(50, 3)
    expect(traded()).toEqual(['M1 2 at 100', 'M2 1 at 50'])
    expect(await row(order)).toMatchObject({ lifecycle: 'canceled', reason: 'Needs 150 USD and has 50.' })
  })

  it('is filled for the rest by a bar', async () => {
    const { place, print, play, traded } = await openSession()
    place({ ...buy, quantity: 5 })
    print(100, 2)
    play([99, 101, 98, 100])
    expect(traded()).toEqual(['M1 2 at 100', 'M1 3 at 99'])
  })
})
