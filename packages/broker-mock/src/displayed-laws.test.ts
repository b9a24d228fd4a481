import type { Side } from '@shagun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { percentFees } from './fees.ts'
import { type BookStep, bookHistory, type Placed, playBook, type Traded } from './testing/book-history.ts'
import type { PriceAndSize } from './testing/session.ts'

const rich = { cash: 1e9, shortSelling: true }

/** What others show that nobody here has taken yet, kept by the simplest of books. */
function createOutside() {
  const sides = { buy: new Map<number, number>(), sell: new Map<number, number>() }
  const taken = { buy: new Map<number, number>(), sell: new Map<number, number>() }
  const show = (side: Side, levels: readonly PriceAndSize[]): void => {
    sides[side] = new Map(levels)
    for (const [price, quantity] of taken[side]) taken[side].set(price, Math.min(quantity, sides[side].get(price) ?? 0))
  }
  return {
    show(step: BookStep) {
      if (step.do !== 'depth') return
      show('buy', step.bids)
      show('sell', step.asks)
    },
    take(side: Side, price: number, quantity: number) {
      taken[side].set(price, (taken[side].get(price) ?? 0) + quantity)
    },
    left: (side: Side, price: number): number => (sides[side].get(price) ?? 0) - (taken[side].get(price) ?? 0),
    prices: (side: Side): readonly number[] => [...sides[side].keys()],
  }
}

const other = (side: Side): Side => (side === 'buy' ? 'sell' : 'buy')
const limitOf = ({ asked }: Pick<Placed, 'asked'>): number =>
  'limitPrice' in asked ? Number(asked.limitPrice) : asked.side === 'buy' ? 1e9 : -1e9
/** Whether one price is better than another for who stands there on that side, and so goes first. */
const goesFirst = (side: Side, price: number, than: number): boolean => (side === 'buy' ? price > than : price < than)
const sum = (traded: readonly Traded[]): number => traded.reduce((total, { fill }) => total + Number(fill.quantity), 0)

describe('whatever two accounts order, whatever others show and print', () => {
  it('no order trades beyond its limit, or more than it is for', async () => {
    await fc.assert(
      fc.asyncProperty(bookHistory, async (history) => {
        await playBook(history, {}, rich, (_, traded) => {
          for (const { fill, row, asked } of traded) {
            if (asked.type === 'limit')
              expect(goesFirst(row.side, fill.price.toNumber(), limitOf({ asked }))).toBe(false)
            expect(row.filledQuantity.lte(row.quantity)).toBe(true)
          }
        })
      }),
    )
  })

  it('an order that comes trades at no price while a better one is left, of others or of another account', async () => {
    let trades = 0
    const noPrints = bookHistory.map((history) => history.filter((step) => step.do !== 'print'))
    await fc.assert(
      fc.asyncProperty(noPrints, async (history) => {
        const outside = createOutside()
        await playBook(history, {}, rich, (step, traded, working) => {
          outside.show(step)
          if (step.do !== 'place') {
            // Those that rested were met by whoever came, who took all that its size allowed.
            for (const side of ['buy', 'sell'] as const) takeCrossing(side, traded)
            return
          }
          const own = traded.filter(({ account, asked }) => account === step.account && asked === step.order)
          const met = traded.filter((each) => !own.includes(each))
          const { side } = step.order
          for (const { fill } of own) {
            const price = fill.price.toNumber()
            trades++
            outside.take(other(side), price, Number(fill.quantity))
          }
          // What came from the other account was not taken from what others show.
          for (const { fill } of met) outside.take(other(side), fill.price.toNumber(), -Number(fill.quantity))
          for (const { fill } of own) {
            const price = fill.price.toNumber()
            expect(outside.left(other(side), price)).toBeGreaterThanOrEqual(0)
            for (const better of outside.prices(other(side)))
              if (goesFirst(other(side), better, price)) expect(outside.left(other(side), better)).toBe(0)
            for (const maker of working)
              if (maker.asked.side !== side && maker.asked.type === 'limit')
                expect(goesFirst(other(side), limitOf(maker), price)).toBe(false)
          }
        })

        /** What rested orders of a side got of what others came to offer, best offers first. */
        function takeCrossing(side: Side, traded: readonly Traded[]): void {
          let left = sum(traded.filter(({ row }) => row.side === side))
          const best = outside.prices(other(side)).toSorted((a, b) => (goesFirst(other(side), a, b) ? -1 : 1))
          for (const price of best) {
            const part = Math.min(left, outside.left(other(side), price))
            outside.take(other(side), price, part)
            left -= part
          }
          // Nobody has more than others show.
          expect(left).toBe(0)
        }
      }),
    )
    expect(trades).toBeGreaterThan(100)
  })

  it('between two that stand at a side, the better price goes first, and at one price the older', async () => {
    await fc.assert(
      fc.asyncProperty(bookHistory, async (history) => {
        let before: readonly Placed[] = []
        await playBook(history, {}, rich, (_, traded, working) => {
          const standing = new Set(before.map(({ id }) => id))
          for (const { fill, row, asked } of traded) {
            if (!standing.has(fill.brokerOrderId) || asked.type !== 'limit') continue
            const place = before.findIndex(({ id }) => id === fill.brokerOrderId)
            for (const [i, waiting] of before.entries()) {
              if (
                waiting.asked.side !== row.side ||
                waiting.asked.type !== 'limit' ||
                waiting.id === fill.brokerOrderId
              )
                continue
              const passedOver = working.some(({ id }) => id === waiting.id)
              const first =
                goesFirst(row.side, limitOf(waiting), limitOf({ asked })) ||
                (limitOf(waiting) === limitOf({ asked }) && i < place)
              if (first) expect(passedOver).toBe(false)
            }
          }
          before = working
        })
      }),
      { numRuns: 400 },
    )
  })

  it('a print fills no more than it has, on all accounts together', async () => {
    await fc.assert(
      fc.asyncProperty(bookHistory, async (history) => {
        await playBook(history, {}, rich, (step, traded) => {
          if (step.do === 'print') expect(sum(traded)).toBeLessThanOrEqual(step.quantity)
          if (step.do === 'cancel') expect(traded).toEqual([])
        })
      }),
    )
  })

  it('no order meets one of its own account', async () => {
    let met = 0
    await fc.assert(
      fc.asyncProperty(bookHistory, async (history) => {
        await playBook(history, {}, rich, (step, traded) => {
          if (step.do !== 'place') return
          for (const { account, asked } of traded)
            if (asked !== step.order) {
              met++
              expect(account).not.toBe(step.account)
            }
        })
      }),
      { numRuns: 300 },
    )
    expect(met).toBeGreaterThan(20)
  })

  it('no two orders of different accounts are left that should have met, nor one and what others show', async () => {
    await fc.assert(
      fc.asyncProperty(bookHistory, async (history) => {
        await playBook(history, {}, rich, (_, __, working) => {
          const limits = working.filter(({ asked }) => asked.type === 'limit')
          for (const buy of limits)
            for (const sell of limits)
              if (buy.asked.side === 'buy' && sell.asked.side === 'sell' && buy.account !== sell.account)
                expect(limitOf(buy)).toBeLessThan(limitOf(sell))
        })
      }),
    )
  })

  it('fok is filled whole or not at all, and ioc and fok never stay', async () => {
    await fc.assert(
      fc.asyncProperty(bookHistory, async (history) => {
        await playBook(history, {}, rich, (step, traded, working) => {
          for (const { asked } of working) expect(asked.timeInForce).toBe('gtc')
          if (step.do !== 'place' || step.order.timeInForce !== 'fok') return
          const own = traded.filter(({ asked }) => asked === step.order)
          if (own.length > 0) expect(sum(own)).toBe(Number(step.order.quantity))
        })
      }),
    )
  })

  it('cash and positions of each account are what its fills say, to the last digit', async () => {
    await fc.assert(
      fc.asyncProperty(bookHistory, fc.boolean(), fc.boolean(), async (history, poor, selfTrade) => {
        const options = poor ? { cash: 2_000, fees: percentFees('0.1') } : { ...rich, fees: percentFees('0.1') }
        for (const { broker } of await playBook(history, { selfTrade }, options)) {
          const sides = new Map(broker.venue.listOrders().map(({ brokerOrderId, side }) => [brokerOrderId, side]))
          // In thousandths and whole numbers, so that the sum owes nothing to Decimal.
          let thousandths = options.cash * 1000
          let held = 0
          for (const { brokerOrderId, price, quantity } of broker.venue.listFills()) {
            const sign = sides.get(brokerOrderId) === 'buy' ? 1 : -1
            const value = Number(price) * Number(quantity)
            thousandths -= sign * 1000 * value + value
            held += sign * Number(quantity)
          }
          expect(broker.cash.times(1000).toNumber()).toBe(thousandths)
          expect(broker.venue.listPositions().reduce((total, { quantity }) => total + Number(quantity), 0)).toBe(held)
        }
      }),
    )
  })
})
