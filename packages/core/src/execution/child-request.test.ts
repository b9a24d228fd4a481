import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Decimal } from '../model/decimal.ts'
import { createInstrument } from '../model/instrument.ts'
import type { OrderRequest } from '../model/order.ts'
import type { AlgoParams } from '../ports/algo.ts'
import type { AlgoCommand } from '../ports/algo-command.ts'
import { childRequests } from './child-request.ts'
import { infy } from './venue.fixture.ts'

type Place = Extract<AlgoCommand, { readonly type: 'place' }>

const buy: AlgoParams = { instrument: 'NSE:INFY', side: 'buy', quantity: 100 }
const sell: AlgoParams = { ...buy, side: 'sell' }
const ask = (more: Partial<Place>): Place => ({ type: 'place', key: 'first', lots: 2, ...more })

/** What a request asks for, as text. */
function textOf(request: OrderRequest | undefined): string | undefined {
  if (request === undefined) return undefined
  const prices = [
    'limitPrice' in request && `limit ${request.limitPrice}`,
    'stopPrice' in request && `stop ${request.stopPrice}`,
  ]
  return [request.side, String(request.quantity), request.type, ...prices.filter(Boolean)].join(' ')
}

const requests = (params: AlgoParams, more: Partial<Place> = {}, remainingLots = 20, instrument = infy) =>
  childRequests(ask(more), params.side, params, instrument, instrument.lotSize.times(remainingLots))
const child = (...asked: Parameters<typeof requests>) => textOf(requests(...asked)[0])

describe('a child order', () => {
  it('is of whole lots, on the side of its parent, and tagged with its key', () => {
    expect(requests(sell, { key: 'slice-7' })).toEqual([
      { instrument: 'NSE:INFY', side: 'sell', quantity: new Decimal(10), tag: 'slice-7', type: 'market' },
    ])
  })

  it('is of the product of its parent, where that names one', () => {
    expect(requests({ ...buy, product: 'intraday' })).toMatchObject([{ product: 'intraday' }])
  })

  it.each([
    [2, 20, 'buy 10 market'],
    [2.99, 20, 'buy 10 market'],
    [30, 20, 'buy 100 market'],
    [Number.POSITIVE_INFINITY, 3, 'buy 15 market'],
    [2, 1, 'buy 5 market'],
    [2, 0, undefined],
    [2, -1, undefined],
    [0.99, 20, undefined],
    [0, 20, undefined],
    [-1, 20, undefined],
    [Number.NaN, 20, undefined],
  ])('of %s lots, where %i remain, is %s', (lots, remaining, expected) => {
    expect(child(buy, { lots }, remaining)).toBe(expected)
  })

  it('is of the type that its prices make it', () => {
    expect(child(buy)).toBe('buy 10 market')
    expect(child(buy, { limitPrice: 100 })).toBe('buy 10 limit limit 100')
    expect(child(buy, { stopPrice: 101 })).toBe('buy 10 stop stop 101')
    expect(child(buy, { limitPrice: 102, stopPrice: 101 })).toBe('buy 10 stop-limit limit 102 stop 101')
  })

  it('rounds a limit away from aggression, and a stop away from the market', () => {
    expect(child(buy, { limitPrice: 100.09 })).toBe('buy 10 limit limit 100.05')
    expect(child(sell, { limitPrice: 100.01 })).toBe('sell 10 limit limit 100.05')
    expect(child(buy, { stopPrice: 100.01 })).toBe('buy 10 stop stop 100.05')
    expect(child(sell, { stopPrice: 100.09 })).toBe('sell 10 stop stop 100.05')
  })

  it("never goes past its parent's limit", () => {
    const [below, above] = [
      { ...buy, limitPrice: 100 },
      { ...sell, limitPrice: 100 },
    ]
    expect(child(below, { limitPrice: 100.05 })).toBe('buy 10 limit limit 100')
    expect(child(below, { limitPrice: 99.9 })).toBe('buy 10 limit limit 99.9')
    expect(child(above, { limitPrice: 99.95 })).toBe('sell 10 limit limit 100')
    expect(child(above, { limitPrice: 100.1 })).toBe('sell 10 limit limit 100.1')
  })

  it("is a limit order at its parent's limit where it asked for the market", () => {
    expect(child({ ...buy, limitPrice: 100 })).toBe('buy 10 limit limit 100')
    expect(child({ ...buy, limitPrice: 100 }, { stopPrice: 99 })).toBe('buy 10 stop-limit limit 100 stop 99')
  })

  it("rounds its parent's limit away from aggression too", () => {
    expect(child({ ...buy, limitPrice: '100.07' })).toBe('buy 10 limit limit 100.05')
    expect(child({ ...sell, limitPrice: '100.07' })).toBe('sell 10 limit limit 100.1')
  })

  it('says whether it closes something, and what else protects the same, in its tag', () => {
    expect(requests(buy, { exit: true, siblings: 'pair' })).toMatchObject([{ tag: 'first!~pair' }])
    expect(requests(buy, { siblings: 'pair' })).toMatchObject([{ tag: 'first~pair' }])
    expect(() => requests(buy, { key: 'a~b' })).toThrow(expect.objectContaining({ code: 'invalid-order' }))
    expect(() => requests(buy, { key: '' })).toThrow(expect.objectContaining({ code: 'invalid-order' }))
  })

  it('that closes something is not held to the limit of what was opened', () => {
    const [exit] = childRequests(
      ask({ exit: true, limitPrice: 90 }),
      'sell',
      { ...buy, limitPrice: 100 },
      infy,
      new Decimal(10),
    )
    expect(textOf(exit)).toBe('sell 10 limit limit 90')
  })

  it('is as many orders as the venue makes of it, each of whole lots', () => {
    const frozen = createInstrument({ ...infy, tickSize: '0.05', freezeQuantity: 42 })
    expect(requests(buy, { lots: 20 }, 20, frozen).map(textOf)).toEqual([
      'buy 40 market',
      'buy 40 market',
      'buy 20 market',
    ])
    expect(requests(buy, { lots: 8 }, 20, frozen)).toHaveLength(1)
    expect(requests(buy, { lots: 20 }, 9, frozen).map(textOf)).toEqual(['buy 40 market', 'buy 5 market'])
  })

  it('shows a part and hides the rest, where it is larger than what it shows', () => {
    expect(requests(buy, { lots: 4, displayLots: 1 })).toMatchObject([{ displayQuantity: new Decimal(5) }])
    expect(requests(buy, { lots: 4, displayLots: 4 })[0]).not.toHaveProperty('displayQuantity')
    expect(requests(buy, { timeInForce: 'ioc' })).toMatchObject([{ timeInForce: 'ioc' }])
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('is refused with a price of %s', (price) => {
    for (const prices of [{ limitPrice: price }, { stopPrice: price }])
      expect(() => child(buy, prices)).toThrow(expect.objectContaining({ code: 'invalid-options' }))
  })

  it('never asks for more than remains, never crosses the limit, and is on tick and lot, whatever a planner says', () => {
    const tiered = createInstrument({
      id: 'NSE:INFY',
      currency: 'INR',
      lotSize: 3,
      tickSize: [
        { from: 0, tick: '0.01' },
        { from: 250, tick: '0.05' },
      ],
    })
    const price = fc.double({ min: 1, max: 500, noNaN: true })
    const maybe = fc.option(price, { nil: undefined })
    fc.assert(
      fc.property(
        fc.constantFrom('buy', 'sell'),
        fc.double({ max: 1e6 }),
        fc.integer({ min: -5, max: 50 }),
        maybe,
        maybe,
        maybe,
        (side, lots, remaining, parentLimit, limitPrice, stopPrice) => {
          const params = { ...buy, side, ...(parentLimit !== undefined && { limitPrice: parentLimit }) } as AlgoParams
          const command = {
            ...ask({ lots }),
            ...(limitPrice !== undefined && { limitPrice }),
            ...(stopPrice !== undefined && { stopPrice }),
          }
          const [request] = requests(params, command, remaining, tiered)
          expect(request === undefined).toBe(!(lots >= 1 && remaining >= 1))
          if (request === undefined) return
          const quantity = new Decimal(request.quantity)
          expect(quantity.gt(0) && quantity.lte(remaining * 3) && quantity.lte(new Decimal(lots).times(3))).toBe(true)
          expect(quantity.mod(3).isZero()).toBe(true)
          const cap = [parentLimit, limitPrice].filter((each) => each !== undefined)
          expect('limitPrice' in request).toBe(cap.length > 0)
          expect('stopPrice' in request).toBe(stopPrice !== undefined)
          if ('limitPrice' in request) {
            const limit = new Decimal(request.limitPrice)
            const bound = side === 'buy' ? Math.min(...cap) : Math.max(...cap)
            expect(side === 'buy' ? limit.lte(bound) : limit.gte(bound)).toBe(true)
            expect(limit.minus(bound).abs().lt('0.05')).toBe(true)
            expect(limit.mod(tiered.tickAt(limit)).isZero()).toBe(true)
          }
          if ('stopPrice' in request) {
            const stop = new Decimal(request.stopPrice)
            expect(side === 'buy' ? stop.gte(stopPrice!) : stop.lte(stopPrice!)).toBe(true)
          }
        },
      ),
      { numRuns: 500 },
    )
  })
})
