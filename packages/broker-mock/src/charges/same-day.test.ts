import { describe, expect, it } from 'vitest'
import type { ChargedFill } from '../fees.ts'
import { gold, niftyCall, share, traded } from '../testing/charged.ts'
import { chargesOf } from './charges-of.ts'
import { zerodhaCharges } from './zerodha-charges.ts'

/** The one day of the fills, and what each of them pays. */
function note(...fills: readonly ChargedFill[]) {
  const [day] = chargesOf(fills, zerodhaCharges())
  const { charges, exact } = day!
  return { charges, exact, fees: day!.fills.map((it) => it.charges.total.toFixed()) }
}

describe('shares that are bought for delivery and sold on the same day', () => {
  it('are an intraday trade, and the sale gives back what the purchase paid too much', () => {
    // Bought 100,000: STT 100, exchange 3.07, SEBI 0.10, stamp 15, GST 18 % of 3.17 = 0.5706 (0.57): 118.74.
    // Both: brokerage 20 + 20, STT 0.025 % of 101,000 = 25.25 (25), exchange 0.00307 % of 201,000 = 6.1707 (6.17),
    // SEBI 0.201 (0.20), stamp 0.003 % of 100,000 = 3, GST 18 % of 46.3717 = 8.346906 (8.35): 82.72, which is 36.02 less.
    const { charges, fees } = note(traded('buy', 100, 1000), traded('sell', 100, 1010))
    expect(fees).toEqual(['118.74', '-36.02'])
    expect(charges.total.toFixed()).toBe('82.72')
    expect(charges.depository.toFixed()).toBe('0')
  })

  it('are delivered as far as they are not sold, at the average price of the day, and both orders pay brokerage', () => {
    // Bought 60 at 100 and 40 at 110, 10,400, on average 104; sold 50 at 120, 6,000. 50 are kept: 5,200.
    // STT 0.1 % of 5,200 + 0.025 % of 6,000 = 6.70. Stamp 0.015 % of 5,200 + 0.003 % of 5,200 = 0.936.
    // Brokerage 0.03 % of 6,000, of 4,400 and of 6,000: 4.92.
    const { exact } = note(traded('buy', 60, 100), traded('buy', 40, 110), traded('sell', 50, 120))
    expect(exact.stt.toFixed()).toBe('6.7')
    expect(exact.stamp.toFixed()).toBe('0.936')
    expect(exact.brokerage.toFixed()).toBe('4.92')
  })
})

describe('shares that are sold from what is held and bought back on the same day', () => {
  it('leave as far as they are not bought back, and the depository charges once for them', () => {
    // Sold 50 at 1,000 in two orders, 25 bought back at 900: 25 leave, at 1,000.
    // STT 0.1 % of 25,000 + 0.025 % of 25,000 = 31.25. Stamp 0.003 % of 22,500 = 0.675. Depository 13 + 18 % = 15.34.
    const { exact, fees } = note(traded('sell', 30, 1000), traded('sell', 20, 1000), traded('buy', 25, 900))
    expect(exact.stt.toFixed()).toBe('31.25')
    expect(exact.stamp.toFixed()).toBe('0.675')
    expect(exact.depository.toFixed()).toBe('15.34')
    // The first sale pays for the depository: 30 + 0.92 + 0.03 + 0.17 + 15.34; the second does not: 20 + 0.62 (1.535 in
    // all, 1.54) + 0.02 (0.05 in all) + 0.12 (0.2853 in all, 0.29).
    expect(fees.slice(0, 2)).toEqual(['46.46', '20.76'])
  })

  it('all of them cost no more than an intraday trade, and the depository gives back what it asked', () => {
    const { charges } = note(traded('sell', 100, 1010), traded('buy', 100, 1000))
    expect(charges.total.toFixed()).toBe('82.72')
  })
})

describe('an order for the day', () => {
  const intraday = { product: 'intraday' } as const

  it('pays as one from its first fill on', () => {
    // 100,000: brokerage 20, exchange 3.07, SEBI 0.10, stamp 3, GST 18 % of 23.17 = 4.1706 (4.17): 30.34.
    expect(note(traded('buy', 100, 1000, intraday)).fees).toEqual(['30.34'])
  })

  it('leaves delivery of the same share as it is, but for the average price of the day', () => {
    // Bought 100 at 100 for delivery, and 100 at 120, sold at 121, for the day; on average bought at 110.
    // STT 0.1 % of 11,000 + 0.025 % of 12,100 = 14.025. Brokerage 0.03 % of 12,000 and of 12,100 = 7.23, delivery is free.
    const { exact } = note(
      traded('buy', 100, 100),
      traded('buy', 100, 120, intraday),
      traded('sell', 100, 121, intraday),
    )
    expect(exact.stt.toFixed()).toBe('14.025')
    expect(exact.brokerage.toFixed()).toBe('7.23')
  })
})

describe('brokerage', () => {
  it('is paid by the executed order, however many fills it has', () => {
    const first = { instrument: niftyCall, order: 'first' }
    const [one, two, three] = note(
      traded('buy', 65, 100, first),
      traded('buy', 65, 101, first),
      traded('buy', 65, 100, { ...first, order: 'second' }),
    ).fees.map(Number)
    expect(one).toBeGreaterThan(20)
    expect(two).toBeLessThan(5)
    expect(three).toBeGreaterThan(20)
  })

  it('is a percentage of what an order has traded until that comes to 20', () => {
    const order = { product: 'intraday', order: 'only' } as const
    const fees = (...values: readonly number[]) =>
      note(...values.map((value) => traded('buy', 1, value, order))).exact.brokerage.toFixed()
    expect(fees(40_000)).toBe('12')
    expect(fees(40_000, 20_000)).toBe('18')
    expect(fees(40_000, 20_000, 10_000)).toBe('20')
  })
})

describe('rounding', () => {
  it('is of each exchange, whose part of the note is its own', () => {
    // STT of 0.40 at each of NSE and BSE is 0 on either part of the note; 0.80 at one of them is 1.
    const atBse = { instrument: { ...share, id: 'BSE:INFY' } } as const
    expect(note(traded('buy', 1, 400), traded('buy', 1, 400, atBse)).charges.stt.toFixed()).toBe('0')
    expect(note(traded('buy', 1, 400), traded('buy', 1, 400)).charges.stt.toFixed()).toBe('1')
  })

  it('of the depository is of each security', () => {
    // 12.75 + 18 % = 15.045 (15.05), twice.
    const other = { instrument: { ...share, id: 'NSE:TCS' } } as const
    const [day] = chargesOf(
      [traded('sell', 1, 400), traded('sell', 1, 400, other)],
      zerodhaCharges({ depository: '12.75' }),
    )
    expect(day!.charges.depository.toFixed()).toBe('30.1')
  })
})

describe('a price below 0', () => {
  it('is charged like the one above', () => {
    const fees = (price: number) => note(traded('sell', 1, price, { instrument: gold })).fees
    expect(fees(-37)).toEqual(fees(37))
  })
})
