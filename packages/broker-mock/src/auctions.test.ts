import { nse } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { minute, openSession, type Session } from './testing/session.ts'

/** The first day on which NSE closed with an auction, from 15:15 to 15:35; five and a half hours before UTC. */
const firstDay = Date.UTC(2026, 7, 3)
const at = (hour: number, minutes: number): number => firstDay + (hour * 60 + minutes - 330) * minute
const market = { side: 'buy', type: 'market', quantity: 10 } as const
const limit = { side: 'buy', type: 'limit', limitPrice: 100, quantity: 10 } as const

async function openAt(hour: number, minutes: number, options: object = {}): Promise<Session> {
  const session = await openSession({ cash: 1e9, shortSelling: true, calendar: nse(), ...options })
  session.clock.advanceTo(at(hour, minutes))
  return session
}

describe('the closing auction', () => {
  // Others bid 40 at 101 and offer 50 at 99 when it ends. Ours are 10 at the market, and 10 at 98.
  // At 99 and at 101, 50 are bought and 50 sold; the last price, 103, is nearer to 101.
  it('gives one price to all that were collected, at its end and though nothing happens then', async () => {
    const { place, depth, quote, clock, traded, row, broker } = await openAt(15, 10)
    quote(102, 500, 104, 500)
    clock.advanceTo(at(15, 20))
    place(market)
    const low = place({ ...limit, limitPrice: 98 })
    depth([[101, 5]], [[103, 50]])
    depth([[101, 40]], [[99, 50]])
    expect(traded()).toEqual([])
    clock.advanceTo(at(15, 40))
    expect(traded()).toEqual(['M1 10 at 101'])
    expect(broker.venue.listFills()[0]?.time).toBe(at(15, 35))
    expect(await row(low)).toMatchObject({ lifecycle: 'expired' })
  })

  it('has orders that rested before, and ends those that are to fill at once', async () => {
    const { place, depth, quote, clock, traded, row } = await openAt(15, 10)
    quote(100, 500, 104, 500)
    place({ ...limit, timeInForce: 'gtc' })
    clock.advanceTo(at(15, 16))
    const ioc = place({ ...limit, limitPrice: 90, timeInForce: 'ioc' })
    depth([], [[100, 10]])
    clock.advanceTo(at(15, 35))
    expect(traded()).toEqual(['M1 10 at 100'])
    expect(await row(ioc)).toMatchObject({ lifecycle: 'canceled' })
  })

  it('has the price of what is printed in it, where somebody tells it', async () => {
    const { place, depth, print, clock, traded } = await openAt(15, 20)
    place({ ...market, quantity: 30 })
    depth([[101, 40]], [[99, 500]])
    clock.advanceTo(at(15, 30))
    print(100, 20)
    depth([[101, 40]], [[99, 500]])
    clock.advanceTo(at(15, 40))
    expect(traded()).toEqual(['M1 20 at 100'])
  })

  it('takes nothing of what was displayed before it', async () => {
    const { place, quote, clock, traded } = await openAt(15, 14)
    quote(99, 500, 101, 500)
    clock.advanceTo(at(15, 15))
    place(market)
    expect(traded()).toEqual([])
  })

  it('comes before the end of the day, where that is told first', async () => {
    const { place, depth, clock, traded, broker } = await openAt(15, 20)
    place(market)
    depth([[101, 40]], [[101, 50]])
    clock.advanceTo(at(15, 35))
    broker.venue.endDay()
    expect(traded()).toEqual(['M1 10 at 101'])
  })

  it('closes what is for the day, where the cut-off lies within', async () => {
    const { place, depth, print, clock, traded } = await openAt(15, 0, {
      squareOff: { at: '15:20', timeZone: 'Asia/Kolkata' },
    })
    place({ ...market, product: 'intraday' })
    print(100, 10)
    clock.advanceTo(at(15, 20))
    depth([[101, 40]], [[101, 40]])
    clock.advanceTo(at(15, 35))
    expect(traded()).toEqual(['M1 10 at 100', 'M2 10 at 101'])
  })

  it('is none where the calendar knows of none', async () => {
    const { place, quote, clock, traded } = await openAt(15, 20, { calendar: nse({ segment: 'derivatives' }) })
    quote(99, 500, 101, 500)
    place(market)
    expect(traded()).toEqual(['M1 10 at 101'])
    clock.advanceTo(at(15, 40))
  })
})
