import { describe, expect, it } from 'vitest'
import { barOf, day, minute, monday, type Ohlc, openSession } from './testing/session.ts'

const quiet: Ohlc = [100, 101, 99, 100]

describe('time in force', () => {
  const limit = { side: 'buy', type: 'limit', limitPrice: 95 } as const

  it('day: lasts until the end of the first day whose bars the order has met', async () => {
    const { place, play, row, clock, reports } = await openSession()
    const order = place({ ...limit, timeInForce: 'day' })
    clock.advanceTo(monday + day)
    play(quiet)
    clock.advanceTo(monday + 2 * day - minute)
    expect(await row(order)).toMatchObject({ lifecycle: 'working' })
    play(quiet)
    expect(await row(order)).toMatchObject({ lifecycle: 'expired', time: monday + 2 * day })
    play([90, 91, 89, 90])
    expect(reports).toHaveLength(1)
  })

  it('day: may fill in the last bar of its day', async () => {
    const { place, row, clock, broker } = await openSession()
    const order = place({ ...limit, timeInForce: 'day' })
    const bar = barOf([100, 101, 95, 100], { timeframe: '1d' })
    broker.openBar(bar)
    clock.advanceTo(monday + day)
    broker.closeBar(bar)
    expect(await row(order)).toMatchObject({ lifecycle: 'filled' })
  })

  it('day: ends before the first bar of the next session where the day had no bar at its end', async () => {
    const { place, play, row, clock } = await openSession()
    const order = place({ ...limit, timeInForce: 'day' })
    clock.advanceTo(monday + 600 * minute)
    play(quiet)
    expect(await row(order)).toMatchObject({ lifecycle: 'working' })
    clock.advanceTo(monday + day + 600 * minute)
    play([90, 91, 89, 90])
    expect(await row(order)).toMatchObject({ lifecycle: 'expired' })
  })

  it('day: counts from the last bar, where the order was for longer until then', async () => {
    const { place, play, row, clock, modify } = await openSession()
    const order = place({ ...limit, timeInForce: 'gtc' })
    play(quiet)
    clock.advanceTo(monday + day)
    play(quiet)
    modify(order, { timeInForce: 'day' })
    play(quiet)
    expect(await row(order)).toMatchObject({ lifecycle: 'working' })
    clock.advanceTo(monday + 2 * day)
    play(quiet)
    expect(await row(order)).toMatchObject({ lifecycle: 'expired' })
  })

  it('day: has ended before the first print of the next day', async () => {
    const { place, print, row, clock, traded } = await openSession()
    const order = place({ ...limit, timeInForce: 'day' })
    print(100, 5)
    clock.advanceTo(monday + day)
    print(90, 5)
    expect(traded()).toEqual([])
    expect(await row(order)).toMatchObject({ lifecycle: 'expired' })
  })

  it('gtc: lasts until it is filled', async () => {
    const { place, play, clock, fills } = await openSession()
    place({ ...limit, timeInForce: 'gtc' })
    for (let days = 0; days < 30; days++) {
      clock.advanceTo(monday + days * day)
      play(quiet)
    }
    play([100, 100, 95, 95])
    expect(fills()).toEqual(['95'])
  })

  it.each(['ioc', 'fok'] as const)('%s: fills at the first open, or never', async (timeInForce) => {
    const { place, play, fills, row } = await openSession()
    const late = place({ ...limit, timeInForce })
    place({ ...limit, limitPrice: 100, timeInForce })
    play([100, 101, 90, 100])
    expect(fills()).toEqual(['100'])
    expect(await row(late)).toMatchObject({ lifecycle: 'canceled', reason: 'Nothing to fill it at the open.' })
  })
})
