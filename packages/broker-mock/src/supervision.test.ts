import { nse } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { day, minute, monday, openSession } from './testing/session.ts'

const intraday = { side: 'buy', type: 'market', product: 'intraday' } as const
const delivery = { side: 'buy', type: 'market', product: 'delivery' } as const
/** In Mumbai, five and a half hours before UTC. */
const at = (hour: number, minutes: number): number => monday + (hour * 60 + minutes - 330) * minute

describe('an account that is worth less than it must keep', () => {
  const options = { cash: 10_000, margins: { intraday: 20 }, maintenance: { intraday: 10 } }

  // 500 at 100 need 10 000, and 10 % of 500 x 88 = 4 400 are to be kept: at 88 it is worth 4 000.
  it('has its orders canceled and its positions closed at the next price', async () => {
    const { place, print, traded, row } = await openSession(options)
    place({ ...intraday, quantity: 500 })
    print(100, 500)
    const waits = place({ side: 'buy', type: 'limit', limitPrice: 50, product: 'intraday' })
    print(89, 1)
    expect(await row(waits)).toMatchObject({ lifecycle: 'working' })
    print(88, 1)
    const reason = 'Squared off: a margin of 4400 must be kept, and 4000 is there.'
    expect(await row(waits)).toMatchObject({ lifecycle: 'canceled', reason })
    print(87, 300)
    print(86, 300)
    expect(traded()).toEqual(['M1 500 at 100', 'M3 300 at 87', 'M3 200 at 86'])
  })

  it('is closed in what is displayed at once, and at the next open where bars tell of it', async () => {
    const one = await openSession(options)
    one.place({ ...intraday, quantity: 500 })
    one.quote(99, 900, 100, 900)
    one.quote(85, 900, 86, 900)
    expect(one.traded()).toEqual(['M1 500 at 100', 'M2 500 at 85'])
    const other = await openSession(options)
    other.place({ ...intraday, quantity: 500 })
    other.play([100, 100, 85, 88])
    other.play([87, 90, 80, 90])
    expect(other.traded()).toEqual(['M1 500 at 100', 'M2 500 at 87'])
  })

  it('keeps what is held in other products', async () => {
    const { place, print, broker } = await openSession(options)
    place({ ...delivery, quantity: 20 })
    print(100, 20)
    place({ ...intraday, quantity: 400 })
    print(100, 400)
    print(78, 1)
    print(78, 500)
    expect(broker.venue.listPositions().map(({ quantity }) => quantity.toFixed())).toEqual(['20', '0'])
  })

  it('is left alone where nothing is said of it', async () => {
    const { place, print, traded } = await openSession({ ...options, maintenance: undefined as never })
    place({ ...intraday, quantity: 500 })
    print(100, 500)
    print(50, 500)
    expect(traded()).toHaveLength(1)
  })
})

describe('positions of the day', () => {
  const squareOff = { at: '15:20', timeZone: 'Asia/Kolkata' } as const
  const options = { cash: 100_000, shortSelling: true, squareOff }
  const reason = 'Squared off at 15:20 in Asia/Kolkata.'

  it('are closed by the first price at the cut-off or later, and their orders canceled; others stay', async () => {
    const { place, print, clock, traded, row, broker } = await openSession(options)
    clock.advanceTo(at(10, 0))
    place({ ...intraday, side: 'sell', quantity: 5 })
    place({ ...delivery, quantity: 7 })
    print(100, 12)
    const gone = place({ side: 'buy', type: 'limit', limitPrice: 90, product: 'intraday' })
    const stays = place({ side: 'buy', type: 'limit', limitPrice: 90, product: 'delivery' })
    clock.advanceTo(at(15, 19))
    print(101, 20)
    clock.advanceTo(at(15, 20))
    print(102, 20)
    expect(traded()).toEqual(['M1 5 at 100', 'M2 7 at 100', 'M5 5 at 102'])
    expect(broker.venue.listOrders().at(-1)).toMatchObject({ side: 'buy', reason })
    expect(await row(gone)).toMatchObject({ lifecycle: 'canceled', reason })
    expect(await row(stays)).toMatchObject({ lifecycle: 'working' })
  })

  it('are not opened any more until the day ends', async () => {
    const { ask, print, clock, place, traded } = await openSession(options)
    clock.advanceTo(at(15, 20))
    const refused = 'No intraday orders are taken after 15:20 in Asia/Kolkata.'
    expect(ask(intraday)).toEqual({ outcome: 'rejected', evidence: { reason: refused } })
    expect(ask(delivery)).toMatchObject({ outcome: 'accepted' })
    clock.advanceTo(at(9, 15) + day)
    place(intraday)
    print(100, 5)
    print(101, 5)
    expect(traded()).toEqual(['M1 1 at 100', 'M2 1 at 100'])
  })

  it('go at the open of a bar, or at the close of the one in which the cut-off falls, with what that costs', async () => {
    const opens = await openSession(options)
    opens.clock.advanceTo(at(15, 18))
    opens.place({ ...intraday, quantity: 5 })
    opens.play([100, 101, 99, 100])
    opens.play([101, 102, 100, 101])
    opens.play([103, 104, 102, 103])
    expect(opens.traded()).toEqual(['M1 5 at 100', 'M2 5 at 103'])
    const within = await openSession({
      ...options,
      slippage: (side, price) => (side === 'buy' ? price + 1 : price - 1),
    })
    within.clock.advanceTo(at(15, 19) + 30_000)
    within.place({ ...intraday, quantity: 5 })
    within.play([100, 101, 99, 100])
    expect(within.traded()).toEqual(['M1 5 at 101', 'M2 5 at 99'])
  })

  it('go in the bar that ends with the session, too', async () => {
    const { clock, place, play, traded } = await openSession({ ...options, calendar: nse() })
    clock.advanceTo(at(15, 15))
    place({ ...intraday, quantity: 5 })
    const bar = { timeframe: '15m', time: at(15, 15) } as const
    clock.advanceTo(at(15, 15))
    play([100, 101, 99, 98], bar)
    expect(traded()).toEqual(['M1 5 at 100'])
    clock.advanceTo(at(15, 29))
    play([97, 97, 96, 97])
    expect(traded()).toEqual(['M1 5 at 100', 'M2 5 at 97'])
  })

  it('of an earlier day go with the first price there is, and those of the new day stay', async () => {
    const { place, print, clock, traded, row } = await openSession(options)
    clock.advanceTo(at(10, 0))
    place({ ...intraday, quantity: 5 })
    print(100, 5)
    const old = place({ side: 'buy', type: 'limit', limitPrice: 90, product: 'intraday', timeInForce: 'gtc' })
    clock.advanceTo(at(9, 15) + day)
    place({ ...intraday, instrument: 'X:B', quantity: 3 })
    const fresh = place({ side: 'buy', type: 'limit', limitPrice: 90, product: 'intraday', timeInForce: 'gtc' })
    print(101, 20)
    print(50, 3, 'X:B')
    print(51, 3, 'X:B')
    expect(traded()).toEqual(['M1 5 at 100', 'M5 5 at 101', 'M3 3 at 50'])
    expect(await row(old)).toMatchObject({ lifecycle: 'canceled' })
    expect(await row(fresh)).toMatchObject({ lifecycle: 'working' })
  })

  it.each(['25:00', '9:15', ''])('have no cut-off at %o', async (wrong) => {
    const opened = openSession({ ...options, squareOff: { ...squareOff, at: wrong } })
    await expect(opened).rejects.toMatchObject({ code: 'invalid-options' })
  })
})
