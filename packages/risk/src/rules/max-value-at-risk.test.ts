import { describe, expect, it } from 'vitest'
import { covarianceMatrix } from '../covariance/covariance-matrix.ts'
import { createSymmetricMatrix } from '../covariance/matrix.ts'
import { modifying, openOrder, placing, viewOf } from '../testing/account.ts'
import { maxValueAtRisk } from './max-value-at-risk.ts'

// Deviations of 2 % and 1 %, correlation 0.5.
const labels = ['NSE:INFY', 'NSE:TCS']
const covariance = createSymmetricMatrix(
  [
    [0.0004, 0.0001],
    [0.0001, 0.0001],
  ],
  labels,
)
const z = 2.3263478740408408
const last = { 'NSE:INFY': 100, 'NSE:TCS': 200 }

describe('maxValueAtRisk', () => {
  const limit = (money: number, more = {}) => maxValueAtRisk(money, { covariance, confidence: 0.99, ...more })
  /** Of money in the two. */
  const risk = (infy: number, tcs: number) =>
    z * Math.sqrt((0.02 * infy) ** 2 + 0.0002 * infy * tcs + (0.01 * tcs) ** 2)

  it('passes up to the limit and denies beyond, with correlation', () => {
    const view = viewOf({ held: { 'NSE:TCS': 50 }, last })
    const after = risk(10_000, 10_000)
    expect(limit(after).check(placing({ quantity: 100 }), view)).toBeUndefined()
    expect(limit(after - 0.01).check(placing({ quantity: 100 }), view)).toEqual({
      rule: 'max-value-at-risk',
      reason: expect.stringMatching(/^Value at risk at 0.99 could reach 615\.49\d+, past the limit of 615\.48\d+\.$/),
      limit: after - 0.01,
      actual: expect.closeTo(after),
    })
    expect(limit(2 * after, { periods: 4 }).check(placing({ quantity: 100 }), view)).toBeUndefined()
    expect(limit(2 * after - 1, { periods: 4 }).check(placing({ quantity: 100 }), view)).toBeDefined()
  })

  it('counts open orders filled, and no hedge before it is had', () => {
    const open = [openOrder({ quantity: 60 })]
    expect(limit(risk(10_000, 0)).check(placing({ quantity: 40, id: 'new' }), viewOf({ open, last }))).toBeUndefined()
    expect(limit(risk(10_000, 0)).check(placing({ quantity: 41, id: 'new' }), viewOf({ open, last }))).toBeDefined()
    const hedge = [openOrder({ instrument: 'NSE:TCS', side: 'sell', quantity: 50 })]
    const hedged = viewOf({ open: hedge, last })
    expect(limit(risk(10_000, 0)).check(placing({ quantity: 100 }), hedged)).toBeUndefined()
    expect(limit(risk(10_000, 0)).check(placing({ quantity: 101 }), hedged)).toBeDefined()
  })

  it('passes what makes it smaller, beyond the limit as well, and what reduces a position', () => {
    const view = viewOf({ held: { 'NSE:INFY': 1000 }, last })
    expect(limit(1).check(placing({ instrument: 'NSE:TCS', side: 'sell', quantity: 50 }), view)).toBeUndefined()
    expect(limit(1).check(placing({ instrument: 'NSE:TCS', quantity: 50 }), view)).toBeDefined()
    expect(limit(1).check(placing({ side: 'sell', quantity: 1000 }), view)).toBeUndefined()
  })

  it('counts of a modification what it adds', () => {
    const order = openOrder({ quantity: 50 })
    const view = viewOf({ open: [order], last })
    expect(limit(risk(10_000, 0)).check(modifying(order, { quantity: 100 }), view)).toBeUndefined()
    expect(limit(risk(10_000, 0)).check(modifying(order, { quantity: 101 }), view)).toBeDefined()
  })

  it('follows prices and positions from one order to the next', () => {
    const rule = limit(risk(10_000, 10_000))
    expect(rule.check(placing({ quantity: 50 }), viewOf({ held: { 'NSE:TCS': 50 }, last }))).toBeUndefined()
    const dearer = viewOf({ held: { 'NSE:TCS': 50 }, last: { ...last, 'NSE:INFY': 210 } })
    expect(rule.check(placing({ quantity: 50 }), dearer)).toBeDefined()
    expect(rule.check(placing({ quantity: 47 }), dearer)).toBeUndefined()
    rule.reset!()
    // 13,000 of the one alone; with what was held of the other it would be too much.
    expect(rule.check(placing({ quantity: 130 }), viewOf({ last }))).toBeUndefined()
  })

  it('takes another covariance as soon as it is given', () => {
    let given = covariance
    const rule = maxValueAtRisk(risk(10_000, 0), { covariance: () => given, confidence: 0.99 })
    expect(rule.check(placing({ quantity: 100 }), viewOf({ last }))).toBeUndefined()
    given = createSymmetricMatrix(
      [
        [0.00044, 0],
        [0, 0.0001],
      ],
      labels,
    )
    expect(rule.check(placing({ quantity: 100 }), viewOf({ last }))).toBeDefined()
  })

  it('takes what was estimated from returns', () => {
    const estimated = covarianceMatrix({ 'NSE:INFY': [0.01, -0.02, 0.015, 0], 'NSE:TCS': [0.004, -0.01, 0.02, 0.001] })!
    const deviation = Math.sqrt(estimated.at('NSE:INFY', 'NSE:INFY'))
    const rule = (money: number) => maxValueAtRisk(money, { covariance: estimated, confidence: 0.99 })
    expect(rule(z * deviation * 10_000).check(placing({ quantity: 100 }), viewOf({ last }))).toBeUndefined()
    expect(rule(z * deviation * 9_999).check(placing({ quantity: 100 }), viewOf({ last }))).toBeDefined()
  })

  it('where a row or a price is missing passes only what can reduce', () => {
    const apple = { instrument: 'NASDAQ:AAPL' as const, quantity: 5 }
    const view = viewOf({ held: { 'NASDAQ:AAPL': 5 }, last: 50 })
    expect(limit(1e9).check(placing(apple), view)?.reason).toBe(
      'The covariance has no row for NASDAQ:AAPL, so only orders that reduce a position pass.',
    )
    expect(limit(1e9).check(placing({ ...apple, side: 'sell' }), view)).toBeUndefined()
    expect(limit(1e9).check(placing({ quantity: 1 }), viewOf())?.reason).toContain('NSE:INFY has no price')
  })

  it.each([{ confidence: 0.5 }, { confidence: 1 }, { periods: 0 }])('cannot be made with %j', (options) => {
    expect(() => limit(1, options)).toThrow(expect.objectContaining({ code: 'invalid-options' }))
  })
})
