import { type ClientOrderId, Decimal, type InstrumentId, type JournalEvent, type RiskRule } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { modifying, openOrder, placing, viewOf } from '../testing/account.ts'
import { maxConsecutiveLosses } from './max-consecutive-losses.ts'

const buy = placing({ quantity: 1 })

/** @param quantity - below 0 for a sale */
function fill(
  rule: RiskRule,
  quantity: number,
  price: number,
  fees = 0,
  instrument: InstrumentId = 'NSE:INFY',
  time = 0,
): void {
  rule.observe!({
    type: 'order.filled',
    time,
    clientOrderId: 'a' as ClientOrderId,
    fill: {
      instrument,
      side: quantity > 0 ? 'buy' : 'sell',
      quantity: new Decimal(Math.abs(quantity)),
      price: new Decimal(price),
      fees: new Decimal(fees),
    },
  } as JournalEvent)
}

function lose(rule: RiskRule, time = 0): void {
  fill(rule, 1, 100, 0, 'NSE:INFY', time)
  fill(rule, -1, 99, 0, 'NSE:INFY', time)
}

const losses = (rule: RiskRule): number => (rule.save!() as { readonly losses: number }).losses

describe('maxConsecutiveLosses', () => {
  it('passes until as many round trips in a row lost, and then only what can reduce', () => {
    const rule = maxConsecutiveLosses(2)
    lose(rule)
    expect(rule.check(buy, viewOf())).toBeUndefined()
    lose(rule)
    expect(rule.check(buy, viewOf())).toEqual({
      rule: 'max-consecutive-losses',
      reason: 'The last 2 round trips lost money and the limit is 2, so only orders that reduce a position pass today.',
      limit: 2,
      actual: 2,
    })
    expect(rule.check(placing({ side: 'sell', quantity: 5 }), viewOf({ held: 5 }))).toBeUndefined()
    const order = openOrder({ quantity: 5 })
    expect(rule.check(modifying(order, { quantity: 6 }), viewOf({ open: [order] }))).toBeDefined()
    expect(rule.check(modifying(order, { quantity: 4 }), viewOf({ open: [order] }))).toBeUndefined()
  })

  it('counts trades once, whose fills were told before as one', () => {
    const rule = maxConsecutiveLosses(2)
    const told = (
      order: string,
      side: 'buy' | 'sell',
      fillId: string,
      quantity: number,
      price: number,
      provisional: boolean,
    ) => ({
      fillId,
      clientOrderId: order as ClientOrderId,
      instrument: 'NSE:INFY' as const,
      side,
      quantity: new Decimal(quantity),
      price: new Decimal(price),
      fees: new Decimal(0),
      provisional,
    })
    const see = (type: string, fill: ReturnType<typeof told>, replaces?: string) =>
      rule.observe!({ type, time: 0, clientOrderId: fill.clientOrderId, fill, replaces } as unknown as JournalEvent)
    for (const trip of [1, 2]) {
      // Bought 100 at an average of 100, which were 40 at 97 and 60 at 102.
      see('order.filled', told(`b${trip}`, 'buy', 'p', 100, 100, true))
      see('fill.corrected', told(`b${trip}`, 'buy', 'p', 60, 102, true), 'p')
      see('order.filled', told(`b${trip}`, 'buy', 't1', 40, 97, false))
      see('fill.corrected', told(`b${trip}`, 'buy', 't2', 60, 102, false), 'p')
      see('order.filled', told(`s${trip}`, 'sell', 'p', 100, 99, true))
      expect(losses(rule)).toBe(trip)
      // Corrected when it is over: no trip of its own.
      see('fill.corrected', told(`s${trip}`, 'sell', 'p', 30, 98, true), 'p')
      see('order.filled', told(`s${trip}`, 'sell', 't1', 70, 99.5, false))
      see('fill.corrected', told(`s${trip}`, 'sell', 't2', 30, 98, false), 'p')
      expect(losses(rule)).toBe(trip)
    }
    expect(rule.save!()).toMatchObject({ trips: [], fills: { provisional: [], owed: [] } })
  })

  it('counts a price as it was corrected, while its round trip is under way', () => {
    const rule = maxConsecutiveLosses(2)
    const bought = {
      fillId: 'p',
      clientOrderId: 'a' as ClientOrderId,
      instrument: 'NSE:INFY',
      side: 'buy',
      fees: new Decimal(0),
    }
    const at = (price: number, provisional: boolean) => ({
      ...bought,
      quantity: new Decimal(10),
      price: new Decimal(price),
      provisional,
    })
    rule.observe!({ type: 'order.filled', time: 0, clientOrderId: 'a', fill: at(100, true) } as unknown as JournalEvent)
    rule.observe!({
      type: 'fill.corrected',
      time: 0,
      clientOrderId: 'a',
      replaces: 'p',
      fill: at(103, false),
    } as unknown as JournalEvent)
    fill(rule, -10, 102)
    expect(losses(rule)).toBe(1)
  })

  it('begins anew with a gain, with an even trip, and with a day', () => {
    for (const price of [100, 101]) {
      const rule = maxConsecutiveLosses(2)
      lose(rule)
      fill(rule, -3, price)
      fill(rule, 3, 100)
      expect(losses(rule)).toBe(0)
    }
    const rule = maxConsecutiveLosses(1)
    lose(rule)
    expect(rule.check(buy, viewOf({ now: 86_399_999 }))).toBeDefined()
    expect(rule.check(buy, viewOf({ now: 86_400_000 }))).toBeUndefined()
  })

  it('counts fees, parts, both directions, and instruments by themselves', () => {
    const rule = maxConsecutiveLosses(9)
    fill(rule, 10, 100, 3)
    fill(rule, -4, 101, 3)
    fill(rule, 7, 50, 0, 'NSE:TCS')
    expect(losses(rule)).toBe(0)
    fill(rule, -6, 101, 5) // gains 10, fees 11
    expect(losses(rule)).toBe(1)
    fill(rule, -2, 100)
    fill(rule, 2, 102)
    expect(losses(rule)).toBe(2)
  })

  it('ends a trip where a position turns over, and begins the next with the rest', () => {
    const rule = maxConsecutiveLosses(9)
    fill(rule, 10, 100)
    fill(rule, -15, 90, 3) // loses 100 and 2 of the fees; short 5 at 90 with a fee of 1
    expect(losses(rule)).toBe(1)
    fill(rule, 5, 89.9) // gains 0.5 and has paid 1
    expect(losses(rule)).toBe(2)
  })

  it('is not fooled by what floats leave of fractions', () => {
    const rule = maxConsecutiveLosses(9)
    fill(rule, 0.1, 100)
    fill(rule, 0.2, 100)
    fill(rule, -0.3, 99)
    expect(rule.save!()).toMatchObject({ losses: 1, trips: [] })
  })

  it('takes what the broker shows as held at its average, and follows a split', () => {
    const rule = maxConsecutiveLosses(9)
    const position = { instrument: 'NSE:INFY', product: 'delivery', averagePrice: new Decimal(100) }
    rule.observe!({
      type: 'position.reconciled',
      time: 0,
      position,
      difference: new Decimal(5),
    } as unknown as JournalEvent)
    rule.observe!({
      type: 'position.adjusted',
      time: 0,
      instrument: 'NSE:INFY',
      action: 'split',
      ratio: new Decimal(2),
    } as JournalEvent)
    fill(rule, -10, 49)
    expect(rule.save!()).toMatchObject({ losses: 1, trips: [] })
  })

  it.each([0, -1, 1.5])('cannot be made with a limit of %s', (limit) => {
    expect(() => maxConsecutiveLosses(limit)).toThrow(expect.objectContaining({ code: 'invalid-options' }))
  })
})
