import {
  type BrokerOrderId,
  type ClientOrderId,
  Decimal,
  type Fill,
  type InstrumentId,
  type RoundTrip,
  type Side,
} from '@shagun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { roundTrips } from './round-trips.ts'

const zero = new Decimal(0)

interface Trade {
  readonly side: Side
  readonly quantity: number | string
  readonly price: number | string
  readonly fees?: number | string
  readonly instrument?: InstrumentId
}

/** Fills a second apart. */
function fillsOf(...trades: readonly Trade[]): Fill[] {
  return trades.map(({ side, quantity, price, fees = 0, instrument = 'NSE:INFY' }, i) => ({
    fillId: `f${i}`,
    clientOrderId: `o${i}` as ClientOrderId,
    brokerOrderId: `b${i}` as BrokerOrderId,
    instrument,
    side,
    quantity: new Decimal(quantity),
    price: new Decimal(price),
    fees: new Decimal(fees),
    time: i * 1000,
    provisional: false,
  }))
}

const buy = (quantity: number | string, price: number | string, fees?: number | string): Trade => ({
  side: 'buy',
  quantity,
  price,
  ...(fees !== undefined && { fees }),
})
const sell = (...trade: Parameters<typeof buy>): Trade => ({ ...buy(...trade), side: 'sell' })

/** A trip as text, so that a whole one is compared at a glance. */
const textOf = ({ direction, quantity, entryPrice, exitPrice, entryTime, exitTime, fees, profit }: RoundTrip) =>
  `${direction} ${quantity} ${entryPrice}->${exitPrice} @${entryTime / 1000}-${exitTime / 1000} fees ${fees} profit ${profit}`

const tripsOf = (...trades: readonly Trade[]) => roundTrips(fillsOf(...trades)).map(textOf)

const sum = (values: readonly Decimal[]) => values.reduce((total, value) => total.plus(value), zero)

/** Random trades in two instruments, each closed at the end, so that everything is flat. */
const flatAtTheEnd = fc
  .array(
    fc.record({
      instrument: fc.constantFrom<InstrumentId>('NSE:INFY', 'NFO:NIFTY26DECFUT'),
      side: fc.constantFrom<Side>('buy', 'sell'),
      quantity: fc.integer({ min: 1, max: 60 }),
      price: fc.integer({ min: 1, max: 100_000 }).map((cents) => new Decimal(cents).div(100).toString()),
      fees: fc.integer({ min: 0, max: 10_000 }).map((cents) => new Decimal(cents).div(100).toString()),
    }),
    { maxLength: 30 },
  )
  .map((trades) => {
    const closing = (['NSE:INFY', 'NFO:NIFTY26DECFUT'] as const).flatMap((instrument): Trade[] => {
      const held = trades
        .filter((trade) => trade.instrument === instrument)
        .reduce((position, { side, quantity }) => position + (side === 'buy' ? quantity : -quantity), 0)
      if (held === 0) return []
      return [{ instrument, side: held > 0 ? 'sell' : 'buy', quantity: Math.abs(held), price: '123.45', fees: '6.78' }]
    })
    return fillsOf(...trades, ...closing)
  })

describe('roundTrips', () => {
  it('pairs a purchase with its sale', () => {
    // (110 - 100) x 10 - 2 - 3
    expect(tripsOf(buy(10, 100, 2), sell(10, 110, 3))).toEqual(['long 10 100->110 @0-1 fees 5 profit 95'])
  })

  it('earns on a short sale when the price falls', () => {
    expect(tripsOf(sell(10, 110, 2), buy(10, 100, 3))).toEqual(['short 10 110->100 @0-1 fees 5 profit 95'])
    expect(tripsOf(sell(10, 100), buy(10, 110))).toEqual(['short 10 100->110 @0-1 fees 0 profit -100'])
  })

  it('makes one trip of several entries and partial exits, at their averages', () => {
    // In: (10 x 100 + 30 x 104) / 40 = 103. Out: (20 x 105 + 20 x 107) / 40 = 106. (106 - 103) x 40 - 10 = 110.
    expect(tripsOf(buy(10, 100, 1), buy(30, 104, 2), sell(20, 105, 3), sell(20, 107, 4))).toEqual([
      'long 40 103->106 @0-3 fees 10 profit 110',
    ])
  })

  it('names the largest quantity held on the way, not all that was bought', () => {
    // In: (10 x 100 + 6 x 100) / 16. Out: (5 x 110 + 11 x 110) / 16.
    expect(tripsOf(buy(10, 100), sell(5, 110), buy(6, 100), sell(11, 110))).toEqual([
      'long 11 100->110 @0-3 fees 0 profit 160',
    ])
  })

  it('ends one trip and begins the next where a fill turns the position over', () => {
    // 10 of the 15 sold close the long, with 2/3 of the fees; 5 open the short, with 1/3.
    expect(tripsOf(buy(10, 100, 1), sell(15, 110, 6), buy(5, 108, 1))).toEqual([
      'long 10 100->110 @0-1 fees 5 profit 95',
      'short 5 110->108 @1-2 fees 3 profit 7',
    ])
  })

  it('turns over again and again', () => {
    expect(tripsOf(buy(1, 10), sell(2, 11), buy(2, 12), sell(1, 13))).toEqual([
      'long 1 10->11 @0-1 fees 0 profit 1',
      'short 1 11->12 @1-2 fees 0 profit -1',
      'long 1 12->13 @2-3 fees 0 profit 1',
    ])
  })

  it('leaves out what is still open', () => {
    expect(tripsOf(buy(10, 100), sell(9, 110))).toEqual([])
    expect(tripsOf(buy(10, 100), sell(10, 110), sell(3, 111))).toHaveLength(1)
    expect(roundTrips([])).toEqual([])
  })

  it('keeps instruments apart, and lists trips in the order in which they ended', () => {
    const tcs = { instrument: 'NSE:TCS' } as const
    const trips = roundTrips(
      fillsOf(buy(1, 10), { ...buy(2, 50), ...tcs }, sell(1, 11), { ...sell(2, 40), ...tcs }, { ...buy(1, 7), ...tcs }),
    )
    expect(trips.map(({ instrument, profit }) => `${instrument} ${profit}`)).toEqual(['NSE:INFY 1', 'NSE:TCS -20'])
  })

  it('multiplies profit but not fees by the multiplier of the instrument', () => {
    const fills = fillsOf(buy(2, 100, 1), sell(2, 103, 1))
    const [trip] = roundTrips(fills, (instrument) => new Decimal(instrument === 'NSE:INFY' ? 50 : 1))
    expect([trip!.profit, trip!.fees].map(String)).toEqual(['298', '2'])
  })

  it('counts fractions exactly', () => {
    expect(tripsOf(buy('0.1', '0.1'), buy('0.2', '0.1'), sell('0.3', '0.3'))).toEqual([
      'long 0.3 0.1->0.3 @0-2 fees 0 profit 0.06',
    ])
  })

  it('comes, over all trips, to exactly the cash that flowed', () => {
    const multiplierOf = (instrument: InstrumentId) => new Decimal(instrument === 'NSE:INFY' ? 1 : 75)
    fc.assert(
      fc.property(flatAtTheEnd, (fills) => {
        const cash = sum(
          fills.map(({ instrument, side, quantity, price }) =>
            quantity
              .times(price)
              .times(multiplierOf(instrument))
              .times(side === 'buy' ? -1 : 1),
          ),
        )
        const trips = roundTrips(fills, multiplierOf)
        expect(sum(trips.map(({ profit, fees }) => profit.plus(fees))).toString()).toBe(cash.toString())
      }),
      { numRuns: 500 },
    )
  })

  it('shares out every fee exactly', () => {
    fc.assert(
      fc.property(flatAtTheEnd, (fills) => {
        const shared = sum(roundTrips(fills).map(({ fees }) => fees))
        expect(shared.toString()).toBe(sum(fills.map(({ fees }) => fees)).toString())
      }),
      { numRuns: 500 },
    )
  })

  it('agrees with taking every unit by itself', () => {
    fc.assert(
      fc.property(flatAtTheEnd, (all) => {
        const fills = all.filter(({ instrument }) => instrument === 'NSE:INFY')
        const trips = roundTrips(fills).map(({ direction, quantity, entryTime, exitTime, ...money }) => ({
          direction,
          quantity: quantity.toNumber(),
          entryTime,
          exitTime,
          gross: money.profit.plus(money.fees).toFixed(2),
          entry: money.entryPrice.toFixed(20),
          exit: money.exitPrice.toFixed(20),
        }))
        expect(trips).toEqual(unitByUnit(fills))
      }),
    )
  })
})

/** The same trips, by buying and selling one unit at a time. */
function unitByUnit(fills: readonly Fill[]): object[] {
  const units = fills.flatMap((fill) => Array.from({ length: fill.quantity.toNumber() }, () => fill))
  const trips: object[] = []
  let trip: Fill[] = []
  let position = 0
  let largest = 0
  for (const unit of units) {
    trip.push(unit)
    position += unit.side === 'buy' ? 1 : -1
    largest = Math.max(largest, Math.abs(position))
    if (position !== 0) continue
    const first = trip[0]!
    const worth = (entering: boolean) =>
      sum(trip.filter(({ side }) => (side === first.side) === entering).map(({ price }) => price))
    const [entered, left] = [worth(true), worth(false)]
    trips.push({
      direction: first.side === 'buy' ? 'long' : 'short',
      quantity: largest,
      entryTime: first.time,
      exitTime: unit.time,
      gross: (first.side === 'buy' ? left.minus(entered) : entered.minus(left)).toFixed(2),
      entry: entered.div(trip.length / 2).toFixed(20),
      exit: left.div(trip.length / 2).toFixed(20),
    })
    trip = []
    largest = 0
  }
  return trips
}
