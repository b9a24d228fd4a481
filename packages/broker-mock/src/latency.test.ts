import { seededRandom } from '@shagun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { constantLatency, type Latency, lognormalLatency, uniformLatency } from './latency.ts'
import { monday, openSession } from './testing/session.ts'

const slow: Latency = { orders: constantLatency(50), cancels: constantLatency(80), reports: constantLatency(30) }
const rich = { cash: 1e9, shortSelling: true }
const market = { side: 'buy', type: 'market', quantity: 5 } as const

describe('an order that is under way', () => {
  it('has an id and fills nothing, and meets what is shown when it arrives', async () => {
    const { place, quote, clock, traded, row } = await openSession({ ...rich, latency: slow })
    quote(99, 10, 101, 10)
    const order = place(market)
    expect(await row(order)).toMatchObject({ brokerOrderId: 'M1', lifecycle: 'working' })
    clock.advanceTo(monday + 49)
    quote(102, 10, 103, 10)
    expect(traded()).toEqual([])
    clock.advanceTo(monday + 50)
    expect(traded()).toEqual(['M1 5 at 103'])
  })

  it('is reported later than it is filled', async () => {
    const { place, quote, clock, reports, broker } = await openSession({ ...rich, latency: slow })
    quote(99, 10, 101, 10)
    place(market)
    clock.advanceTo(monday + 79)
    expect(broker.venue.listFills()).toMatchObject([{ time: monday + 50 }])
    expect(reports).toEqual([])
    clock.advanceTo(monday + 80)
    expect(reports).toMatchObject([{ type: 'fill', fill: { time: monday + 50 } }])
  })

  it('misses a bar that opens before it arrives', async () => {
    const { place, play, traded } = await openSession({ ...rich, latency: slow })
    place(market)
    play([100, 101, 99, 100])
    play([105, 106, 104, 105])
    expect(traded()).toEqual(['M1 5 at 105'])
  })

  it('is not in the market where the day ended first', async () => {
    const { place, quote, clock, traded, broker } = await openSession({ ...rich, latency: slow })
    quote(99, 10, 101, 10)
    place({ ...market, timeInForce: 'day' })
    broker.venue.endDay()
    clock.advanceTo(monday + 100)
    expect(traded()).toEqual([])
  })
})

describe('a cancellation', () => {
  it('can lose the race', async () => {
    const { place, quote, clock, traded, broker, row } = await openSession({ ...rich, latency: slow })
    quote(99, 10, 101, 10)
    const order = place({ side: 'buy', type: 'limit', limitPrice: 100, quantity: 5 })
    clock.advanceTo(monday + 100)
    expect(broker.cancel(order)).toEqual({ outcome: 'requested' })
    clock.advanceTo(monday + 179)
    quote(98, 10, 100, 10)
    clock.advanceTo(monday + 300)
    expect(traded()).toEqual(['M1 5 at 100'])
    expect(await row(order)).toMatchObject({ lifecycle: 'filled' })
  })

  it('stops what comes after it has arrived', async () => {
    const { place, quote, clock, traded, broker, row } = await openSession({ ...rich, latency: slow })
    quote(99, 10, 101, 10)
    const order = place({ side: 'buy', type: 'limit', limitPrice: 100, quantity: 5 })
    clock.advanceTo(monday + 100)
    broker.cancel(order)
    clock.advanceTo(monday + 180)
    quote(98, 10, 100, 10)
    expect(traded()).toEqual([])
    expect(await row(order)).toMatchObject({ lifecycle: 'canceled' })
  })

  it('does not overtake the order that it is for', async () => {
    const latency = { orders: constantLatency(50) }
    const { place, quote, clock, traded, broker, row } = await openSession({ ...rich, latency })
    quote(99, 10, 101, 10)
    const order = place(market)
    broker.cancel(order)
    expect(await row(order)).toMatchObject({ lifecycle: 'working' })
    clock.advanceTo(monday + 50)
    expect(traded()).toEqual(['M1 5 at 101'])
  })
})

describe('a change that is under way', () => {
  it('is no change where its quantity has been filled meanwhile, and the terms that hold are told', async () => {
    const { place, print, clock, modify, reports, row } = await openSession({ ...rich, latency: slow })
    const order = place({ side: 'buy', type: 'limit', limitPrice: 100, quantity: 10 })
    clock.advanceTo(monday + 50)
    expect(modify(order, { quantity: 4 })).toEqual({ outcome: 'requested' })
    print(100, 6)
    clock.advanceTo(monday + 200)
    expect((await row(order)).quantity.toFixed()).toBe('10')
    expect(reports.at(-1)).toMatchObject({ type: 'order', order: { lifecycle: 'working' } })
  })
})

describe('a model of latency', () => {
  it('uniform: lies between its bounds, about the middle', () => {
    const [model, random] = [uniformLatency(10, 50), seededRandom(3)]
    const drawn = Array.from({ length: 10_000 }, () => model(random))
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(10)
    expect(Math.max(...drawn)).toBeLessThanOrEqual(50)
    expect(drawn.reduce((sum, ms) => sum + ms, 0) / drawn.length).toBeCloseTo(30, 0)
  })

  it('lognormal: half lie above the median, and one in twenty above exp(1.645 sigma) times it', () => {
    const [model, random] = [lognormalLatency(60, 0.5), seededRandom(3)]
    const drawn = Array.from({ length: 20_000 }, () => model(random)).sort((a, b) => a - b)
    expect(drawn[10_000]! / 60).toBeCloseTo(1, 1)
    expect(drawn[19_000]! / (60 * Math.exp(1.645 * 0.5))).toBeCloseTo(1, 1)
  })

  it.each([
    ['ms', () => constantLatency(-1)],
    ['maxMs', () => uniformLatency(10, 5)],
    ['minMs', () => uniformLatency(Number.NaN, 5)],
    ['sigma', () => lognormalLatency(10, -0.1)],
  ])('refuses a wrong %s', (option, make) => {
    expect(make).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option }) }),
    )
  })

  it('of a host must give a time', async () => {
    const { place, broker } = await openSession({ latency: { orders: () => Number.NaN } })
    expect(() => place(market)).toThrow('latency is NaN; expected milliseconds, 0 or more.')
    expect(broker.venue.listOrders()).toEqual([])
  })

  it('brings messages in the order they were sent in, whatever it draws', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(100), { minLength: 2, maxLength: 20 }), async (delays) => {
        let next = 0
        const { place, quote, clock, traded } = await openSession({
          ...rich,
          latency: { orders: () => delays[next++]! },
        })
        quote(99, 1e6, 101, 1e6)
        for (const _ of delays) {
          place(market)
          clock.advanceTo(clock.now() + 10)
        }
        clock.advanceTo(clock.now() + 10_000)
        expect(traded()).toEqual(delays.map((_, i) => `M${i + 1} 5 at 101`))
      }),
    )
  })
})
