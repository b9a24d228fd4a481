import { Decimal, type TcaResult } from '@shagun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aggregateTransactionCost } from './aggregate.ts'
import type { FillInput, TransactionCostOptions } from './options.ts'
import { transactionCost } from './transaction-cost.ts'

const hour = 3_600_000
const decimal = (digits: number, min: number, max: number) =>
  fc
    .integer({ min: min * 10 ** digits, max: max * 10 ** digits })
    .map((units) => `${new Decimal(units).div(10 ** digits)}`)
const price = decimal(4, 1, 100_000)
const fill: fc.Arbitrary<FillInput> = fc.record({
  time: fc.integer({ min: 0, max: hour }),
  quantity: decimal(3, 1, 5000),
  price,
  fees: decimal(4, -10, 100),
})
const quote = fc
  .record({ time: fc.integer({ min: -hour, max: 2 * hour }), bid: fc.integer({ min: 1, max: 1e6 }) })
  .chain((q) => fc.integer({ min: 1, max: 1000 }).map((spread) => ({ ...q, ask: q.bid + spread, last: q.bid })))
const trade = fc.record({
  time: fc.integer({ min: 0, max: hour }),
  price: fc.integer({ min: 1, max: 1e6 }),
  quantity: fc.integer({ min: 1, max: 1e6 }),
})

/** Any order with all its prices, and some market. */
const order: fc.Arbitrary<TransactionCostOptions> = fc
  .record({
    side: fc.constantFrom('buy' as const, 'sell' as const),
    fills: fc.array(fill, { maxLength: 8 }),
    left: decimal(3, 0, 5000),
    multiplier: decimal(2, 1, 100),
    decisionPrice: price,
    arrivalPrice: price,
    endPrice: price,
    quotes: fc.array(quote, { maxLength: 12 }),
    trades: fc.array(trade, { maxLength: 12 }),
  })
  .map(({ left, ...rest }) => ({
    ...rest,
    currency: 'INR',
    quantity: sumOf(rest.fills.map(({ quantity }) => quantity))
      .plus(left)
      .plus(1),
    ownPrints: 'excluded' as const,
    arrivalTime: 0,
    endTime: hour,
  }))

function sumOf(amounts: readonly (Decimal | string | number)[]): Decimal {
  return amounts.reduce((sum: Decimal, amount) => sum.plus(amount), new Decimal(0))
}

/** Every figure that has a sign of its own side, by name. */
function signedOf(cost: TcaResult): Record<string, number | null> {
  const { decision, arrival, end, vwap, vwapOfOthers, twap, shortfall, spread, reversion } = cost
  return {
    ...Object.fromEntries(
      Object.entries({ decision, arrival, end, vwap, vwapOfOthers, twap }).map(([name, { slippageBps }]) => [
        name,
        slippageBps,
      ]),
    ),
    delay: shortfall.bps.delay,
    trading: shortfall.bps.trading,
    opportunity: shortfall.bps.opportunity,
    captured: spread.captured,
    effective: spread.effectiveBps,
    ...Object.fromEntries(spread.realized.map(({ afterMs, bps }) => [`realized ${afterMs}`, bps])),
    ...Object.fromEntries(reversion.map(({ afterMs, bps }) => [`reversion ${afterMs}`, bps])),
  }
}

function expectSame(one: Record<string, number | null>, other: Record<string, number | null>, factor = 1): void {
  expect(Object.keys(one)).toEqual(Object.keys(other))
  for (const [name, value] of Object.entries(one)) expectClose(value, other[name]!, factor, name)
}

function expectClose(value: number | null, other: number | null, factor = 1, name = ''): void {
  if (value === null || other === null) expect([name, value]).toEqual([name, other])
  else if (Math.abs(value - factor * other) > 1e-9 * Math.max(1, Math.abs(value), Math.abs(other)) * 1e2)
    expect([name, value]).toEqual([name, factor * other])
}

describe('transaction costs', () => {
  it('sum to the last digit, and are what the paper portfolio made more than the real one', () => {
    fc.assert(
      fc.property(order, (options) => {
        const { shortfall, fills, quantity, side, multiplier } = transactionCost(options)
        const { delay, trading, opportunity, fees, total } = shortfall
        expect(String(total)).toBe(String(delay!.plus(trading!).plus(opportunity!).plus(fees)))
        // Marked at the end: the paper portfolio bought all of it at the decision's price, for nothing.
        const sign = side === 'buy' ? 1 : -1
        const end = new Decimal(options.endPrice!)
        const paper = end.minus(options.decisionPrice!).times(quantity).times(multiplier).times(sign)
        const made = sumOf(
          fills.map((each) => end.minus(each.price).times(each.quantity).times(multiplier).times(sign)),
        )
        const real = made.minus(sumOf(fills.map((each) => each.fees)))
        expect(total!.eq(paper.minus(real))).toBe(true)
      }),
    )
  })

  it('sum to the last digit even of more digits than a Decimal holds', () => {
    const any = fc.double({ min: 1e-9, max: 1e12, noNaN: true })
    fc.assert(
      fc.property(
        any,
        any,
        any,
        any,
        any,
        any,
        (...[quantity, filled, paid, decisionPrice, arrivalPrice, endPrice]) => {
          const { shortfall } = transactionCost({
            side: 'sell',
            quantity: new Decimal(quantity).plus(filled),
            decisionPrice,
            arrivalPrice,
            endPrice,
            fills: [{ time: 0, quantity: filled, price: paid, fees: 1 / 3 }],
          })
          const { delay, trading, opportunity, fees, total } = shortfall
          expect(delay!.plus(trading!).plus(opportunity!).plus(fees).eq(total!)).toBe(true)
        },
      ),
    )
  })

  it('of the other side are the same with the other sign, fees apart', () => {
    fc.assert(
      fc.property(order, (options) => {
        const mirrored = transactionCost({ ...options, side: options.side === 'buy' ? 'sell' : 'buy' })
        const cost = transactionCost(options)
        expectSame(signedOf(mirrored), signedOf(cost), -1)
        expect(mirrored.shortfall.fees.eq(cost.shortfall.fees)).toBe(true)
        expect(mirrored.participation).toEqual(cost.participation)
      }),
    )
  })

  it('are the same in basis points at any size', () => {
    fc.assert(
      fc.property(order, fc.integer({ min: 2, max: 1000 }), (options, times) => {
        const scaled = transactionCost({
          ...options,
          quantity: new Decimal(options.quantity).times(times),
          fills: options.fills.map((each) => ({
            ...each,
            quantity: new Decimal(each.quantity).times(times),
            fees: new Decimal(each.fees!).times(times),
          })),
          trades: options.trades!.map((each) => ({ ...each, quantity: each.quantity * times })),
        })
        const cost = transactionCost(options)
        expectSame(signedOf(scaled), signedOf(cost))
        expectClose(scaled.shortfall.bps.total, cost.shortfall.bps.total)
        expectClose(scaled.participation.rate, cost.participation.rate)
        expect(scaled.shortfall.total!.eq(cost.shortfall.total!.times(times))).toBe(true)
      }),
    )
  })

  it('do not depend on how fills were cut, nor on the order in which anything is told', () => {
    fc.assert(
      fc.property(order, fc.integer({ min: 1, max: 9 }), (options, tenths) => {
        const part = (share: number) => (each: FillInput) => ({
          ...each,
          quantity: new Decimal(each.quantity).times(share).div(10),
          fees: new Decimal(each.fees!).times(share).div(10),
        })
        const cut = transactionCost({
          ...options,
          fills: [...options.fills.map(part(tenths)), ...options.fills.map(part(10 - tenths))].toReversed(),
          trades: options.trades!.toReversed(),
        })
        const cost = transactionCost(options)
        expectSame(signedOf(cut), signedOf(cost))
        expect(partsOf(cut)).toEqual(partsOf(cost))
        expect(String(cut.averagePrice)).toBe(String(cost.averagePrice))
        expect(cut.durations).toEqual(cost.durations)
      }),
    )
  })

  it('of parents at the same prices are, taken together, those of one order of all their fills', () => {
    fc.assert(
      fc.property(fc.array(order, { minLength: 1, maxLength: 5 }), (orders) => {
        const first = orders[0]!
        // The average of the market without ours does not depend on how much of it was ours.
        const market = { quotes: first.quotes, trades: first.trades }
        const prices = (({ decisionPrice, arrivalPrice, endPrice, side, multiplier }) => ({
          decisionPrice,
          arrivalPrice,
          endPrice,
          side,
          multiplier,
        }))(first)
        const parents = orders.map((each) => ({ ...each, ...prices, ...market }))
        const together = aggregateTransactionCost(parents.map(transactionCost))
        const pooled = transactionCost({
          ...parents[0]!,
          quantity: sumOf(parents.map(({ quantity }) => quantity)),
          fills: parents.flatMap(({ fills }) => fills),
        })
        expectClose(together.arrival.value, pooled.arrival.slippageBps)
        expectClose(together.vwapOfOthers.value, pooled.vwapOfOthers.slippageBps)
        expectClose(together.twap.value, pooled.twap.slippageBps)
        expectClose(together.spreadCaptured.value, pooled.spread.captured)
        expectClose(together.effectiveSpread.value, pooled.spread.effectiveBps)
        expectClose(together.shortfall.bps, pooled.shortfall.bps.total)
        expectClose(together.fillRate.value, pooled.fillRate)
        expect(partsOf(together)).toEqual(partsOf(pooled))
        expect(String(together.notional)).toBe(String(pooled.notional))
        expect(together.count).toBe(orders.length)
      }),
    )
  })
})

function partsOf({ shortfall }: Pick<TcaResult, 'shortfall'> | ReturnType<typeof aggregateTransactionCost>): string[] {
  return (['delay', 'trading', 'opportunity', 'fees', 'total'] as const).map((part) => String(shortfall[part]))
}
