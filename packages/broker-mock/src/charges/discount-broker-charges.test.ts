import { describe, expect, it } from 'vitest'
import { niftyCall, niftyFuture, traded } from '../testing/charged.ts'
import { chargesOf } from './charges-of.ts'
import { type DiscountBrokerOptions, discountBrokerCharges } from './discount-broker-charges.ts'

const orders = {
  delivery: traded('buy', 100, 1000),
  intraday: traded('buy', 10, 1000, { product: 'intraday' }),
  futures: traded('buy', 65, 25_000, { instrument: niftyFuture }),
  options: traded('buy', 65, 1, { instrument: niftyCall }),
}

/** What an order of each segment pays: 100,000, 10,000, 1,625,000 and a premium of 65. */
function brokerage(options?: DiscountBrokerOptions): Readonly<Record<string, string>> {
  const paid = Object.entries(orders).map(([segment, fill]) => {
    const [day] = chargesOf([fill], discountBrokerCharges(options))
    return [segment, day!.charges.brokerage.toFixed()]
  })
  return Object.fromEntries(paid)
}

describe('a discount broker', () => {
  it('takes 20 rupees for an order, or 0.03 % where that is less', () => {
    expect(brokerage()).toEqual({ delivery: '20', intraday: '3', futures: '20', options: '20' })
  })

  it('may have other terms for each segment', () => {
    expect(
      brokerage({
        delivery: { percent: '0.1' },
        intraday: { rupees: 15, percent: '0.1' },
        futures: { rupees: 10 },
        options: {},
      }),
    ).toEqual({ delivery: '100', intraday: '10', futures: '10', options: '0' })
    expect(brokerage({ intraday: { rupees: 5 } })).toEqual({
      delivery: '5',
      intraday: '5',
      futures: '5',
      options: '20',
    })
  })

  it('passes on what its clearing member and the depository ask, and GST on both', () => {
    const schedule = discountBrokerCharges({ clearingPercent: '0.0005', depository: '18.5' })
    // Sold 100,000 for delivery: clearing 0.50, brokerage 20, exchange 3.07, SEBI 0.10, GST 18 % of 23.67 = 4.2606.
    const [day] = chargesOf([traded('sell', 100, 1000)], schedule)
    expect(day!.exact.clearing.toFixed()).toBe('0.5')
    expect(day!.exact.gst.toFixed()).toBe('4.2606')
    expect(day!.charges.depository.toFixed()).toBe('21.83')
  })

  it.each<[string, DiscountBrokerOptions]>([
    ['delivery.percent', { delivery: { percent: 100 } }],
    ['intraday.rupees', { intraday: { rupees: -1 } }],
    ['options.rupees', { options: { rupees: 'much' } }],
    ['clearingPercent', { clearingPercent: -1 }],
    ['depository', { depository: Number.NaN }],
  ])('refuses %s that cannot be', (option, options) => {
    expect(() => discountBrokerCharges(options)).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option }) }),
    )
  })
})
