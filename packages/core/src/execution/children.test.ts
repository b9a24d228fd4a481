import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Decimal, zero } from '../model/decimal.ts'
import type { Fill } from '../model/fill.ts'
import type { BrokerOrderId, ClientOrderId } from '../model/ids.ts'
import type { Order, OrderTerms } from '../model/order.ts'
import type { TrackedOrder } from '../state/tracked-order.ts'
import { averagePrice, lotsOf, slippageBps, tally } from './children.ts'

const lot = new Decimal(5)

interface Child {
  readonly quantity: number
  readonly filled?: number
  readonly open?: boolean
  readonly tag?: string
  readonly limitPrice?: number
  readonly certainty?: Order['certainty']
  /** A quantity that was asked for and is not confirmed. */
  readonly asked?: number
}

function fillOf(quantity: number | string, price: number | string): Fill {
  return {
    fillId: 'f',
    clientOrderId: 'o' as ClientOrderId,
    brokerOrderId: 'b' as BrokerOrderId,
    instrument: 'NSE:INFY',
    side: 'buy',
    quantity: new Decimal(quantity),
    price: new Decimal(price),
    fees: zero,
    time: 0,
    provisional: false,
  }
}

function trackedOf({ quantity, filled = 0, open = true, tag, limitPrice, certainty, asked }: Child): TrackedOrder {
  const terms = {
    clientOrderId: 'order1',
    instrument: 'NSE:INFY',
    side: 'buy',
    type: limitPrice === undefined ? 'market' : 'limit',
    quantity: new Decimal(quantity),
    ...(limitPrice !== undefined && { limitPrice: new Decimal(limitPrice) }),
    product: 'delivery',
    timeInForce: 'day',
    ...(tag !== undefined && { tag }),
  } as unknown as OrderTerms
  return {
    order: {
      terms,
      brokerOrderIds: [],
      lifecycle: filled === quantity ? 'filled' : open ? 'working' : 'canceled',
      pending: asked === undefined ? 'none' : 'modify',
      certainty: certainty ?? 'confirmed',
      filledQuantity: new Decimal(filled),
      leavesQuantity: new Decimal(open ? quantity - filled : 0),
    },
    submittedAt: 0,
    strategy: undefined,
    execution: undefined,
    change: asked === undefined ? undefined : { quantity: new Decimal(asked) },
    note: {},
    fills: filled > 0 ? [fillOf(filled, 100)] : [],
    complete: true,
    closed: new Map(),
    pendingSince: 0,
    touchedAt: 0,
    changedAt: 0,
  }
}

const sums = (...children: readonly Child[]) => {
  const { filled, open } = tally(children.map(trackedOf), lot)
  return [filled.toNumber(), open.toNumber()]
}

describe('tally', () => {
  it('is nothing for no children', () => {
    expect(tally([], lot)).toEqual({ children: [], fills: [], filled: zero, open: zero })
  })

  it('sums what is filled and what may still be', () => {
    expect(sums({ quantity: 10 }, { quantity: 20, filled: 5 }, { quantity: 30, filled: 10, open: false })).toEqual([
      15, 25,
    ])
  })

  it('counts a change under way as if it were made, when that is more', () => {
    expect(sums({ quantity: 10, filled: 5, asked: 40 })).toEqual([5, 35])
    expect(sums({ quantity: 10, filled: 5, asked: 6 })).toEqual([5, 5])
    expect(sums({ quantity: 10, filled: 10, asked: 40, open: false })).toEqual([10, 0])
  })

  it('shows each child by its key, in lots', () => {
    const { children } = tally(
      [
        trackedOf({ quantity: 20, filled: 5, tag: 'first', limitPrice: 99.5 }),
        trackedOf({ quantity: 10, open: false, tag: 'second' }),
        trackedOf({ quantity: 10, certainty: 'unconfirmed' }),
        trackedOf({ quantity: 10, certainty: 'quarantined', tag: 'fourth' }),
      ],
      lot,
    )
    expect(children).toEqual([
      { key: 'first', lots: 4, filledLots: 1, working: true, certain: true, price: 99.5 },
      { key: 'second', lots: 2, filledLots: 0, working: false, certain: true },
      { key: 'order1', lots: 2, filledLots: 0, working: true, certain: false },
      { key: 'fourth', lots: 2, filledLots: 0, working: true, certain: false },
    ])
  })

  it('hands on the fills of all children, oldest child first', () => {
    const { fills } = tally(
      [{ quantity: 10, filled: 5 }, { quantity: 5 }, { quantity: 5, filled: 5 }].map(trackedOf),
      lot,
    )
    expect(fills.map(({ quantity }) => quantity.toNumber())).toEqual([5, 5])
  })
})

describe('lotsOf', () => {
  it.each([
    [0, 0],
    [4, 0],
    [5, 1],
    [14, 2],
    [-1, -1],
  ])('%i is %i lots of 5', (quantity, lots) => {
    expect(lotsOf(new Decimal(quantity), lot)).toBe(lots)
  })

  it('counts fractions exactly', () => {
    expect(lotsOf(new Decimal('0.3'), new Decimal('0.1'))).toBe(3)
  })
})

describe('averagePrice', () => {
  it('weighs prices by quantity', () => {
    expect(averagePrice([fillOf(10, 100), fillOf(30, 104)])!.toString()).toBe('103')
    expect(averagePrice([])).toBeUndefined()
  })

  it('lies between the lowest and the highest price, and at the sum when it is multiplied out', () => {
    const trade = fc.record({ quantity: fc.integer({ min: 1, max: 1e6 }), cents: fc.integer({ min: 1, max: 1e7 }) })
    fc.assert(
      fc.property(fc.array(trade, { minLength: 1, maxLength: 20 }), (trades) => {
        const average = averagePrice(trades.map(({ quantity, cents }) => fillOf(quantity, `${cents}e-2`)))!
        const total = trades.reduce((sum, { quantity }) => sum + quantity, 0)
        const value = trades.reduce((sum, { quantity, cents }) => sum + BigInt(quantity) * BigInt(cents), 0n)
        expect(average.times(total).times(100).toFixed(10)).toBe(new Decimal(value.toString()).toFixed(10))
        const prices = trades.map(({ cents }) => cents / 100)
        expect(average.gte(Math.min(...prices)) && average.lte(Math.max(...prices))).toBe(true)
      }),
    )
  })
})

describe('slippageBps', () => {
  it('is a cost for a buy above arrival and for a sell below it', () => {
    expect(slippageBps('buy', new Decimal(101), 100)).toBeCloseTo(100, 9)
    expect(slippageBps('sell', new Decimal(101), 100)).toBeCloseTo(-100, 9)
    expect(slippageBps('sell', new Decimal('99.5'), 100)).toBeCloseTo(50, 9)
    expect(slippageBps('buy', new Decimal(100), 100)).toBe(0)
  })

  it.each([0, -1, Number.NaN])('is unknown without a fill, and for an arrival price of %s', (arrival) => {
    expect(slippageBps('buy', undefined, 100)).toBeNull()
    expect(slippageBps('buy', new Decimal(100), arrival)).toBeNull()
  })
})
