import { createInstrument } from '@shagun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { percentFees } from './fees.ts'
import { day, monday, openSession } from './testing/session.ts'

const intraday = { side: 'buy', type: 'market', product: 'intraday' } as const
const delivery = { side: 'buy', type: 'market', product: 'delivery' } as const

describe('trading on margin', () => {
  // 10 000 at 20 % carry positions of 50 000: 500 shares at 100.
  it('lets an account hold five times what it is worth, and cash go below 0', async () => {
    const { place, print, row, traded, broker } = await openSession({ cash: 10_000, margins: { intraday: 20 } })
    place({ ...intraday, quantity: 500 })
    print(100, 500)
    const more = place({ ...intraday, quantity: 1 })
    print(100, 1)
    expect(traded()).toEqual(['M1 500 at 100'])
    expect(broker.cash.toFixed()).toBe('-40000')
    const reason = 'Needs a margin of 10020 USD and has 10000.'
    expect(await row(more)).toMatchObject({ lifecycle: 'rejected', reason })
  })

  it('counts profit and loss at the last price', async () => {
    const { place, print, traded, row } = await openSession({ cash: 10_000, margins: { intraday: 20 } })
    place({ ...intraday, quantity: 400 })
    print(100, 400)
    // Worth 10 000 - 400 x 5 = 8 000, which carries 40 000; held are 38 000, so that 21 more at 95 are 5 short.
    const more = place({ ...intraday, quantity: 22 })
    print(95, 22)
    expect(await row(more)).toMatchObject({ reason: 'Needs a margin of 8018 USD and has 8000.' })
    place({ ...intraday, quantity: 21 })
    print(95, 21)
    expect(traded()).toEqual(['M1 400 at 100', 'M3 21 at 95'])
  })

  it('needs the whole value where nothing is said of a product', async () => {
    const { place, print, row } = await openSession({ cash: 10_000, margins: { intraday: 20 } })
    const order = place({ ...delivery, quantity: 101 })
    print(100, 101)
    expect(await row(order)).toMatchObject({ reason: 'Needs a margin of 10100 USD and has 10000.' })
  })

  it('lets a position be made smaller whatever has become of the account', async () => {
    const { place, print, traded } = await openSession({ cash: 10_000, margins: { intraday: 20 } })
    place({ ...intraday, quantity: 500 })
    print(100, 500)
    place({ ...intraday, side: 'sell', quantity: 200 })
    print(70, 200)
    expect(traded()).toEqual(['M1 500 at 100', 'M2 200 at 70'])
  })

  it('asks margins of what is sold short, in the products that allow it', async () => {
    const options = { cash: 10_000, margins: { intraday: 20 }, shortSelling: ['intraday'] } as const
    const { place, print, row, traded } = await openSession(options)
    const held = place({ ...delivery, side: 'sell' })
    print(100, 1)
    expect(await row(held)).toMatchObject({ reason: 'Sells 1 X:A and holds 0; short selling is off.' })
    const much = place({ ...intraday, side: 'sell', quantity: 501 })
    print(100, 501)
    expect(await row(much)).toMatchObject({ reason: 'Needs a margin of 10020 USD and has 10000.' })
    place({ ...intraday, side: 'sell', quantity: 500 })
    print(100, 500)
    expect(traded()).toEqual(['M3 500 at 100'])
  })

  // A future of 50 at 200 is worth 10 000 and needs 1 500. After a fall to 190 the account is worth 2 000 - 500.
  it('asks margins of futures, whose open loss counts', async () => {
    const instruments = [createInstrument({ id: 'X:A', kind: 'future', currency: 'USD', multiplier: 50 })]
    const { place, print, traded, row } = await openSession({ cash: 2_000, instruments, margins: { carryforward: 15 } })
    const future = { ...intraday, product: 'carryforward' } as const
    place(future)
    print(200, 1)
    const second = place(future)
    print(190, 1)
    expect(traded()).toEqual(['M1 1 at 200'])
    expect(await row(second)).toMatchObject({ reason: 'Needs a margin of 2850 USD and has 1500.' })
  })

  it('refuses what is no percentage', async () => {
    await expect(openSession({ margins: { intraday: -1 } })).rejects.toMatchObject({ code: 'invalid-options' })
  })
})

describe('what is borrowed', () => {
  // 40 000 owed at 9 % are 3 600 a year, 9.863... a day; over three days 29.59.
  it('costs interest at the end of the day, by the days since the last one', async () => {
    const options = { cash: 10_000, margins: { intraday: 20 }, financing: { debitPercent: 9 } }
    const { place, print, broker, clock } = await openSession(options)
    place({ ...intraday, quantity: 500 })
    print(100, 500)
    clock.advanceTo(monday + 3 * day)
    broker.venue.endDay()
    expect(broker.cash.toFixed()).toBe('-40029.59')
    broker.venue.endDay()
    expect(broker.cash.toFixed()).toBe('-40029.59')
  })

  // Short 100 at 120 by the last price: 12 000 at 5 % are 600 a year, 1.64 a day.
  it('costs what is short by its last price', async () => {
    const options = { cash: 10_000, shortSelling: true, financing: { shortPercent: '5' } }
    const { place, print, broker, clock } = await openSession(options)
    place({ ...intraday, side: 'sell', quantity: 100 })
    print(100, 100)
    print(120, 1)
    clock.advanceTo(monday + day)
    broker.venue.endDay()
    expect(broker.cash.toFixed()).toBe('19998.36')
  })

  // Written for 10 and worth 12 now; nobody lends an option, so nothing is taken.
  it('costs nothing of an option that was written', async () => {
    const instruments = [createInstrument({ id: 'X:A', kind: 'option', currency: 'USD' })]
    const options = { cash: 10_000, instruments, shortSelling: true, financing: { shortPercent: '5' } }
    const { place, print, broker, clock } = await openSession(options)
    place({ ...intraday, side: 'sell', quantity: 100 })
    print(10, 100)
    print(12, 1)
    clock.advanceTo(monday + day)
    broker.venue.endDay()
    expect(broker.cash.toFixed()).toBe('11000')
  })

  it('refuses what is no rate', async () => {
    await expect(openSession({ financing: { debitPercent: -1 } })).rejects.toMatchObject({ code: 'invalid-options' })
  })
})

describe('settlement', () => {
  const options = { cash: 100_000, settlement: 'daily' } as const
  const rows = (list: readonly { quantity: { toFixed(): string }; averagePrice: { toFixed(): string } }[]): string[] =>
    list.map(({ quantity, averagePrice }) => `${quantity.toFixed()} at ${averagePrice.toFixed()}`)

  it('makes a holding of what is held for delivery when the day ends, and shows apart what is traded then', async () => {
    const { place, print, broker } = await openSession(options)
    place({ ...delivery, quantity: 10 })
    print(100, 10)
    expect(rows((await broker.fetchSnapshot()).holdings)).toEqual([])
    broker.venue.endDay()
    place({ ...delivery, quantity: 5 })
    print(130, 5)
    const { holdings, positions } = await broker.fetchSnapshot()
    expect(rows(holdings)).toEqual(['10 at 100'])
    expect(rows(positions)).toEqual(['5 at 130'])
    expect(rows(broker.venue.listPositions())).toEqual(['15 at 110'])
  })

  it('shows what is sold out of a holding below 0, until the day ends', async () => {
    const { place, print, broker } = await openSession(options)
    place({ ...delivery, quantity: 10 })
    print(100, 10)
    broker.venue.endDay()
    place({ ...delivery, side: 'sell', quantity: 4 })
    print(130, 4)
    const now = await broker.fetchSnapshot()
    expect(rows(now.holdings)).toEqual(['10 at 100'])
    expect(now.positions.map(({ quantity }) => quantity.toFixed())).toEqual(['-4'])
    broker.venue.endDay()
    const { holdings, positions } = await broker.fetchSnapshot()
    expect(rows(holdings)).toEqual(['6 at 100'])
    expect(positions.map(({ quantity }) => quantity.toFixed())).toEqual(['0'])
  })

  it('leaves intraday positions what they are, and scales holdings with a split', async () => {
    const { place, print, broker } = await openSession(options)
    place({ ...delivery, quantity: 10 })
    place({ ...intraday, quantity: 3 })
    print(100, 13)
    broker.venue.endDay()
    broker.applySplit('X:A', 5)
    const { holdings, positions } = await broker.fetchSnapshot()
    expect(rows(holdings)).toEqual(['50 at 20'])
    expect(positions.map(({ quantity, product }) => `${quantity.toFixed()} ${product}`)).toEqual([
      '0 delivery',
      '15 intraday',
    ])
  })

  it('shows in holdings and positions together what is held, whatever is traded on how many days', async () => {
    const step = fc.record({
      side: fc.constantFrom('buy' as const, 'sell' as const),
      price: fc.integer({ min: 90, max: 110 }),
      quantity: fc.integer({ min: 1, max: 9 }),
      ends: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        const { place, print, broker } = await openSession({ ...options, fees: percentFees('0.1') })
        for (const { side, price, quantity, ends } of steps) {
          place({ ...delivery, side, quantity })
          print(price, quantity)
          if (ends) broker.venue.endDay()
          const { holdings, positions } = await broker.fetchSnapshot()
          const sum = [...holdings, ...positions].reduce((total, row) => total + Number(row.quantity), 0)
          expect(sum).toBe(broker.venue.listPositions().reduce((total, row) => total + Number(row.quantity), 0))
          for (const { averagePrice } of [...holdings, ...positions]) expect(averagePrice.gte(0)).toBe(true)
        }
      }),
    )
  })
})
