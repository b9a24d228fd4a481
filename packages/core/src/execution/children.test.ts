import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Account } from '../account/account.ts'
import { Decimal, zero } from '../model/decimal.ts'
import type { Fill } from '../model/fill.ts'
import type { BrokerOrderId, ClientOrderId, ExecutionId } from '../model/ids.ts'
import type { Order, OrderTerms } from '../model/order.ts'
import type { TrackedOrder } from '../state/tracked-order.ts'
import { lotsIn } from './child-request.ts'
import { createTally, fillsOf, roomFor, slippageBps } from './children.ts'
import { infy } from './venue.fixture.ts'

const lot = new Decimal(5)

/** Counts the children that a parent to buy 100 has at an account. */
function tallyOf(children: readonly TrackedOrder[], asked: ReadonlyMap<TrackedOrder, Decimal> = new Map()) {
  let applied = 0
  // Something has happened at the account whenever it is asked.
  const state = {
    listChildren: () => children,
    get applied() {
      return applied++
    },
  }
  const account = { name: 'main', getState: () => state } as unknown as Account
  const parent = { id: 'x1' as ExecutionId, side: 'buy', instrument: infy, arrivalPrice: 99 } as const
  const tally = createTally([account], parent, asked)
  return () => tally.count(new Decimal(100))
}

const stand = (...children: readonly TrackedOrder[]) => tallyOf(children)()

interface Child {
  readonly quantity: number
  readonly filled?: number
  readonly open?: boolean
  readonly tag?: string
  readonly side?: 'buy' | 'sell'
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

function trackedOf({
  quantity,
  filled = 0,
  open = true,
  tag,
  limitPrice,
  certainty,
  asked,
  side = 'buy',
}: Child): TrackedOrder {
  const terms = {
    clientOrderId: 'order1',
    instrument: 'NSE:INFY',
    side,
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
  const { filled, open, position } = stand(...children.map(trackedOf))
  return [filled.toNumber(), open.toNumber(), position.toNumber()]
}

describe('what a parent stands at', () => {
  it('is nothing for no children', () => {
    expect(sums()).toEqual([0, 0, 0])
    expect(stand().parent).toEqual({
      lots: 20,
      filledLots: 0,
      openLots: 0,
      remainingLots: 20,
      positionLots: 0,
      arrivalPrice: 99,
    })
  })

  it('sums what is filled and what may still be', () => {
    expect(sums({ quantity: 10 }, { quantity: 20, filled: 5 }, { quantity: 30, filled: 10, open: false })).toEqual([
      15, 25, 15,
    ])
  })

  it('counts a change under way as if it were made, when that is more', () => {
    expect(sums({ quantity: 10, filled: 5, asked: 40 })).toEqual([5, 35, 5])
    expect(sums({ quantity: 10, filled: 5, asked: 6 })).toEqual([5, 5, 5])
    expect(sums({ quantity: 10, filled: 10, asked: 40, open: false })).toEqual([10, 0, 10])
  })

  it('takes exits off the position, and counts them neither as filled nor as open', () => {
    const entry = { quantity: 50, filled: 50, open: false }
    expect(sums(entry, { quantity: 50, filled: 20, tag: 'stop!', side: 'sell' })).toEqual([50, 0, 30])
    // Both exits were filled, and what they closed too much is bought back.
    const both = (['stop!', 'target!'] as const).map(
      (tag) => ({ quantity: 50, filled: 50, tag, side: 'sell' }) as const,
    )
    expect(sums(entry, ...both)).toEqual([50, 0, -50])
    expect(sums(entry, ...both, { quantity: 50, filled: 50, tag: 'flat!' })).toEqual([50, 0, 0])
  })

  it('counts the largest of siblings, and orders of one key together', () => {
    expect(sums({ quantity: 40, tag: 'a~p' }, { quantity: 60, filled: 5, tag: 'b~p' }, { quantity: 10 })).toEqual([
      5, 65, 5,
    ])
    expect(sums({ quantity: 40, tag: 'a~p' }, { quantity: 40, tag: 'a~p' }, { quantity: 60, tag: 'b~p' })).toEqual([
      0, 80, 0,
    ])
  })

  it('shows each child by its key, in lots', () => {
    const { views } = stand(
      trackedOf({ quantity: 20, filled: 5, tag: 'first', limitPrice: 99.5 }),
      trackedOf({ quantity: 10, open: false, tag: 'second!~pair', side: 'sell' }),
      trackedOf({ quantity: 10, certainty: 'unconfirmed' }),
      trackedOf({ quantity: 10, certainty: 'quarantined', tag: 'fourth' }),
    )
    const common = { exit: false, account: 'main', instrument: 'NSE:INFY', pending: 'none', placedAt: 0 }
    expect(views).toEqual([
      { ...common, key: 'first', lots: 4, filledLots: 1, working: true, certain: true, price: 99.5 },
      { ...common, key: 'second', exit: true, siblings: 'pair', lots: 2, filledLots: 0, working: false, certain: true },
      { ...common, key: 'order1', lots: 2, filledLots: 0, working: true, certain: false },
      { ...common, key: 'fourth', lots: 2, filledLots: 0, working: true, certain: false },
    ])
  })

  it('hands on the fills of all children, oldest child first', () => {
    const fills = fillsOf(
      stand(...[{ quantity: 10, filled: 5 }, { quantity: 5 }, { quantity: 5, filled: 5 }].map(trackedOf)),
    )
    expect(fills.map(({ quantity }) => quantity.toNumber())).toEqual([5, 5])
  })

  it('is counted anew as soon as anything has happened to a child, and only then', () => {
    const children = [trackedOf({ quantity: 20 }), trackedOf({ quantity: 10 })]
    const asked = new Map<TrackedOrder, Decimal>()
    const count = tallyOf(children, asked)
    let then = count()
    const isOld = () => then !== (then = count())
    expect(isOld()).toBe(false)
    const [first] = children
    first!.change = { quantity: new Decimal(30) }
    expect([isOld(), then.open.toNumber()]).toEqual([true, 40])
    first!.change = undefined
    expect([isOld(), then.open.toNumber()]).toEqual([true, 30])
    asked.set(first!, new Decimal(45))
    expect([isOld(), then.open.toNumber()]).toEqual([true, 55])
    asked.clear()
    expect([isOld(), then.open.toNumber()]).toEqual([true, 30])
    first!.order = { ...first!.order, filledQuantity: new Decimal(5), leavesQuantity: new Decimal(15) }
    first!.fills.push(fillOf(5, 102))
    expect([isOld(), then.filled.toNumber(), then.average!.toNumber()]).toEqual([true, 5, 102])
    children.push(trackedOf({ quantity: 1 }))
    expect([isOld(), then.open.toNumber()]).toEqual([true, 26])
    children.length = 1
    expect([isOld(), then.open.toNumber()]).toEqual([true, 15])
    expect(isOld()).toBe(false)
  })
})

describe('the room for a child', () => {
  const quantity = new Decimal(100)
  const room = (children: readonly Child[], asked: Partial<Parameters<typeof roomFor>[2]>) =>
    roomFor(stand(...children.map(trackedOf)), quantity, { key: 'new', ...asked }).toNumber()

  it('is what is left of the parent, for what opens', () => {
    expect(
      room(
        [
          { quantity: 30, filled: 10 },
          { quantity: 20, filled: 20, open: false },
        ],
        {},
      ),
    ).toBe(50)
    expect(room([{ quantity: 100, tag: 'stop~pair' }], {})).toBe(0)
    expect(room([{ quantity: 100, tag: 'stop~pair' }], { siblings: 'pair' })).toBe(100)
    expect(room([{ quantity: 100, filled: 40, tag: 'stop~pair' }], { siblings: 'pair' })).toBe(60)
    // It is not a sibling of itself.
    expect(room([{ quantity: 100, tag: 'stop~pair' }], { key: 'stop', siblings: 'pair' })).toBe(0)
  })

  it('is the position, for what closes, whichever way it points', () => {
    const entry = { quantity: 80, filled: 80, open: false }
    expect(room([entry], { exit: true })).toBe(80)
    expect(room([entry, { quantity: 80, tag: 'stop!~pair', side: 'sell' }], { exit: true })).toBe(0)
    expect(room([entry, { quantity: 80, tag: 'stop!~pair', side: 'sell' }], { exit: true, siblings: 'pair' })).toBe(80)
    const twice = { quantity: 60, filled: 60, open: false, side: 'sell' } as const
    expect(room([entry, { ...twice, tag: 'stop!' }, { ...twice, tag: 'target!' }], { exit: true })).toBe(40)
    expect(room([], { exit: true })).toBe(0)
  })
})

describe('lotsIn', () => {
  it.each([
    [0, 0],
    [4, 0],
    [5, 1],
    [14, 2],
    [-1, -1],
  ])('%i is %i lots of 5', (quantity, lots) => {
    expect(lotsIn(new Decimal(quantity), lot)).toBe(lots)
  })

  it('counts fractions exactly', () => {
    expect(lotsIn(new Decimal('0.3'), new Decimal('0.1'))).toBe(3)
  })
})

describe('the average of a parent', () => {
  it('weighs prices by quantity, and is not there before the first fill', () => {
    const child = { ...trackedOf({ quantity: 40, filled: 40 }), fills: [fillOf(10, 100), fillOf(30, 104)] }
    expect(stand(child).average!.toString()).toBe('103')
    expect(stand(trackedOf({ quantity: 5 })).average).toBeUndefined()
  })

  it('lies between the lowest and the highest price, and at the sum when it is multiplied out, fill by fill', () => {
    const trade = fc.record({ quantity: fc.integer({ min: 1, max: 1e6 }), cents: fc.integer({ min: 1, max: 1e7 }) })
    fc.assert(
      fc.property(fc.array(trade, { minLength: 1, maxLength: 20 }), (trades) => {
        const child = trackedOf({ quantity: 2e7 })
        const count = tallyOf([child])
        for (const { quantity, cents } of trades) {
          child.fills.push(fillOf(quantity, `${cents}e-2`))
          child.order = { ...child.order, filledQuantity: child.order.filledQuantity.plus(quantity) }
          count()
        }
        const average = count().average!
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
