import { describe, expect, it } from 'vitest'
import { modifying, openOrder, placing, viewOf } from '../testing/account.ts'
import { maxDrawdownFromPeak } from './max-drawdown-from-peak.ts'

const buy = placing({ quantity: 1 })

describe('maxDrawdownFromPeak', () => {
  it('passes until profit has fallen by the limit from its highest', () => {
    const rule = maxDrawdownFromPeak('1000')
    for (const profit of [0, -999.99, 5000, 4000.01]) expect(rule.check(buy, viewOf({ profit }))).toBeUndefined()
    expect(rule.check(buy, viewOf({ profit: 4000 }))).toEqual({
      rule: 'max-drawdown-from-peak',
      reason: 'Profit is 1000 below its peak and the limit 1000, so only orders that reduce a position pass.',
      limit: 1000,
      actual: 1000,
    })
    expect(rule.check(buy, viewOf({ profit: 4500 }))).toBeUndefined()
  })

  it('counts a loss from the first day on', () => {
    expect(maxDrawdownFromPeak(1000).check(buy, viewOf({ profit: -1000 }))).toBeDefined()
  })

  it('passes what can only reduce, and no modification that could open', () => {
    const rule = maxDrawdownFromPeak(1000)
    const order = openOrder({ quantity: 5, limitPrice: 9 })
    const view = viewOf({ profit: -2000, held: 3, open: [order] })
    expect(rule.check(placing({ side: 'sell', quantity: 3 }), view)).toBeUndefined()
    expect(rule.check(placing({ side: 'sell', quantity: 4 }), view)).toBeDefined()
    expect(rule.check(modifying(order, { quantity: 4, limitPrice: 9 }), view)).toBeUndefined()
    expect(rule.check(modifying(order, { quantity: 5, limitPrice: 8 }), view)).toBeDefined()
    expect(
      rule.check(modifying(order, { quantity: 6, limitPrice: 9 }), viewOf({ profit: -999, open: [order] })),
    ).toBeUndefined()
  })

  it('takes a percentage of the highest equity, which money paid in or out does not move', () => {
    const rule = maxDrawdownFromPeak(10, { unit: 'percent' })
    expect(rule.check(buy, viewOf({ profit: 1000, equity: 11_000 }))).toBeUndefined()
    // 90,000 were paid in: 10 % of the peak of 101,000 are 10,100.
    expect(rule.check(buy, viewOf({ profit: -9_000, equity: 91_000 }))).toBeUndefined()
    expect(rule.check(buy, viewOf({ profit: -9_100, equity: 90_900 }))).toEqual({
      rule: 'max-drawdown-from-peak',
      reason: 'Profit is 10 % below its peak and the limit 10 %, so only orders that reduce a position pass.',
      limit: 10,
      actual: 10,
    })
  })

  it('fails closed where profit or the highest equity is not known', () => {
    expect(maxDrawdownFromPeak(1).check(buy, viewOf({ profit: Number.NaN }))).toEqual({
      rule: 'max-drawdown-from-peak',
      reason: 'The drawdown is not known, so only orders that reduce a position pass.',
      limit: 1,
    })
    const percent = maxDrawdownFromPeak(10, { unit: 'percent' })
    expect(percent.check(buy, viewOf({ profit: -5, equity: -5 }))).toBeDefined()
    expect(percent.check(buy, viewOf({ profit: -5, equity: Number.NaN }))).toBeDefined()
  })

  it('knows the peak after a restart, from what it saved or from the ends of days', () => {
    const before = maxDrawdownFromPeak(1000)
    before.check(buy, viewOf({ profit: 3000 }))
    const restored = maxDrawdownFromPeak(1000)
    restored.restore!(JSON.parse(JSON.stringify(before.save!())))
    expect(restored.check(buy, viewOf({ profit: 2000 }))).toBeDefined()
    const replayed = maxDrawdownFromPeak(1000)
    replayed.observe!({ type: 'day.turned', time: 0, profit: 2500 })
    replayed.observe!({ type: 'day.turned', time: 1, profit: 2000 })
    expect(replayed.check(buy, viewOf({ profit: 1501 }))).toBeUndefined()
    expect(replayed.check(buy, viewOf({ profit: 1500 }))).toBeDefined()
    replayed.reset!()
    expect(replayed.check(buy, viewOf({ profit: 1500 }))).toBeUndefined()
  })

  it.each([
    [0, 'money'],
    [-1, 'money'],
    [101, 'percent'],
  ] as const)('cannot be made with a limit of %s in %s', (limit, unit) => {
    expect(() => maxDrawdownFromPeak(limit, { unit })).toThrow(expect.objectContaining({ code: 'invalid-options' }))
  })
})
