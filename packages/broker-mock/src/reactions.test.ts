import { describe, expect, it } from 'vitest'
import { barOf, minute, monday, type Ohlc, openSession } from './testing/session.ts'

const quiet: Ohlc = [100, 101, 99, 100]

describe('an order that is placed while a bar is open', () => {
  it('waits for the next bar', async () => {
    const { place, clock, broker, fills, play } = await openSession()
    const bar = barOf([100, 105, 90, 100])
    broker.openBar(bar)
    clock.advanceTo(monday + 1)
    place({ side: 'buy', type: 'market' })
    place({ side: 'buy', type: 'limit', limitPrice: 95 })
    clock.advanceTo(monday + minute)
    broker.closeBar(bar)
    expect(fills()).toEqual([])
    play([101, 102, 96, 101])
    expect(fills()).toEqual(['101'])
    play([100, 101, 95, 100])
    expect(fills()).toEqual(['101', '95'])
  })

  it('waits for the next bar when its prices are changed, too', async () => {
    const { place, clock, broker, modify, fills, play } = await openSession()
    const order = place({ side: 'buy', type: 'limit', limitPrice: 90 })
    const bar = barOf([100, 101, 95, 100])
    broker.openBar(bar)
    clock.advanceTo(monday + 1)
    modify(order, { limitPrice: 96 })
    clock.advanceTo(monday + minute)
    broker.closeBar(bar)
    expect(fills()).toEqual([])
    play([97, 98, 96, 97])
    expect(fills()).toEqual(['96'])
  })

  it('waits for the next bar when it is made larger, because its price may have been met before', async () => {
    const { place, clock, broker, modify, traded, play } = await openSession()
    const order = place({ side: 'buy', type: 'limit', limitPrice: 95, quantity: 1 })
    const bar = barOf([100, 101, 95, 100])
    broker.openBar(bar)
    clock.advanceTo(monday + 1)
    modify(order, { quantity: 9 })
    clock.advanceTo(monday + minute)
    broker.closeBar(bar)
    expect(traded()).toEqual([])
    play([97, 98, 95, 97])
    expect(traded()).toEqual(['M1 9 at 95'])
  })

  it('does not wait where it is made smaller', async () => {
    const { place, clock, broker, modify, reports } = await openSession()
    const order = place({ side: 'buy', type: 'limit', limitPrice: 95, quantity: 2 })
    const bar = barOf([100, 101, 95, 100])
    broker.openBar(bar)
    clock.advanceTo(monday + 1)
    modify(order, { quantity: 1 })
    clock.advanceTo(monday + minute)
    broker.closeBar(bar)
    expect(reports.map((report) => report.type === 'fill' && report.fill.quantity.toFixed())).toEqual([false, '1'])
  })
})

describe('an order that is placed in reaction to a fill at the open', () => {
  it('is in force for the rest of that bar', async () => {
    const { place, play, whenFilled, fills } = await openSession()
    place({ side: 'buy', type: 'market' })
    whenFilled(() => place({ side: 'sell', type: 'stop', stopPrice: 95 }))
    play([100, 101, 94, 97])
    expect(fills()).toEqual(['100', '95'])
  })

  it('gets the open where that is better than its limit, or beyond its stop', async () => {
    const { place, play, whenFilled, fills } = await openSession({ shortSelling: true })
    place({ side: 'buy', type: 'market' })
    whenFilled(() => {
      place({ side: 'sell', type: 'limit', limitPrice: 80 })
      place({ side: 'sell', type: 'stop', stopPrice: 120 })
    })
    play([100, 101, 94, 97])
    expect(fills()).toEqual(['100', '100', '100'])
  })

  it('waits for the next open where it is a market order, or immediate', async () => {
    const { place, play, whenFilled, fills } = await openSession()
    place({ side: 'buy', type: 'market' })
    whenFilled(() => {
      place({ side: 'sell', type: 'market' })
      place({ side: 'buy', type: 'limit', limitPrice: 98, timeInForce: 'ioc' })
    })
    play([100, 101, 94, 97])
    expect(fills()).toEqual(['100'])
    play([97, 98, 96, 97])
    expect(fills()).toEqual(['100', '97', '97'])
  })

  it('does not get the open of another instrument that opens at that moment, whichever is shown first', async () => {
    for (const shown of [
      ['X:A', 'X:B'],
      ['X:B', 'X:A'],
    ] as const) {
      const { place, whenFilled, fills, broker, clock } = await openSession()
      const bars = { 'X:A': barOf(quiet), 'X:B': barOf([50, 51, 44, 49], { instrument: 'X:B' }) }
      place({ side: 'buy', type: 'market' })
      whenFilled(() => {
        place({ instrument: 'X:B', side: 'buy', type: 'market' })
        place({ instrument: 'X:B', side: 'buy', type: 'limit', limitPrice: 45 })
      })
      for (const id of shown) broker.openBar(bars[id])
      expect(fills()).toEqual(['100'])
      clock.advanceTo(monday + minute)
      for (const id of shown) broker.closeBar(bars[id])
      expect(fills()).toEqual(['100', '45'])
    }
  })

  it('brings an older order, at its new prices, to the rest of the bar and not to its open', async () => {
    const { place, play, whenFilled, reports, modify } = await openSession()
    place({ side: 'buy', type: 'market' })
    const older = place({ side: 'buy', type: 'limit', limitPrice: 90 })
    whenFilled(() => modify(older, { limitPrice: 95 }))
    play([94, 101, 93, 100])
    const times = reports.flatMap((report) => (report.type === 'fill' ? [report.fill.time] : []))
    expect(times).toEqual([monday, monday + minute])
  })
})

describe('an order that is placed or given new prices in reaction to a fill within a bar', () => {
  it('waits for the next bar', async () => {
    const { place, play, whenFilled, fills, modify } = await openSession()
    place({ side: 'buy', type: 'stop', stopPrice: 102 })
    const older = place({ side: 'buy', type: 'limit', limitPrice: 90 })
    whenFilled(() => {
      modify(older, { limitPrice: 96 })
      place({ side: 'buy', type: 'limit', limitPrice: 97 })
    })
    play([100, 102, 94, 100])
    expect(fills()).toEqual(['102'])
    play([100, 102, 94, 100])
    expect(fills()).toEqual(['102', '96', '97'])
  })
})

describe('what comes of a fill', () => {
  it('is waited for before the next order is matched', async () => {
    const { place, play, whenFilled, broker, clock, fills } = await openSession()
    place({ side: 'buy', type: 'market' })
    play(quiet)
    const target = place({ side: 'sell', type: 'limit', limitPrice: 105 })
    place({ side: 'sell', type: 'stop', stopPrice: 95 })
    let underWay: Promise<void> | undefined
    whenFilled(() => {
      underWay = Promise.resolve().then(() => {
        broker.cancel(target)
        underWay = undefined
      })
    })
    const bar = barOf([100, 106, 94, 100], { time: clock.now() })
    broker.openBar(bar)
    clock.advanceTo(bar.time + minute)
    await broker.closeBar(bar, () => underWay)
    expect(fills()).toEqual(['100', '95'])
  })
})
